"""Choice added."""

from soroe.rules.choices import member
from soroe.rules.rule import Rule

RULE = Rule(
    id="choice-added",
    keyword="enum",
    aspect="set",
    move="added",
    effect="widens",
    mirror="choice-removed",
    find=member("enum", "added"),
)
