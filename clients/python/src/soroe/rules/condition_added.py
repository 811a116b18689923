"""Rule added."""

from soroe.rules.choices import member
from soroe.rules.moves import any_of
from soroe.rules.presence import refined
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
