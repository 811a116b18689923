"""Minimum raised."""

from soroe.rules.moves import bound
from soroe.rules.rule import Rule

RULE = Rule(
    id="minimum-raised",
    keyword="minimum",
    aspect="bound",
    move="raised",
    effect="narrows",
    mirror="minimum-lowered",
    find=bound("minimum", "lower", "raised"),
)
