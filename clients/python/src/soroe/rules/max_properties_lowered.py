"""Maximum number of filled-in items lowered."""

from soroe.rules.moves import bound
from soroe.rules.rule import Rule

RULE = Rule(
    id="max-properties-lowered",
    keyword="maxProperties",
    aspect="bound",
    move="lowered",
    effect="narrows",
    mirror="max-properties-raised",
    find=bound("maxProperties", "upper", "lowered"),
)
