"""Rule missing."""

from soroe.rules.moves import any_of, member, refined
from soroe.rules.rule import Rule

RULE = Rule(
    id="condition-removed",
    keyword="allOf",
    aspect="condition",
    move="removed",
    effect="widens",
    mirror="condition-added",
    find=any_of(member("allOf", "removed"), refined("removed")),
)
