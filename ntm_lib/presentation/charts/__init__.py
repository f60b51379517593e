"""Charts as pictures in a page, drawn by matplotlib in one theme."""
