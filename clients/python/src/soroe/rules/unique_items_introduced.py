"""Repeats refused."""

from soroe.rules.moves import switched
from soroe.rules.rule import Rule

RULE = Rule(
    id="unique-items-introduced",
    keyword="uniqueItems",
    aspect="structure",
    move="narrowed",
    effect="narrows",
    mirror="unique-items-dropped",
    find=switched("uniqueItems", on=True),
)
