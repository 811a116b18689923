"""Entries differ."""

from soroe.rules.moves import member_items
from soroe.rules.rule import Rule

RULE = Rule(
    id="entries-changed",
    keyword="items",
    aspect="structure",
    move="replaced",
    effect=None,
    mirror="entries-changed",
    find=member_items(),
)
