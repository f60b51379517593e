"""The sentences and phrases that more than one page needs, and how numbers are written."""
