"""Maximum length raised."""

from soroe.rules.moves import bound
from soroe.rules.rule import Rule

RULE = Rule(
    id="max-length-raised",
    keyword="maxLength",
    aspect="bound",
    move="raised",
    effect="widens",
    mirror="max-length-lowered",
    find=bound("maxLength", "upper", "raised"),
)
