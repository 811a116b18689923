"""Exclusion differs."""

from soroe.rules.rule import Rule
from soroe.rules.structure import differs

RULE = Rule(
    id="exclusion-changed",
    keyword="not",
    aspect="condition",
    move="replaced",
    effect=None,
    mirror="exclusion-changed",
    find=differs("not"),
)
