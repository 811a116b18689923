"""Rule added."""

from soroe.rules.moves import member
from soroe.rules.rule import Rule

RULE = Rule(
    id="condition-added",
    keyword="allOf",
    aspect="condition",
    move="added",
    effect="narrows",
    mirror="condition-removed",
    find=member("allOf", "added"),
)
