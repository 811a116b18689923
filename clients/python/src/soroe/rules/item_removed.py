"""Item missing (optional)."""

from soroe.rules.presence import removed_item
from soroe.rules.rule import Rule

RULE = Rule(
    id="item-removed",
    keyword="properties",
    aspect="presence",
    move="removed",
    effect="narrows",
    mirror="item-added",
    find=removed_item(required=False),
)
