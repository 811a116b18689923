"""How far municipalities have drifted from the core, and from each other (docs/divergence.md)."""

from soroe.divergence.changed import Compared, ItemDifference, compare
from soroe.divergence.field import Field, Memory, Piece, merged
from soroe.divergence.history import Point, Shelf, history
from soroe.divergence.model import (
    CLASSES,
    Divergence,
    ItemChange,
    Member,
    Share,
    Variety,
    share,
    together,
    whole,
)
from soroe.divergence.signature import says_only_words, signature
from soroe.divergence.variety import variety

__all__ = [
    "CLASSES",
    "Compared",
    "Divergence",
    "Field",
    "ItemChange",
    "ItemDifference",
    "Member",
    "Memory",
    "Piece",
    "Point",
    "Share",
    "Shelf",
    "Variety",
    "compare",
    "history",
    "merged",
    "says_only_words",
    "share",
    "signature",
    "together",
    "variety",
    "whole",
]
