"""Checking a form, and making a diff of what was found."""
