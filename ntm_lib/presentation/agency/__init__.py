"""A department's page: one agency over all communes."""
