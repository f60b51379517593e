"""The copy of a form that goes back: inert, its faulty cells marked, the findings listed."""
