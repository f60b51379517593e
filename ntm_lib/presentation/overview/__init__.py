"""The pages over many communes: a district's, and those above the districts."""
