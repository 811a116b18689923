"""Exclusion differs."""

from soroe.rules.moves import differs
from soroe.rules.rule import Rule

RULE = Rule(
    id="exclusion-changed",
    keyword="not",
    aspect="condition",
    move="replaced",
    effect=None,
    mirror="exclusion-changed",
    find=differs("not"),
)
