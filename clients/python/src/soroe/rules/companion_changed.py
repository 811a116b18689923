"""Companion items differ."""

from soroe.rules.rule import Rule
from soroe.rules.structure import companions

RULE = Rule(
    id="companion-changed",
    keyword="dependentRequired",
    aspect="condition",
    move="replaced",
    effect=None,
    mirror="companion-changed",
    find=companions(),
)
