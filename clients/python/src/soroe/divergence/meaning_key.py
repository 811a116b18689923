"""One text for all spellings of a schema that differ in words and order alone."""

from __future__ import annotations

import hashlib

import msgspec

from soroe.diff.meaning import stripped
from soroe.model import Json
from soroe.schema.keywords import SCHEMA_LISTS, SCHEMA_MAPS, SCHEMAS, SETS

_POINTING = (b'"$ref"', b'"$dynamicRef"', b'"$recursiveRef"')


def meaning_key(schema: Json) -> bytes:
    """A digest that is equal only for schemas that accept the same; the reverse may fail.

    Where something points to another place of the document, only the very same text is equal.
    """
    text = msgspec.json.encode(schema, order="deterministic")
    if not any(word in text for word in _POINTING):
        text = msgspec.json.encode(_plain(schema), order="deterministic")
    return hashlib.sha256(text).digest()


def _plain(schema: Json) -> Json:
    """Recursion is bounded by the depth of documents (`soroe.jsontext`)."""
    return {keyword: _value(keyword, value) for keyword, value in stripped(schema).items()}


def _value(keyword: str, value: Json) -> Json:
    if keyword in SCHEMAS:
        return _plain(value)
    if keyword in SCHEMA_MAPS and isinstance(value, dict):
        return {name: _plain(inner) for name, inner in value.items()}
    if keyword in SCHEMA_LISTS and isinstance(value, list):
        plain = [_plain(inner) for inner in value]
        return plain if keyword == "prefixItems" else _sorted(plain)
    if keyword == "type" and isinstance(value, str):
        return [value]
    if keyword in SETS and isinstance(value, list):
        return _sorted(value)
    return value


def _sorted(values: list[Json]) -> list[Json]:
    return sorted(values, key=lambda v: msgspec.json.encode(v, order="deterministic"))
