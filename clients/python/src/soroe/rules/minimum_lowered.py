"""Minimum lowered."""

from soroe.rules.moves import bound
from soroe.rules.rule import Rule

RULE = Rule(
    id="minimum-lowered",
    keyword="minimum",
    aspect="bound",
    move="lowered",
    effect="widens",
    mirror="minimum-raised",
    find=bound("minimum", "lower", "lowered"),
)
