"""Minimum length lowered."""

from soroe.rules.moves import bound
from soroe.rules.rule import Rule

RULE = Rule(
    id="min-length-lowered",
    keyword="minLength",
    aspect="bound",
    move="lowered",
    effect="widens",
    mirror="min-length-raised",
    find=bound("minLength", "lower", "lowered"),
)
