"""Condition differs."""

from soroe.rules.moves import differs
from soroe.rules.rule import Rule

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
