"""A list of items (項目一覧) from Excel or CSV: its rows as fields.

The list is a summary of a form: what a row does not say is not known, and is left to the core.
"""

from __future__ import annotations

import re
from typing import NoReturn

import msgspec

from soroe.errors import DocumentError, Problem
from soroe.importers.field import Field, Fragment
from soroe.importers.grid import Grid
from soroe.importers.headings import Role
from soroe.importers.labels import fold, marked
from soroe.importers.list_rows import Line, Remark, Table, find_table, lines
from soroe.importers.notes import NoteBook, listed
from soroe.importers.options import Options, options
from soroe.importers.spelled import Kinded, kind_of, length, need, plain, span

MAX_ITEMS = 2_000
_LABEL = 300
"""Characters of a name; what is longer is no name but a text."""


def choose_table(grids: tuple[Grid, ...], sheet: str | None) -> Table | None:
    """The one list of items of a workbook; None if no sheet has one.

    Raises `DocumentError`: `list-sheet-unknown`, `list-sheets-several` where more than one visible
    sheet holds a list and none is named.
    """
    if sheet is not None:
        named = next((g for g in grids if g.name == sheet), None)
        if named is None:
            names = listed([g.name for g in grids])
            _refuse("list-sheet-unknown", sheet=sheet, sheets=names or "-")
        return find_table(named)
    found = [t for g in grids if g.visible and (t := find_table(g)) is not None]
    if len(found) > 1:
        _refuse("list-sheets-several", sheets=listed([t.grid.name for t in found]))
    return found[0] if found else None


def read_list(table: Table, notes: NoteBook) -> tuple[Field, ...]:
    """The items of the list in their order.

    Raises `DocumentError`: `list-without-items`, `list-too-large` above `MAX_ITEMS`.
    """
    return _Reader(table, notes).run()


def _refuse(kind: str, at: str = "", **params: str) -> NoReturn:
    raise DocumentError(Problem(kind, at, params))


class _Entry(msgspec.Struct):
    """One item with the rows that belong to it."""

    first: Line
    more: list[Line]


class _Reader:
    def __init__(self, table: Table, notes: NoteBook) -> None:
        self.table = table
        self.notes = notes
        self.codes: dict[str, str] = {}

    def run(self) -> tuple[Field, ...]:
        entries: list[_Entry] = []
        for line in lines(self.table):
            if isinstance(line, Remark):
                self.notes.one(line.kind, self._at(line.number), words=_cut(line.words))
            elif not line.more:
                entries.append(_Entry(line, []))
            elif entries and set(line.said) <= {"choices", "description", "remark", "number"}:
                entries[-1].more.append(line)
            else:
                words = " ".join(line.said.values())
                self.notes.one("list-row-without-name", self._at(line.number), words=_cut(words))
            if len(entries) > MAX_ITEMS:
                params = {"what": "items", "limit": f"{MAX_ITEMS:,}"}
                _refuse("list-too-large", self._at(line.number), **params)
        if not entries:
            _refuse("list-without-items", self._at(self.table.top))
        self._unread_columns()
        marks = self.table.column("required") is None and any(
            marked(e.first.said["name"]) for e in entries
        )
        fields = [self._field(e, by_mark=marks) for e in entries]
        return tuple(f for f in fields if f is not None)

    def _at(self, number: int, role: str = "") -> str:
        column = next((c for c, r in self.table.roles.items() if r == role), None)
        return self.table.grid.at(number, column)

    def _unread_columns(self) -> None:
        for column, heading in self.table.unknown.items():
            at = self.table.grid.at(self.table.top, column)
            self.notes.one("list-column-unknown", at, heading=_cut(heading))
        if hidden := [c for c in self.table.grid.hidden_columns if _used(self.table, c)]:
            self.notes.one("list-hidden-columns", "", count=str(len(hidden)))
        below = [r for r in self.table.grid.rows if r.hidden and r.number > self.table.bottom]
        if below:
            numbers = listed([str(r.number) for r in below])
            self.notes.one("list-hidden-rows", "", count=str(len(below)), rows=numbers)

    def _field(self, entry: _Entry, *, by_mark: bool) -> Field | None:
        line = entry.first
        said = line.said
        label = " ".join(said["name"].split())
        at = self._at(line.number, "name")
        if len(label) > _LABEL or not fold(label):
            self.notes.one("list-row-without-name", at, words=_cut(label))
            return None
        kinded = self._kind(said.get("type", ""), label, at)
        if not kinded.shown:
            self.notes.add("list-not-an-input", fields=label)
            return None
        chosen = self._options(entry, label)
        schema = self._bounds(line, label, dict(kinded.schema) | self._chars(line, kinded, label))
        kind = kinded.kind
        if chosen.labels and kind == "value" and schema.get("type") != "boolean":
            kind = "either"
        self._unexpressed(said, label, at)
        self._dates(line, label)
        if kind == "table":
            self.notes.one("list-columns-unknown", at, field=label)
        if not kinded.entered:
            self.notes.one("list-not-entered", at, field=label, kind=said.get("type", ""))
            schema = {"readOnly": True}
        return Field(
            self._code(said.get("code", ""), label, line.groups, at),
            label,
            at,
            kind,
            schema,
            required=self._required(line, label, by_mark=by_mark),
            options=chosen.labels or None,
            codes=chosen.codes,
            digits=_digits(schema, said.get("length", "") or said.get("longest", "")),
            limit=_limit(said.get("repeat", "")),
            groups=line.groups,
            text=kinded.text,
            entered=kinded.entered,
            summary=True,
            description=said.get("description", ""),
            remark=" ".join(said.get("remark", "").split()),
            wanted=said.get("core", "") if said.get("core", "").startswith("/") else "",
        )

    def _code(self, code: str, label: str, groups: tuple[str, ...], at: str) -> str:
        """The code in the list, else the name; after the headings where it stands twice."""
        tried = [code] if code else [label, "_".join((*groups, label))]
        for key in tried:
            if key not in self.codes:
                self.codes[key] = at
                return key
        self.notes.one("list-name-twice", at, field=tried[0], first=self.codes[tried[0]])
        number = 2
        while (key := f"{tried[-1]} ({number})") in self.codes:
            number += 1
        self.codes[key] = at
        return key

    def _kind(self, words: str, label: str, at: str) -> Kinded:
        if not words or plain(words) in ("-", "ー"):
            if self.table.column("type") is not None:
                self.notes.add("list-type-missing", fields=label)
            return Kinded()
        kind = kind_of(words)
        if kind is None:
            self.notes.one("list-type-unknown", at, field=label, kind=_cut(words))
            return Kinded()
        return kind

    def _chars(self, line: Line, kinded: Kinded, label: str) -> Fragment:
        """The kind of characters, where a column of its own says it."""
        words = line.said.get("chars", "")
        if not words or kinded.kind != "value" or plain(words) in ("-", "ー", "制限なし", "全半角"):
            return {}
        known = kind_of(words)
        if known is not None and known.schema.get("type") == "string":
            if "pattern" in known.schema and "format" not in kinded.schema:
                number = kinded.schema.get("type") in ("number", "integer")
                return {} if number else dict(known.schema)
            return {}
        at = self._at(line.number, "chars")
        self.notes.one("list-chars-unknown", at, field=label, words=_cut(words))
        return {}

    def _options(self, entry: _Entry, label: str) -> Options:
        texts = [t for line in (entry.first, *entry.more) if (t := line.said.get("choices", ""))]
        chosen = options("\n".join(texts))
        at = self._at(entry.first.number, "choices")
        if chosen.elsewhere:
            self.notes.one("list-options-elsewhere", at, field=label, words=_cut(texts[0]))
        if chosen.open:
            self.notes.one("list-options-open", at, field=label)
        if chosen.free:
            self.notes.one("list-option-free-text", at, field=label, option=listed([*chosen.free]))
        return chosen

    def _bounds(self, line: Line, label: str, schema: Fragment) -> Fragment:
        """Lengths for text, digits and limits for numbers; a list says both in one column."""
        said = line.said
        lengths: tuple[Role, ...] = ("length", "shortest", "longest")
        for role in lengths:
            found = length(said.get(role, ""))
            if found is None:
                continue
            if found.odd:
                at = self._at(line.number, role)
                self.notes.one("list-length-odd", at, field=label, words=_cut(said[role]))
                continue
            low, high = found.shortest, found.longest
            if role == "shortest":
                low, high = low or high, None
            if schema.get("type") not in ("number", "integer"):
                schema |= {} if low is None else {"minLength": low}
                schema |= {} if high is None else {"maxLength": high}
        between = span(said.get("range", "")) or (
            span(said.get("choices", "")) if schema.get("type") in ("number", "integer") else None
        )
        if between is not None:
            schema |= {"minimum": _number(between[0]), "maximum": _number(between[1])}
        elif said.get("range"):
            at = self._at(line.number, "range")
            self.notes.one("list-length-odd", at, field=label, words=_cut(said["range"]))
        limits: tuple[tuple[Role, str], ...] = (("least", "minimum"), ("most", "maximum"))
        for role, keyword in limits:
            if (words := plain(said.get(role, ""))) and words != "-":
                if re.fullmatch(r"-?\d+(\.\d+)?", words):
                    schema[keyword] = _number(float(words))
                else:
                    at = self._at(line.number, role)
                    self.notes.one("list-length-odd", at, field=label, words=_cut(said[role]))
        return schema

    def _required(self, line: Line, label: str, *, by_mark: bool) -> bool | None:
        marks: tuple[Role, ...] = ("required", "optional")
        for role in marks:
            if self.table.column(role) is None:
                continue
            words = line.said.get(role, "")
            answer = need(words)
            at = self._at(line.number, role)
            if answer == "sometimes":
                self.notes.one("list-required-sometimes", at, field=label, words=_cut(words))
                return None
            if answer == "unknown":
                self.notes.one("list-required-unknown", at, field=label, words=_cut(words))
                return None
            return (answer == "yes") == (role == "required")
        return marked(label) if by_mark else None

    def _unexpressed(self, said: dict[Role, str], label: str, at: str) -> None:
        """Notes on what the row says and a schema does not."""
        if words := said.get("default", ""):
            self.notes.add("list-default", fields=f"{label}={_cut(words)}")
        if words := said.get("condition", ""):
            self.notes.one("list-condition", at, field=label, words=_cut(words))
        if said.get("remark"):
            self.notes.add("list-remarks", fields=label)

    def _dates(self, line: Line, label: str) -> None:
        """Excel turns 1-3 into a day; whoever wrote a length or a choice did not mean one."""
        for role in line.dates & {"length", "choices", "range", "shortest", "longest"}:
            at = self._at(line.number, role)
            self.notes.one("list-cell-became-date", at, field=label, words=line.said[role])


def _limit(words: str) -> int | None:
    """The most rows of a repeated item; 0 where it repeats without a limit, None if it does not."""
    if need(words) == "no" or plain(words) in ("1", "1件", "1回", "単一"):
        return None
    found = re.findall(r"\d+", plain(words))
    return max(map(int, found)) if found else 0


def _digits(schema: Fragment, words: str) -> int | None:
    """A length that stands beside a number counts its digits."""
    found = length(words) if schema.get("type") in ("number", "integer") else None
    longest = found.longest if found is not None else None
    return longest if longest is not None and longest < 16 else None


def _number(value: float) -> int | float:
    return int(value) if value == int(value) else value


def _used(table: Table, column: int) -> bool:
    return any(column in row.cells for row in table.grid.rows if row.number >= table.top)


def _cut(words: str) -> str:
    """A cell's text as a note quotes it: one line, not too long."""
    line = " ".join(words.split())
    return line if len(line) <= 80 else line[:79] + "…"
