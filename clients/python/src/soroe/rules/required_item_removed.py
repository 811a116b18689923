"""Required item missing."""

from soroe.rules.presence import removed_item
from soroe.rules.rule import Rule

RULE = Rule(
    id="required-item-removed",
    keyword="properties",
    aspect="presence",
    move="removed",
    effect="both",
    mirror="required-item-added",
    find=removed_item(required=True),
)
