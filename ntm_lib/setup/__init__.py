"""Changing a workbook's own files: only what is asked for in them, all of them or none, and never without a backup."""
