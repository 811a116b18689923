"""Cores for stewards: drafts, the form builder, reviews."""
