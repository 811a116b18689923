"""Minimum number of filled-in items lowered."""

from soroe.rules.moves import bound
from soroe.rules.rule import Rule

RULE = Rule(
    id="min-properties-lowered",
    keyword="minProperties",
    aspect="bound",
    move="lowered",
    effect="widens",
    mirror="min-properties-raised",
    find=bound("minProperties", "lower", "lowered"),
)
