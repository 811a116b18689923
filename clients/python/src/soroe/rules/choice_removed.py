"""Choice missing."""

from soroe.rules.choices import member
from soroe.rules.rule import Rule

RULE = Rule(
    id="choice-removed",
    keyword="enum",
    aspect="set",
    move="removed",
    effect="narrows",
    mirror="choice-added",
    find=member("enum", "removed"),
)
