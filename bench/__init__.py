"""Side-by-side speed: every benchmark prints what was measured and a ratio, and asserts nothing."""
