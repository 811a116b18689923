"""Who is like us, what separates us, and who has already solved this (docs/neighbours.md)."""

from soroe.neighbours.adopt import Adopted, adopt
from soroe.neighbours.between import between
from soroe.neighbours.model import Holder, Near, Separation, Solution
from soroe.neighbours.named import find, reference
from soroe.neighbours.nearest import Neighbourhood
from soroe.neighbours.solved import changes_on, since_when, solved

__all__ = [
    "Adopted",
    "Holder",
    "Near",
    "Neighbourhood",
    "Separation",
    "Solution",
    "adopt",
    "between",
    "changes_on",
    "find",
    "reference",
    "since_when",
    "solved",
]
