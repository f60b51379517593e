"""Charts: pictures drawn by matplotlib in one theme, and the places of marks that a template draws."""
