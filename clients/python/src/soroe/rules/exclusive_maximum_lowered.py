"""Exclusive maximum lowered."""

from soroe.rules.moves import bound
from soroe.rules.rule import Rule

RULE = Rule(
    id="exclusive-maximum-lowered",
    keyword="exclusiveMaximum",
    aspect="bound",
    move="lowered",
    effect="narrows",
    mirror="exclusive-maximum-raised",
    find=bound("exclusiveMaximum", "upper", "lowered"),
)
