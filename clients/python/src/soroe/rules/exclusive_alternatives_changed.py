"""Exclusive alternatives differ."""

from soroe.rules.rule import Rule
from soroe.rules.structure import differs

RULE = Rule(
    id="exclusive-alternatives-changed",
    keyword="oneOf",
    aspect="condition",
    move="replaced",
    effect=None,
    mirror="exclusive-alternatives-changed",
    find=differs("oneOf"),
)
