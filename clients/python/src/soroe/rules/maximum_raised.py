"""Maximum raised."""

from soroe.rules.moves import bound
from soroe.rules.rule import Rule

RULE = Rule(
    id="maximum-raised",
    keyword="maximum",
    aspect="bound",
    move="raised",
    effect="widens",
    mirror="maximum-lowered",
    find=bound("maximum", "upper", "raised"),
)
