"""Rule added."""

from soroe.rules.moves import any_of, member, refined
from soroe.rules.rule import Rule

RULE = Rule(
    id="condition-added",
    keyword="allOf",
    aspect="condition",
    move="added",
    effect="narrows",
    mirror="condition-removed",
    find=any_of(member("allOf", "added"), refined("added")),
)
