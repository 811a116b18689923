"""Entries by place differ."""

from soroe.rules.rule import Rule
from soroe.rules.structure import differs

RULE = Rule(
    id="entries-by-place-changed",
    keyword="prefixItems",
    aspect="structure",
    move="replaced",
    effect=None,
    mirror="entries-by-place-changed",
    find=differs("prefixItems"),
)
