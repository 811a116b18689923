"""Alternatives differ."""

from soroe.rules.rule import Rule
from soroe.rules.structure import differs

RULE = Rule(
    id="alternatives-changed",
    keyword="anyOf",
    aspect="condition",
    move="replaced",
    effect=None,
    mirror="alternatives-changed",
    find=differs("anyOf"),
)
