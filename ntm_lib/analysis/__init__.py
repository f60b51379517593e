"""Analysis: observations held against levels. Pure functions on DataFrames: no files, no clock, no globals."""
