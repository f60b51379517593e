"""Reference data: units, criteria sets, departments, recognition, conclusions. Loaded, checked, typed."""
