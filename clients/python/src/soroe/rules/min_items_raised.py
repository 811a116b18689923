"""Minimum number of entries raised."""

from soroe.rules.moves import bound
from soroe.rules.rule import Rule

RULE = Rule(
    id="min-items-raised",
    keyword="minItems",
    aspect="bound",
    move="raised",
    effect="narrows",
    mirror="min-items-lowered",
    find=bound("minItems", "lower", "raised"),
)
