"""Analysis: observations compared with levels. Pure functions on DataFrames: no files, no clock, no globals."""
