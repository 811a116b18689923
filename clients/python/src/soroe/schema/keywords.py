"""What JSON Schema's keywords are: one table, so that no keyword is spelled by hand twice.

The assertions and applicators of 2020-12 are read from the meta-schemas that `jsonschema` carries;
the annotations of the house dialect stand here.
"""

from __future__ import annotations

from functools import cache
from typing import Final, cast

from jsonschema_specifications import REGISTRY

_BASE: Final = "https://json-schema.org/draft/2020-12/meta/"

SCHEMA_MAPS: Final = frozenset(
    {"properties", "patternProperties", "dependentSchemas", "$defs", "definitions"}
)
"""Keywords whose value maps names to schemas."""
SCHEMA_LISTS: Final = frozenset({"allOf", "anyOf", "oneOf", "prefixItems"})
"""Keywords whose value is a list of schemas."""
SCHEMAS: Final = frozenset(
    {
        "additionalProperties",
        "unevaluatedProperties",
        "propertyNames",
        "items",
        "contains",
        "unevaluatedItems",
        "not",
        "if",
        "then",
        "else",
    }
)
"""Keywords whose value is one schema."""

SETS: Final = frozenset({"required", "enum", "type", "allOf", "anyOf", "oneOf"})
"""Keywords whose arrays are sets: a local diff names a member, not a position."""

HOUSE: Final = frozenset(
    {
        "x-order",
        "x-gif",
        "x-sensitive",
        "x-local",
        "x-delegated",
        "x-law",
        "x-synonyms",
        "x-formerly",
        "x-component",
        "x-choices",
    }
)
"""Annotations of the house dialect; none of them changes what is accepted."""


@cache
def vocabulary(name: str) -> frozenset[str]:
    """The keywords of one vocabulary of 2020-12: core, applicator, validation, meta-data, ..."""
    contents = cast("dict[str, dict[str, object]]", REGISTRY[_BASE + name].contents)
    return frozenset(contents["properties"])


@cache
def assertion_keywords() -> frozenset[str]:
    """Keywords that can make an instance refused, `format` included."""
    return (
        vocabulary("applicator")
        | vocabulary("unevaluated")
        | vocabulary("validation")
        | frozenset({"$ref", "$dynamicRef", "format"})
    )


@cache
def annotation_keywords() -> frozenset[str]:
    """Keywords that say something to people or programs and refuse nothing."""
    return (
        vocabulary("meta-data")
        | vocabulary("content")
        | HOUSE
        | frozenset({"$comment", "$schema", "$id", "$anchor", "$vocabulary"})
    )
