"""The page on data quality."""
