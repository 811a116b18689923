"""Companion items differ."""

from soroe.rules.moves import companions
from soroe.rules.rule import Rule

RULE = Rule(
    id="companion-changed",
    keyword="dependentRequired",
    aspect="condition",
    move="replaced",
    effect=None,
    mirror="companion-changed",
    find=companions(),
)
