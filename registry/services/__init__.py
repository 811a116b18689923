"""One module per verb, one transaction each.

Everything is computed before the transaction opens; what it was computed from is checked again
inside; the database's constraints decide who is first; the answer is given after the commit.

`by` is who acts: the SHA-256 of a token, or None for the operator at the machine, who may do all.
"""
