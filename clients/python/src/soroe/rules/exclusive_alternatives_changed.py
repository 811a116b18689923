"""Exclusive alternatives differ."""

from soroe.rules.moves import differs
from soroe.rules.rule import Rule

RULE = Rule(
    id="exclusive-alternatives-changed",
    keyword="oneOf",
    aspect="condition",
    move="replaced",
    effect=None,
    mirror="exclusive-alternatives-changed",
    find=differs("oneOf"),
)
