"""Reading a city's form from the file that its form tool leaves, into the core's structure."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Literal, TypeAlias

import msgspec

from soroe.errors import DocumentError, Problem
from soroe.importers import google_forms, surveyjs
from soroe.importers.answers import heading_row, read_headings
from soroe.importers.content import content_of
from soroe.importers.drafts import to_current
from soroe.importers.field import Field
from soroe.importers.grid import Grid
from soroe.importers.item_list import choose_table, read_list
from soroe.importers.kintone import is_kintone, read_fields
from soroe.importers.kintone_layout import is_layout
from soroe.importers.notes import NoteBook, listed
from soroe.importers.paper import Lists, choose_paper, known_from, read_paper, typeless
from soroe.importers.place import Entry, Names, place
from soroe.importers.targets import targets
from soroe.importers.textfile import read_delimited
from soroe.importers.ui_schema import is_pair, is_ui_schema, merged, pair_of
from soroe.importers.workbook import Workbook, read_workbook
from soroe.jsontext import digest, digest_bytes, read
from soroe.model import Json, Note
from soroe.own_keys import own_items, schema_in_core_names
from soroe.pointer import split
from soroe.schema import inline

__all__ = ["Entry", "Imported", "Names", "Source", "read_form", "read_form_file"]

Source: TypeAlias = Literal[
    "schema", "kintone", "google-forms", "surveyjs", "list", "answers", "sheet-form"
]

_NONE: Mapping[str, str] = MappingProxyType({})
_SCHEMA_KEYWORDS = frozenset(
    {"$schema", "$ref", "$defs", "type", "properties", "allOf", "anyOf", "oneOf", "if", "required"}
)


class Imported(msgspec.Struct, frozen=True):
    """A city's form as a JSON Schema, and what could not be carried over.

    `kind` is what the document was. `keys` maps each core item that was found to the city's own
    code for it; of a JSON Schema, whose items are already where they are, only those that are under
    an own key (`soroe.own_keys`), which are under the core's in `schema`.
    `entries` say of each field how it was understood, for a JSON Schema none. `digest` is that of
    the JSON value, or of the bytes where the file is not JSON. `value` is the JSON value, of a
    schema in the words of 2020-12; None where the file is not JSON.
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
    layout: Json = None,
) -> Imported:
    """The form that a file describes; what kind of file it is, is seen from its content.

    `name` is the file's name, for messages alone. `core` is a published core (references inlined);
    without one every field is an item of its own. `names` is a table from core items to the city's
    codes, or `Names`. `sheet` names the sheet of a workbook to read, `layout` is the file beside
    the form: kintone's layout.json, or the UI schema of a JSON Schema.

    Raises `DocumentError`: what `read_form` raises for JSON; for other files `file-empty`,
    `file-kind-unknown`, `list-header-missing`, and what `soroe.importers.workbook`, `.textfile` and
    `.item_list` raise. Nothing of a file is run, fetched or unpacked beyond fixed bounds.
    """
    content = content_of(data)
    if content.kind == "json":
        value = read(data)
        return msgspec.structs.replace(
            read_form(value, core, names, layout=layout), digest=digest(value)
        )
    if layout is not None:
        raise DocumentError(Problem("layout-unfit", params={"found": name}))
    notes = NoteBook()
    if content.kind == "delimited":
        kind, fields, title = _rows((read_delimited(content.text),), name, core, sheet, notes)
    else:
        kind, fields, title = _book(read_workbook(data), name, core, sheet, notes)
    settled = names if isinstance(names, Names) else Names(names)
    placed = place(fields, core, settled, notes, title if core is None else "")
    if kind == "sheet-form":
        typeless(fields, placed.entries, notes)
    said = notes.notes()
    return Imported(placed.schema, said, kind, placed.keys, placed.entries, digest_bytes(data))


def _book(
    book: Workbook, name: str, core: Json | None, sheet: str | None, notes: NoteBook
) -> tuple[Source, tuple[Field, ...], str]:
    """The fields of a workbook: a form to fill in where one sheet is drawn as such, else rows."""
    if book.macros:
        notes.one("workbook-macros", "")
    words = known_from({} if core is None else core)
    chosen = choose_paper(book, words, sheet)
    if chosen is None:
        return _rows(book.grids, name, core, sheet, notes)
    for other in (g for g in book.grids if g.name != chosen.paper.name and g.rows):
        notes.add("sheet-others-not-read", fields=other.name)
    if book.drawn:
        notes.one("sheet-drawings", "", count=str(book.drawn))
    fields, title = read_paper(chosen, words, Lists(book.grids, book.names), notes)
    return "sheet-form", fields, title


def _rows(
    grids: tuple[Grid, ...], name: str, core: Json | None, sheet: str | None, notes: NoteBook
) -> tuple[Source, tuple[Field, ...], str]:
    """The fields of a list of items, or of the heading row of answers, and the title above."""
    table = choose_table(grids, sheet)
    if table is not None:
        for other in (g for g in grids if g is not table.grid and g.rows):
            notes.add("list-sheets-not-read", fields=other.name)
        return "list", read_list(table, notes), table.title
    known = frozenset(label for t in targets(core or {}) for label in t.labels)
    for grid in grids:
        if grid.visible and sheet in (None, grid.name) and (row := heading_row(grid, known)):
            return "answers", read_headings(grid, row, notes), ""
    found = listed([g.name for g in grids if g.name]) or name or "-"
    raise DocumentError(Problem("list-header-missing", params={"sheets": found}))


def read_form(
    value: Json,
    core: Json | None,
    names: Names | Mapping[str, str] = _NONE,
    *,
    layout: Json = None,
) -> Imported:
    """The form that a JSON document describes: an export of a form tool, or a JSON Schema.

    A schema of an earlier draft is put in the words of 2020-12, one with a UI schema beside it
    takes its labels; any other stays as it is. `core` is a published core (references inlined),
    None to read the form alone; `names` maps core items to the city's codes and settles what labels
    leave open. What is made of an export is always a legal schema; whether a JSON Schema is one is
    `soroe.schema.check_schema`'s question, not asked here.

    `layout` is kintone's layout.json beside its fields, or a UI schema beside a JSON Schema.

    Raises `DocumentError`: `form-not-recognised` where the document is none of these,
    `layout-alone` where it says only how a form is shown, `layout-unfit`, and what
    the readers of `soroe.importers` and `soroe.schema.inline` raise.
    """
    export = _export(value, layout)
    if layout is not None and export is None and (pair := pair_of(value, layout)) is not None:
        value, layout = pair, None
    if layout is not None and (export is None or export[0] != "kintone" or not is_layout(layout)):
        found = export[0] if export is not None else _outline(value)
        raise DocumentError(Problem("layout-unfit", params={"found": found}))
    if export is None and (is_layout(value) or is_ui_schema(value)):
        raise DocumentError(Problem("layout-alone", "", {"found": _outline(value)}))
    if export is not None:
        kind, fields, notes, title = export
        settled = names if isinstance(names, Names) else Names(names)
        placed = place(fields, core, settled, notes, title if core is None else "")
        said = notes.notes()
        return Imported(placed.schema, said, kind, placed.keys, placed.entries, value=value)
    notes = NoteBook()
    if is_pair(value):
        assert isinstance(value, dict)
        value = merged(value, notes)
    if isinstance(value, dict) and _SCHEMA_KEYWORDS & value.keys():
        value = to_current(value, notes)
        schema = inline(value, {})
        own = own_items(schema, (names if isinstance(names, Names) else Names(names)).aliases)
        keys = {item: split(mine)[-1] for mine, item in own.items()}
        schema = schema_in_core_names(schema, own)
        return Imported(schema, notes.notes(), "schema", keys, value=value)
    raise DocumentError(Problem("form-not-recognised", "", {"found": _outline(value)}))


def _export(value: Json, layout: Json) -> tuple[Source, tuple[Field, ...], NoteBook, str] | None:
    """The fields of a form tool's export with their notes and the form's title; None if none."""
    if not isinstance(value, dict):
        return None
    if is_kintone(value):
        notes = NoteBook("kintone")
        return "kintone", read_fields(value, notes, layout), notes, ""
    if google_forms.is_google_form(value):
        notes = NoteBook(google_forms.TOOL)
        fields = google_forms.read_google_form(value, notes)
        return "google-forms", fields, notes, google_forms.title_of(value)
    if surveyjs.is_survey(value):
        notes = NoteBook(surveyjs.TOOL)
        return "surveyjs", surveyjs.read_survey(value, notes), notes, surveyjs.title_of(value)
    return None


def _outline(value: Json) -> str:
    """What stands at the top of a document, so that a person knows which file was taken."""
    if isinstance(value, dict):
        return listed(list(value)) or "{}"
    return "[ ]" if isinstance(value, list) else str(value)[:40]
