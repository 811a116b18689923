"""Exclusive minimum raised."""

from soroe.rules.moves import bound
from soroe.rules.rule import Rule

RULE = Rule(
    id="exclusive-minimum-raised",
    keyword="exclusiveMinimum",
    aspect="bound",
    move="raised",
    effect="narrows",
    mirror="exclusive-minimum-lowered",
    find=bound("exclusiveMinimum", "lower", "raised"),
)
