"""Maximum lowered."""

from soroe.rules.moves import bound
from soroe.rules.rule import Rule

RULE = Rule(
    id="maximum-lowered",
    keyword="maximum",
    aspect="bound",
    move="lowered",
    effect="narrows",
    mirror="maximum-raised",
    find=bound("maximum", "upper", "lowered"),
)
