"""Rule missing."""

from soroe.rules.choices import member
from soroe.rules.moves import any_of
from soroe.rules.presence import refined
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
