"""A decision's annex, pasted into a sheet as it stands: taken apart into indicators and levels, with a question where that is not certain."""
