"""Exclusive maximum raised."""

from soroe.rules.moves import bound
from soroe.rules.rule import Rule

RULE = Rule(
    id="exclusive-maximum-raised",
    keyword="exclusiveMaximum",
    aspect="bound",
    move="raised",
    effect="widens",
    mirror="exclusive-maximum-lowered",
    find=bound("exclusiveMaximum", "upper", "raised"),
)
