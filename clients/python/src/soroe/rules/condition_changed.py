"""Condition differs."""

from soroe.rules.rule import Rule
from soroe.rules.structure import differs

RULE = Rule(
    id="condition-changed",
    keyword="if",
    aspect="condition",
    move="replaced",
    effect=None,
    mirror="condition-changed",
    find=differs("if", "then", "else"),
    beside=("then", "else"),
)
