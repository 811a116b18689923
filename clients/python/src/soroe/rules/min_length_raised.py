"""Minimum length raised."""

from soroe.rules.moves import bound
from soroe.rules.rule import Rule

RULE = Rule(
    id="min-length-raised",
    keyword="minLength",
    aspect="bound",
    move="raised",
    effect="narrows",
    mirror="min-length-lowered",
    find=bound("minLength", "lower", "raised"),
)
