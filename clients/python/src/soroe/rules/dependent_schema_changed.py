"""Dependent rule differs."""

from soroe.rules.moves import named_schemas
from soroe.rules.rule import Rule

RULE = Rule(
    id="dependent-schema-changed",
    keyword="dependentSchemas",
    aspect="condition",
    move="replaced",
    effect=None,
    mirror="dependent-schema-changed",
    find=named_schemas("dependentSchemas"),
)
