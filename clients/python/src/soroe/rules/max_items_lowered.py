"""Maximum number of entries lowered."""

from soroe.rules.moves import bound
from soroe.rules.rule import Rule

RULE = Rule(
    id="max-items-lowered",
    keyword="maxItems",
    aspect="bound",
    move="lowered",
    effect="narrows",
    mirror="max-items-raised",
    find=bound("maxItems", "upper", "lowered"),
)
