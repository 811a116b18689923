"""Dependent rule differs."""

from soroe.rules.rule import Rule
from soroe.rules.structure import named_schemas

RULE = Rule(
    id="dependent-schema-changed",
    keyword="dependentSchemas",
    aspect="condition",
    move="replaced",
    effect=None,
    mirror="dependent-schema-changed",
    find=named_schemas("dependentSchemas"),
)
