"""NTM reporting workbook: communes' Excel forms in, checked data and HTML progress reports out."""

__version__ = "0.2.0"
