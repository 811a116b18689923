"""Rule missing."""

from soroe.rules.moves import member
from soroe.rules.rule import Rule

RULE = Rule(
    id="condition-removed",
    keyword="allOf",
    aspect="condition",
    move="removed",
    effect="widens",
    mirror="condition-added",
    find=member("allOf", "removed"),
)
