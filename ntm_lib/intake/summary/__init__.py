"""Summary tables (bảng tổng hợp): a row a commune, results of many criteria; what they state becomes results of a season."""
