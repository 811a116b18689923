"""Signing in and out, and the page of who is signed in."""
