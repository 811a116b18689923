"""soroe."""
