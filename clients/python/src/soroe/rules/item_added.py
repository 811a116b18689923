"""Item added (optional)."""

from soroe.rules.presence import added_item
from soroe.rules.rule import Rule

RULE = Rule(
    id="item-added",
    keyword="properties",
    aspect="presence",
    move="added",
    effect="widens",
    mirror="item-removed",
    find=added_item(required=False),
)
