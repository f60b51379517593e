"""Presentation: results become Vietnamese numbers, sentences, tables, charts and page parts. Nothing is computed here."""
