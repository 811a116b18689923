"""kintone: the fields of an app, from any of the three files in which they leave it.

1. `GET /k/v1/app/form/fields.json`: `properties` is an object keyed by field code, with `revision`.
2. `GET /k/v1/form.json` (the older one): `properties` is an array; settings are strings or null.
3. Exports that others publish: `fields` is an array, often with code, label and type alone.

Numeric settings are strings and "" is unset. Choices stand in the order of int(index). A GROUP has
no children here (grouping is in layout.json alone), and a SUBTABLE has one level.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NoReturn

from soroe.errors import DocumentError, Problem
from soroe.importers.field import Field, Fragment, Kind, Text
from soroe.importers.kintone_layout import arranged, is_layout
from soroe.importers.kintone_settings import Settings
from soroe.importers.notes import NoteBook
from soroe.model import Json
from soroe.pointer import join

SYSTEM = frozenset(
    {
        "RECORD_NUMBER",
        "CREATOR",
        "CREATED_TIME",
        "MODIFIER",
        "UPDATED_TIME",
        "CATEGORY",
        "STATUS",
        "STATUS_ASSIGNEE",
    }
)
"""Fields that every app has; nobody fills them in."""

LAYOUT = frozenset({"GROUP", "LABEL", "SPACER", "HR"})
"""Parts of the screen that hold no value."""

STAFF = frozenset({"USER_SELECT", "ORGANIZATION_SELECT", "GROUP_SELECT"})
"""Fields that pick users of kintone, that is staff; an applicant is not one."""

TEXT: dict[str, Text] = {
    "SINGLE_LINE_TEXT": "line",
    "MULTI_LINE_TEXT": "note",
    "RICH_TEXT": "note",
}
CHOICE: dict[str, Kind] = {
    "RADIO_BUTTON": "choice",
    "DROP_DOWN": "choice",
    "CHECK_BOX": "choices",
    "MULTI_SELECT": "choices",
}
FORMATS = {"DATE": "date", "DATETIME": "date-time"}
TIME_PATTERN = "^([01][0-9]|2[0-3]):[0-5][0-9]$"
LINK_FORMATS = {"WEB": "uri", "MAIL": "email"}
CALC_FORMATS = {"NUMBER": "", "NUMBER_DIGIT": "", "DATE": "date", "DATETIME": "date-time"}


def is_kintone(value: Json) -> bool:
    """Whether the document has one of the three shapes (and is not a JSON Schema)."""
    if not isinstance(value, dict) or "$schema" in value:
        return False
    held = value.get("properties", value.get("fields"))
    if isinstance(held, list):
        return True
    return isinstance(held, dict) and (
        "revision" in value or any(map(_looks_like_one, held.values()))
    )


def read_fields(value: dict[str, Json], notes: NoteBook, layout: Json = None) -> tuple[Field, ...]:
    """The fields in the order of the file, or of the layout where there is one.

    Raises `DocumentError` with every field that cannot be read: `kintone-field-not-object`,
    `kintone-type-missing`, `kintone-code-missing`, `kintone-code-repeated`,
    `kintone-setting-invalid`, `kintone-table-nested`; `form-without-items` if there is none.
    """
    name = "properties" if "properties" in value else "fields"
    reader = _Reader(frozenset(_copied(value[name])), notes)
    fields = reader.fields(value[name], (name,), in_table=False)
    if reader.problems:
        raise DocumentError(*reader.problems)
    if not fields:
        _refuse("form-without-items", join((name,)))
    shown = value if is_layout(value) else layout
    return arranged(fields, value[name], shown, notes) if is_layout(shown) else fields


def _looks_like_one(field: Json) -> bool:
    kind = field.get("type") if isinstance(field, dict) else None
    return isinstance(kind, str) and kind.isupper()


def _refuse(kind: str, at: str, **params: str) -> NoReturn:
    raise DocumentError(Problem(kind, at, params))


class _Reader:
    """Reads fields one by one and goes on after a bad one, so that all are reported at once."""

    def __init__(self, copied: frozenset[str], notes: NoteBook) -> None:
        self.copied = copied
        self.problems: list[Problem] = []
        self.notes = notes
        self._codes: dict[str, str] = {}

    def fields(self, held: Json, path: tuple[str, ...], *, in_table: bool) -> tuple[Field, ...]:
        found = []
        for segment, code, raw in _entries(held):
            here = (*path, segment)
            if not isinstance(raw, dict):
                self._problem("kintone-field-not-object", here)
                continue
            try:
                field = self._field(raw, here, code, in_table=in_table)
            except DocumentError as e:
                self.problems.extend(e.problems)
                continue
            if field is not None:
                found.append(field)
        return tuple(found)

    def _problem(self, kind: str, path: tuple[str, ...], **params: str) -> None:
        self.problems.append(Problem(kind, join(path), params))

    def _field(
        self, raw: dict[str, Json], path: tuple[str, ...], key: str | None, *, in_table: bool
    ) -> Field | None:
        at = join(path)
        kind, label = raw.get("type"), raw.get("label")
        code = raw.get("code", key)
        shown = label if isinstance(label, str) and label.strip() else str(code or path[-1])
        if not isinstance(kind, str) or not kind:
            _refuse("kintone-type-missing", at, field=shown)
        if kind in LAYOUT:
            return None
        if kind in SYSTEM:
            self.notes.add("kintone-system-fields", fields=shown)
            return None
        if kind in STAFF:
            self.notes.add("kintone-staff-fields", fields=shown)
            return None
        if not isinstance(code, str) or not code:
            _refuse("kintone-code-missing", at, field=shown)
        if code in self._codes:
            _refuse("kintone-code-repeated", at, code=code, first=self._codes[code])
        self._codes[code] = at
        if kind == "REFERENCE_TABLE":
            self.notes.one("kintone-reference-table", at, field=shown)
            return None
        if kind == "SUBTABLE":
            return self._table(raw, path, code, shown, in_table=in_table)
        return self._plain(kind, Settings(raw, at, shown), code)

    def _table(
        self, raw: dict[str, Json], path: tuple[str, ...], code: str, label: str, *, in_table: bool
    ) -> Field:
        at = join(path)
        if in_table:
            _refuse("kintone-table-nested", at, field=label)
        if not isinstance(raw.get("fields"), dict | list):
            self.notes.one("kintone-columns-unknown", at, field=label)
            return Field(code, label, at, "table")
        columns = self.fields(raw["fields"], (*path, "fields"), in_table=True)
        needed = any(c.required for c in columns)
        return Field(code, label, at, "table", required=needed, children=columns)

    def _plain(self, kind: str, settings: Settings, code: str) -> Field | None:
        label, at = settings.label, settings.at
        self._unexpressed(settings)
        options: tuple[str, ...] | None = None
        schema: Fragment = {"type": "string"}
        shape = CHOICE.get(kind, "value")
        entered = not settings.text("expression")
        if kind in CHOICE:
            options = settings.options()
            if options is None:
                self.notes.one("kintone-options-unknown", at, field=label)
        elif kind == "NUMBER":
            schema = settings.number(self.notes)
        elif kind == "CALC":
            entered = False
            schema = _calculated(settings.text("format"))
        elif kind == "FILE":
            shape = "files"
        elif kind == "TIME":
            schema["pattern"] = TIME_PATTERN
        elif kind in FORMATS:
            schema["format"] = FORMATS[kind]
        elif kind in TEXT or kind == "LINK":
            schema |= settings.lengths()
            if kind == "LINK" and (form := LINK_FORMATS.get(settings.text("protocol"))):
                schema["format"] = form
        else:
            self.notes.one("kintone-type-unknown", at, field=label, kind=kind)
            return None
        if not entered:
            expression = settings.text("expression")
            self.notes.one("kintone-calculated", at, field=label, expression=expression)
        elif code in self.copied:
            self.notes.add("kintone-copied", fields=label)
            entered = False
        if not entered:
            schema["readOnly"] = True
        return Field(
            code,
            label,
            at,
            shape,
            schema,
            required=settings.flag("required"),
            options=options,
            text=TEXT.get(kind, ""),
            entered=entered,
        )

    def _unexpressed(self, settings: Settings) -> None:
        """Notes on the settings that say nothing about which values are accepted."""
        label = settings.label
        if settings.flag("unique"):
            self.notes.add("kintone-unique", fields=label)
        if settings.flag("defaultNowValue"):
            self.notes.add("kintone-default-now", fields=label)
        elif settings.raw.get("defaultValue"):
            self.notes.add("kintone-default", fields=label)
        lookup = settings.raw.get("lookup")
        if isinstance(lookup, dict):
            related = lookup.get("relatedApp")
            app = related.get("app") if isinstance(related, dict) else None
            self.notes.one("kintone-lookup", settings.at, field=label, app=str(app or "?"))


def _entries(held: Json) -> Iterator[tuple[str, str | None, Json]]:
    """Path segment, code from the key if there is one, and the field, in the order of the file."""
    if isinstance(held, dict):
        for key, raw in held.items():
            yield key, key, raw
    elif isinstance(held, list):
        for index, raw in enumerate(held):
            yield str(index), None, raw


def _copied(held: Json) -> Iterator[str]:
    """Codes of the fields that a lookup fills in; nobody can type into them."""
    for _, _, raw in _entries(held):
        if isinstance(raw, dict):
            lookup = raw.get("lookup")
            mappings = lookup.get("fieldMappings") if isinstance(lookup, dict) else None
            for mapping in mappings if isinstance(mappings, list) else ():
                if isinstance(mapping, dict) and isinstance(code := mapping.get("field"), str):
                    yield code
            yield from _copied(raw.get("fields"))


def _calculated(format_: str) -> Fragment:
    form = CALC_FORMATS.get(format_)
    if form == "":
        return {"type": "number"}
    return {"type": "string", "format": form} if form else {"type": "string"}
