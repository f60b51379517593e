"""The page on how everything is counted."""
