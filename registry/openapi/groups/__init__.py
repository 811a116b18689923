"""The operations, one module for each heading of the description."""
