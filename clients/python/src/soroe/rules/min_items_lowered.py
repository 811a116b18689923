"""Minimum number of entries lowered."""

from soroe.rules.moves import bound
from soroe.rules.rule import Rule

RULE = Rule(
    id="min-items-lowered",
    keyword="minItems",
    aspect="bound",
    move="lowered",
    effect="widens",
    mirror="min-items-raised",
    find=bound("minItems", "lower", "lowered"),
)
