"""Is every application that one form accepts accepted by another? Proof, witness, or undecided.

    contains(a, b)   Proved | Refuted(witness) | Undecided(reason)
    instance(schema) Found(value) | Empty | Undecided(reason)
    accepts(s, v)    what the judge says of one value

The way of an answer: `places` finds subschemas and references, `compile` turns keywords into the
normal form of `nodes`, `search` and the solver of each type look for a value of "a and not b",
`judge` confirms it, `witness` makes it readable.
"""

from soroe.contain.api import (
    ASSERTED,
    IGNORED,
    Empty,
    Formats,
    Found,
    Instance,
    accepts,
    contains,
    instance,
)
from soroe.contain.budget import DEFAULT, Budget

__all__ = [
    "ASSERTED",
    "DEFAULT",
    "IGNORED",
    "Budget",
    "Empty",
    "Formats",
    "Found",
    "Instance",
    "accepts",
    "contains",
    "instance",
]
