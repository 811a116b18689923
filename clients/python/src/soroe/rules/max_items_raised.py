"""Maximum number of entries raised."""

from soroe.rules.moves import bound
from soroe.rules.rule import Rule

RULE = Rule(
    id="max-items-raised",
    keyword="maxItems",
    aspect="bound",
    move="raised",
    effect="widens",
    mirror="max-items-lowered",
    find=bound("maxItems", "upper", "raised"),
)
