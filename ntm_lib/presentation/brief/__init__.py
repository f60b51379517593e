"""Briefs of two sheets of A4, of a commune and of an agency: what its page says, cut to what fits."""
