"""The forms the office sends out: what stands in them, and how they are written."""
