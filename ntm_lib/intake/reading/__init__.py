"""One form read: the look before the parser, the parser in its own process, the tables found, each cell understood."""
