"""Entries differ."""

from soroe.rules.rule import Rule
from soroe.rules.structure import member_items

RULE = Rule(
    id="entries-changed",
    keyword="items",
    aspect="structure",
    move="replaced",
    effect=None,
    mirror="entries-changed",
    find=member_items(),
)
