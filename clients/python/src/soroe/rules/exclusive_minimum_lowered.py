"""Exclusive minimum lowered."""

from soroe.rules.moves import bound
from soroe.rules.rule import Rule

RULE = Rule(
    id="exclusive-minimum-lowered",
    keyword="exclusiveMinimum",
    aspect="bound",
    move="lowered",
    effect="widens",
    mirror="exclusive-minimum-raised",
    find=bound("exclusiveMinimum", "lower", "lowered"),
)
