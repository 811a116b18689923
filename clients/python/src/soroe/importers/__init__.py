"""Reading a city's form from the file that its form tool leaves, into the core's structure."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Literal, TypeAlias

import msgspec

from soroe.errors import DocumentError, Problem
from soroe.importers.content import content_of
from soroe.importers.item_list import choose_table, read_list
from soroe.importers.kintone import is_kintone, read_fields
from soroe.importers.notes import NoteBook, listed
from soroe.importers.place import Entry, Names, place
from soroe.importers.textfile import read_delimited
from soroe.importers.workbook import read_workbook
from soroe.jsontext import digest, digest_bytes, read
from soroe.model import Json, Note
from soroe.schema import inline

__all__ = ["Entry", "Imported", "Names", "Source", "read_form", "read_form_file"]

Source: TypeAlias = Literal["schema", "kintone", "list"]

_NONE: Mapping[str, str] = MappingProxyType({})
_SCHEMA_KEYWORDS = frozenset(
    {"$schema", "$ref", "$defs", "type", "properties", "allOf", "anyOf", "oneOf", "if", "required"}
)


class Imported(msgspec.Struct, frozen=True):
    """A city's form as a JSON Schema, and what could not be carried over.

    `kind` is what the document was. `keys` maps each core item that was found to the city's own
    code for it; for a JSON Schema it is empty, because the items are already where they are.
    `entries` say of each field how it was understood, for a JSON Schema none. `digest` is that of
    the JSON value, or of the bytes where the file is not JSON; `value` is the JSON value or None.
    """

    schema: Json
    notes: tuple[Note, ...]
    kind: Source
    keys: dict[str, str]
    entries: tuple[Entry, ...] = ()
    digest: str = ""
    value: Json = None


def read_form_file(
    data: bytes,
    name: str,
    core: Json | None = None,
    names: Names | Mapping[str, str] = _NONE,
    *,
    sheet: str | None = None,
) -> Imported:
    """The form that a file describes; what kind of file it is, is seen from its content.

    `name` is the file's name, for messages alone. `core` is a published core (references inlined);
    without one every field is an item of its own. `names` is a table from core items to the city's
    codes, or `Names`. `sheet` names the sheet of a workbook to read.

    Raises `DocumentError`: what `read_form` raises for JSON; for other files `file-empty`,
    `file-kind-unknown`, and what `soroe.importers.workbook`, `.textfile` and `.item_list` raise.
    Nothing of a file is run, fetched or unpacked beyond fixed bounds.
    """
    settled = names if isinstance(names, Names) else Names(names)
    content = content_of(data)
    if content.kind == "json":
        value = read(data)
        imported = read_form(value, core, settled)
        return msgspec.structs.replace(imported, digest=digest(value), value=value)
    notes = NoteBook()
    if content.kind == "workbook":
        book = read_workbook(data)
        grids = book.grids
        if book.macros:
            notes.one("workbook-macros", "")
    else:
        grids = (read_delimited(content.text),)
    table = choose_table(grids, sheet)
    if table is None:
        found = listed([g.name for g in grids if g.name]) or name or "-"
        raise DocumentError(Problem("list-header-missing", params={"sheets": found}))
    others = [g.name for g in grids if g is not table.grid and g.rows]
    for other in others:
        notes.add("list-sheets-not-read", fields=other)
    fields = read_list(table, notes)
    placed = place(fields, core, settled, notes, table.title if core is None else "")
    return Imported(
        placed.schema, notes.notes(), "list", placed.keys, placed.entries, digest_bytes(data)
    )


def read_form(value: Json, core: Json | None, names: Names | Mapping[str, str] = _NONE) -> Imported:
    """The form that a JSON document describes: a kintone export, or a JSON Schema as it is.

    `core` is a published core (references inlined), None to read the form alone; `names` maps core
    items to the city's codes and settles what labels leave open. What is made of an export is
    always a legal schema; whether a JSON Schema is one is `soroe.schema.check_schema`'s question,
    not asked here.

    Raises `DocumentError`: `form-not-recognised` where the document is neither, and what
    `soroe.importers.kintone.read_fields` and `soroe.schema.inline` raise.
    """
    settled = names if isinstance(names, Names) else Names(names)
    if is_kintone(value):
        assert isinstance(value, dict)
        fields, left_out = read_fields(value)
        notes = NoteBook("kintone")
        placed = place(fields, core, settled, notes)
        said = (*left_out, *notes.notes())
        return Imported(placed.schema, said, "kintone", placed.keys, placed.entries)
    if isinstance(value, dict) and _SCHEMA_KEYWORDS & value.keys():
        return Imported(inline(value, {}), (), "schema", {})
    raise DocumentError(Problem("form-not-recognised", "", {"found": _outline(value)}))


def _outline(value: Json) -> str:
    """What stands at the top of a document, so that a person knows which file was taken."""
    if isinstance(value, dict):
        return listed(list(value)) or "{}"
    return "[ ]" if isinstance(value, list) else str(value)[:40]
