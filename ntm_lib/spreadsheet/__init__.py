"""Spreadsheet files of any kind, as people send them: looked at before they are parsed, then opened as cells with what is said of them."""
