"""Item added (required)."""

from soroe.rules.presence import added_item
from soroe.rules.rule import Rule

RULE = Rule(
    id="required-item-added",
    keyword="properties",
    aspect="presence",
    move="added",
    effect="both",
    mirror="required-item-removed",
    find=added_item(required=True),
)
