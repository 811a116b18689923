"""Item names differ."""

from soroe.rules.rule import Rule
from soroe.rules.structure import differs

RULE = Rule(
    id="item-names-changed",
    keyword="propertyNames",
    aspect="structure",
    move="replaced",
    effect=None,
    mirror="item-names-changed",
    find=differs("propertyNames"),
)
