"""Intake: the communes' Excel forms become observations. Nothing here knows what is met."""
