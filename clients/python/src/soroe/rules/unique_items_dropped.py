"""Repeats taken."""

from soroe.rules.moves import switched
from soroe.rules.rule import Rule

RULE = Rule(
    id="unique-items-dropped",
    keyword="uniqueItems",
    aspect="structure",
    move="widened",
    effect="widens",
    mirror="unique-items-introduced",
    find=switched("uniqueItems", on=False),
)
