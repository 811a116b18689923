"""Kind of value narrowed."""

from soroe.rules.moves import types
from soroe.rules.rule import Rule

RULE = Rule(
    id="type-narrowed",
    keyword="type",
    aspect="type",
    move="narrowed",
    effect="narrows",
    mirror="type-widened",
    find=types("narrowed"),
)
