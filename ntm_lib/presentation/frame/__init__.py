"""What every page stands in: its view of the season, its top, its links, its style, the office's words."""
