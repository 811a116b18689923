"""Alternatives differ."""

from soroe.rules.moves import differs
from soroe.rules.rule import Rule

RULE = Rule(
    id="alternatives-changed",
    keyword="anyOf",
    aspect="condition",
    move="replaced",
    effect=None,
    mirror="alternatives-changed",
    find=differs("anyOf"),
)
