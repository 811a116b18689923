"""Pages to read: start, search, forms, municipalities, comparisons."""
