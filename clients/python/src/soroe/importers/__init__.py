"""Reading a city's form from the file that its form tool leaves, into the core's structure."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Literal, TypeAlias

import msgspec

from soroe.errors import DocumentError, Problem
from soroe.importers.kintone import is_kintone, read_fields
from soroe.importers.notes import listed
from soroe.importers.place import place
from soroe.model import Json, Note
from soroe.schema import inline

Source: TypeAlias = Literal["schema", "kintone"]

_NONE: Mapping[str, str] = MappingProxyType({})
_SCHEMA_KEYWORDS = frozenset(
    {"$schema", "$ref", "$defs", "type", "properties", "allOf", "anyOf", "oneOf", "if", "required"}
)


class Imported(msgspec.Struct, frozen=True):
    """A city's form as a JSON Schema, and what could not be carried over.

    `kind` is what the document was. `keys` maps each core item that was found to the city's own
    code for it; for a JSON Schema it is empty, because the items are already where they are.
    """

    schema: Json
    notes: tuple[Note, ...]
    kind: Source
    keys: dict[str, str]


def read_form(value: Json, core: Json, aliases: Mapping[str, str] = _NONE) -> Imported:
    """The form that the document describes: a kintone export, or a JSON Schema as it is.

    `core` is a published core (references inlined); `aliases` maps core items to the city's codes
    and settles what labels leave open. What is made of a kintone export is always a legal schema;
    whether a JSON Schema is one is `soroe.schema.check_schema`'s question, not asked here.

    Raises `DocumentError`: `form-not-recognised` where the document is neither, and what
    `soroe.importers.kintone.read_fields` and `soroe.schema.inline` raise.
    """
    if is_kintone(value):
        assert isinstance(value, dict)
        fields, left_out = read_fields(value)
        schema, notes, keys = place(fields, core, aliases)
        return Imported(schema, (*left_out, *notes), "kintone", keys)
    if isinstance(value, dict) and _SCHEMA_KEYWORDS & value.keys():
        return Imported(inline(value, {}), (), "schema", {})
    raise DocumentError(Problem("form-not-recognised", "", {"found": _outline(value)}))


def _outline(value: Json) -> str:
    """What stands at the top of a document, so that a person knows which file was taken."""
    if isinstance(value, dict):
        return listed(list(value)) or "{}"
    return "[ ]" if isinstance(value, list) else str(value)[:40]
