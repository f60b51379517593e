"""Summary tables (bảng tổng hợp): an office's own tables of one row a commune, read as results of a season."""
