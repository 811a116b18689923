"""Maximum length lowered."""

from soroe.rules.moves import bound
from soroe.rules.rule import Rule

RULE = Rule(
    id="max-length-lowered",
    keyword="maxLength",
    aspect="bound",
    move="lowered",
    effect="narrows",
    mirror="max-length-raised",
    find=bound("maxLength", "upper", "lowered"),
)
