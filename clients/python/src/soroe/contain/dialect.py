"""Drafts of JSON Schema: which one a document speaks, and where its subschemas are."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

import msgspec

from soroe.model import Json


class Dialect(msgspec.Struct, frozen=True, eq=False):
    """What differs between drafts, as far as accepted instances are concerned.

    `year` is 4, 6, 7, 2019 or 2020. `id_key` names a resource. `ref_alone`: what stands beside
    `$ref` is ignored.
    """

    year: int
    uri: str
    id_key: str = "$id"
    ref_alone: bool = False


DRAFT4 = Dialect(4, "http://json-schema.org/draft-04/schema", "id", ref_alone=True)
DRAFT6 = Dialect(6, "http://json-schema.org/draft-06/schema", ref_alone=True)
DRAFT7 = Dialect(7, "http://json-schema.org/draft-07/schema", ref_alone=True)
DRAFT2019 = Dialect(2019, "https://json-schema.org/draft/2019-09/schema")
DRAFT2020 = Dialect(2020, "https://json-schema.org/draft/2020-12/schema")

_BY_URI = {d.uri: d for d in (DRAFT4, DRAFT6, DRAFT7, DRAFT2019, DRAFT2020)}

# Keywords whose value is one schema, an array of schemas, or an object of schemas.
ONE = frozenset({
    "additionalItems", "additionalProperties", "contains", "else", "if", "items", "not",
    "propertyNames", "then", "unevaluatedItems", "unevaluatedProperties", "contentSchema",
})  # fmt: skip
MANY = frozenset({"allOf", "anyOf", "oneOf", "prefixItems", "items"})
NAMED = frozenset({
    "$defs", "definitions", "dependencies", "dependentSchemas", "patternProperties", "properties",
})  # fmt: skip


def dialect_of(schema: Json, default: Dialect = DRAFT2020) -> Dialect:
    """The dialect that `$schema` declares; `default` when it declares none that is known."""
    if isinstance(schema, dict):
        uri = schema.get("$schema")
        if isinstance(uri, str):
            return _BY_URI.get(uri.rstrip("#"), default)
    return default


def subschemas(schema: dict[str, Json]) -> list[Json]:
    """The direct subschemas, by the union of all drafts' keywords."""
    out: list[Json] = []
    for k, v in schema.items():
        if k in NAMED and isinstance(v, dict):
            out.extend(v.values())
        elif k in MANY and isinstance(v, list):
            out.extend(v)
        elif k in ONE:
            out.append(v)
    return out


@lru_cache(1)
def meta_schemas() -> dict[str, Any]:
    """The published meta-schemas by address: a form may refer to them, and nothing is fetched."""
    from jsonschema_specifications import REGISTRY  # noqa: PLC0415 - 40 ms that few forms need

    return {uri: REGISTRY.contents(uri) for uri in REGISTRY}
