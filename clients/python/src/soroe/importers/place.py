"""Imported fields -> a schema in the core's structure.

The result has the core's objects, closed as in the core, and in them exactly the items that the
city's form has. A form without rows and groups leaves out what is blank, so a structure is required
where something required stands in it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import cast

from soroe.importers import choices
from soroe.importers.field import Field, Fragment
from soroe.importers.match import Index, match
from soroe.importers.notes import NoteBook
from soroe.importers.targets import Target, schema_of, targets
from soroe.model import Json, Note
from soroe.pointer import split
from soroe.schema import DIALECT, subschemas

FILE: Fragment = {
    "type": "object",
    "properties": {
        "fileKey": {"type": "string"},
        "name": {"type": "string"},
        "contentType": {"type": "string"},
        "size": {"type": "string"},
    },
    "required": ["fileKey"],
    "additionalProperties": False,
}
"""One file as kintone hands it out; used where the core says nothing about files."""

TRIMMED = {
    "line": r"^[^\x00-\x20\x7F　][^\x00-\x1F\x7F]*$",
    "note": r"[^\x00-\x20\x7F　]",
}
"""Text as it is compared: without space at the ends, not blank, and in a line without controls.

These are the patterns of the shared components text-line and text-note. A value is trimmed on its
way out of the form tool, so a core that asks for no more than that asks for nothing that differs.
"""

CONDITIONS = frozenset({"if", "oneOf", "anyOf", "not", "dependentRequired", "dependentSchemas"})
"""Keywords by which one item of a core decides about another; an export carries none."""


def place(
    fields: tuple[Field, ...], core: Json, aliases: Mapping[str, str]
) -> tuple[Fragment, tuple[Note, ...], dict[str, str]]:
    """The form's schema, notes on what was not matched or not expressed, and core item -> code."""
    return _Placer(core, aliases).run(fields)


class _Placer:
    def __init__(self, core: Json, aliases: Mapping[str, str]) -> None:
        self.core = core
        self.index = Index(targets(core))
        self.notes = NoteBook()
        self.keys: dict[str, str] = {}
        self.aliases: dict[str, str] = {}
        self._wanted = aliases

    def run(self, fields: tuple[Field, ...]) -> tuple[Fragment, tuple[Note, ...], dict[str, str]]:
        self._read_aliases(fields)
        schema = self._object("", fields)
        root: Fragment = {"$schema": DIALECT}
        if isinstance(title := schema_of(self.core, "").get("title"), str):
            root["title"] = title
        root |= schema
        if not self.keys:
            self.notes.one("no-item-matched", "", count=str(len(fields)))
        if _has_conditions(self.core):
            self.notes.one("kintone-no-conditions", "")
        return root, self.notes.notes(), self.keys

    def _read_aliases(self, fields: Iterable[Field]) -> None:
        """Turn core item -> key round; an alias that names nothing is noted, not passed over."""
        codes = {f.code for field in fields for f in (field, *(field.children or ()))}
        for item, key in self._wanted.items():
            if key not in codes:
                self.notes.one("alias-key-unknown", "", key=key, item=item)
            elif item not in self.index.by_pointer or key in self.aliases:
                self.notes.one("alias-item-unknown", "", key=key, item=item)
            else:
                self.aliases[key] = item

    def _object(self, table: str, fields: tuple[Field, ...]) -> Fragment:
        """The closed object of all fields that stand together: the form, or one row of a table."""
        placed = match(fields, self.index, table, self.aliases, self.notes)
        base = f"{table}/*" if table else ""
        out = _structure(schema_of(self.core, base) if table else {})
        named = schema_of(self.core, base).get("properties")
        taken = set(named) if isinstance(named, dict) else set()
        for field in fields:
            target = placed.get(field.code)
            if target is not None:
                self.keys[target.pointer] = field.code
                steps = split(target.pointer)[len(split(base)) :]
                self._insert(out, base, steps, self._leaf(field, target), required=field.required)
            elif field.entered:
                key = self._own_key(field, taken)
                self._insert(out, base, (key,), self._leaf(field, None), required=field.required)
        return out

    def _own_key(self, field: Field, taken: set[str]) -> str:
        """The field's code, or the code with `_` where a core item or another field has it."""
        key = field.code
        while key in taken:
            key += "_"
        if key != field.code:
            self.notes.one("item-renamed", field.at, field=field.label, code=field.code, key=key)
        taken.add(key)
        return key

    def _insert(
        self, root: Fragment, base: str, steps: tuple[str, ...], leaf: Fragment, *, required: bool
    ) -> None:
        here, pointer = root, base
        for step in steps[:-1]:
            pointer = f"{pointer}/{step}"
            inside = cast("Fragment", here["properties"])
            if step not in inside:
                inside[step] = _structure(schema_of(self.core, pointer))
            if required:
                _require(here, step)
            here = cast("Fragment", inside[step])
        cast("Fragment", here["properties"])[steps[-1]] = leaf
        if required:
            _require(here, steps[-1])

    def _leaf(self, field: Field, target: Target | None) -> Fragment:
        core = target.item.schema if target and isinstance(target.item.schema, dict) else {}
        if field.kind == "table":
            body = self._table(field, target, core)
        elif field.kind == "files":
            body = self._files(field, core)
        elif field.kind == "value":
            body = self._value(field, core)
        else:
            body = choices.adapt(field, target, self.notes)
        return {"title": field.label, **body}

    def _table(self, field: Field, target: Target | None, core: Fragment) -> Fragment:
        out: Fragment = {"type": "array"}
        if field.required or core.get("minItems") == 1:
            out["minItems"] = 1
        if field.children is None:
            return out
        if target is not None:
            out["items"] = self._object(target.pointer, field.children)
            if "maxItems" in core or cast("int", core.get("minItems", 0)) > 1:
                self.notes.add("kintone-no-row-limit", fields=field.label)
            return out
        row = _structure({})
        for column in field.children:
            if column.entered:
                leaf = self._leaf(column, None)
                self._insert(row, "", (column.code,), leaf, required=column.required)
        out["items"] = row
        return out

    def _files(self, field: Field, core: Fragment) -> Fragment:
        """Files, as the core's own attachments where it has them.

        A kintone file field asks for files and nothing else; what the core asks about each of them
        is not compared, and the note says so.
        """
        out: Fragment = {"type": "array", "items": core.get("items", FILE)}
        if field.required or core.get("minItems") == 1:
            out["minItems"] = 1
        if "items" in core:
            self.notes.one("file-as-attachment", field.at, field=field.label)
        return out

    def _value(self, field: Field, core: Fragment) -> Fragment:
        out = dict(field.schema)
        if out.get("type") == "string":
            # A blank field is an item left out, so whether "" is accepted follows the core.
            if core.get("minLength") == 1:
                out.setdefault("minLength", 1)
            trimmed = TRIMMED.get(field.text)
            if trimmed and core.get("pattern") == trimmed:
                out["pattern"] = trimmed
                self.notes.add("kintone-trimmed", fields=field.label)
            elif not {"pattern", "format"} & out.keys() and {"pattern", "format"} & core.keys():
                self.notes.add("kintone-no-pattern", fields=field.label)
            if field.text == "note" and "maxLength" in core:
                self.notes.add("kintone-no-length", fields=field.label)
        if out.get("type") == "number" and core.get("type") == "integer":
            self.notes.one("kintone-decimals", field.at, field=field.label)
        return out


def _structure(core: Fragment) -> Fragment:
    """An empty closed object under the core's own title: kintone has nothing that stands for it."""
    title: Fragment = {"title": core["title"]} if isinstance(core.get("title"), str) else {}
    return {**title, "type": "object", "properties": {}, "additionalProperties": False}


def _require(schema: Fragment, name: str) -> None:
    required = cast("list[Json]", schema.setdefault("required", []))
    if name not in required:
        required.append(name)


def _has_conditions(core: Json) -> bool:
    return any(isinstance(s, dict) and CONDITIONS & s.keys() for _, s in subschemas(core))
