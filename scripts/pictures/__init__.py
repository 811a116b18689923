"""The tours of `scripts/screenshots.py`: what each user of the guides sees, walked in a browser."""
