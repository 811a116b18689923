"""Minimum number of filled-in items raised."""

from soroe.rules.moves import bound
from soroe.rules.rule import Rule

RULE = Rule(
    id="min-properties-raised",
    keyword="minProperties",
    aspect="bound",
    move="raised",
    effect="narrows",
    mirror="min-properties-lowered",
    find=bound("minProperties", "lower", "raised"),
)
