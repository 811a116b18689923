"""Item names differ."""

from soroe.rules.moves import differs
from soroe.rules.rule import Rule

RULE = Rule(
    id="item-names-changed",
    keyword="propertyNames",
    aspect="structure",
    move="replaced",
    effect=None,
    mirror="item-names-changed",
    find=differs("propertyNames"),
)
