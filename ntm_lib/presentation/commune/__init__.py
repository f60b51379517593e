"""A commune's page."""
