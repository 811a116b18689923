"""Dependent rule differs."""

from soroe.rules.moves import differs
from soroe.rules.rule import Rule

RULE = Rule(
    id="dependent-schema-changed",
    keyword="dependentSchemas",
    aspect="condition",
    move="replaced",
    effect=None,
    mirror="dependent-schema-changed",
    find=differs("dependentSchemas"),
)
