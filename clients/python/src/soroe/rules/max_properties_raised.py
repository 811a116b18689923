"""Maximum number of filled-in items raised."""

from soroe.rules.moves import bound
from soroe.rules.rule import Rule

RULE = Rule(
    id="max-properties-raised",
    keyword="maxProperties",
    aspect="bound",
    move="raised",
    effect="widens",
    mirror="max-properties-lowered",
    find=bound("maxProperties", "upper", "raised"),
)
