"""An edited workbook back into a form: every cell is compared with what was written into it.

A cell that says what it said changes nothing, whatever it stands for; so what a workbook cannot say
cannot get lost. A cell that was changed is understood or refused, never guessed.
"""

from __future__ import annotations

import copy
from typing import Any, cast

from soroe.errors import DocumentError, Problem
from soroe.jsontext import digest
from soroe.model import Json, Note
from soroe.pointer import join, split
from soroe.schema import check_schema
from soroe.sheet import kinds
from soroe.sheet.cells import Line, Listed, listed, parent_of
from soroe.sheet.chosen import Options, chosen, from_rows, in_lines
from soroe.sheet.kinds import Kind
from soroe.sheet.layout import EDITED, KEYS, Key, Origin, heading, say
from soroe.sheet.match import Matched, match
from soroe.sheet.model import Edit, Reading
from soroe.sheet.order import moved, placed
from soroe.sheet.remove import remove
from soroe.sheet.rows import Returned, Row
from soroe.sheet.shape import Wanted, shaped
from soroe.sheet.wrong import Wrong


def fingerprint(form: Json) -> str:
    """The digest of a form, wherever it was published."""
    body = {k: v for k, v in form.items() if k != "$id"} if isinstance(form, dict) else form
    return digest(body)


def read_sheet(returned: Returned, core: Json, form: Json) -> Reading:
    """What was edited in a workbook that was written from this form, which rests on the core.

    Both have their references inlined. Raises `DocumentError` with every cell that cannot be
    understood, `at` the cell: all problems `sheet-…`; `sheet-other-form` where the workbook was not
    made from this form.
    """
    if returned.origin.digest != fingerprint(form):
        raise DocumentError(Problem("sheet-other-form", params=_named(returned.origin)))
    known = listed(core, form, returned.origin.lang, {})
    return _Reader(returned, known, core, form).run()


def _named(origin: Origin) -> dict[str, str]:
    return {"form": origin.form, "core": origin.core, "municipality": origin.municipality or "-"}


class _Reader:
    def __init__(self, returned: Returned, known: Listed, core: Json, form: Json) -> None:
        self.returned = returned
        self.known = known
        self.lang = returned.origin.lang
        self.core = core
        self.form: Any = copy.deepcopy(form)
        self.wrong = Wrong()
        self.edits: list[Edit] = []
        self.remarks: list[Note] = []
        self.lines = {line.item: line for line in known.lines}
        self.titles = {line.item: line.cells["title"] for line in known.lines}
        self.added: dict[str, tuple[Row, Kind]] = {}

    def run(self) -> Reading:
        matched = match(self.returned.items, self.known, self.wrong)
        choices, turned = from_rows(self.returned.choices, self.known, self.wrong)
        if not self.wrong:
            self._restore(matched)
            for pointer, row in matched.rows.items():
                line = self.lines[pointer]
                if matched.stays(pointer) and (not line.unused or pointer in matched.back):
                    self._edit(line, row, choices.get(pointer, line.options), matched)
            self._add(matched)
            self._move(matched)
            self._remove(matched)
        if self.wrong:
            raise DocumentError(*self.wrong.problems)
        if problems := check_schema(self.form):
            raise DocumentError(*problems)
        self.remarks += [Note("choice-order", "", self._item(item)) for item in turned]
        for at, words in self.returned.unknown:
            self.remarks.append(Note("column-unread", at, {"heading": words[:60]}))
        return Reading(self.returned.origin, self.form, tuple(self.edits), tuple(self.remarks))

    # ---- items that stay

    def _edit(self, line: Line, row: Row, listed: Options | None, matched: Matched) -> None:
        """Make what the row says of one item."""
        changed = self._changed(line, row, matched)
        if changed & line.cut:
            for key in sorted(changed & line.cut):
                self.wrong("sheet-cell-cut", row.at(key), column=heading(key, self.lang))
            return
        after = chosen(line, row, listed, self.wrong)
        if _turned(line.options, after):
            self.remarks.append(Note("choice-order", row.at("choices"), self._item(line.item)))
            changed, after = changed - {"choices"}, line.options
        home, name = self._home(line.item)
        schema = home["properties"][name]
        kind = self._kind(line, row) if "kind" in changed else line.kind
        if isinstance(schema, dict):
            wanted = Wanted(row, changed, line.kind, kind, line.options or (), after)
            home["properties"][name] = shaped(schema, wanted, self.lang, self.wrong)
        elif changed - {"need"}:
            self.wrong("sheet-item-odd", row.at("title"), item=line.cells["title"])
        if "need" in changed:
            _require(home, name, needed=kinds.need_meant(row.cells["need"]) == "required")
        for key in KEYS:
            if key in changed:
                self._note(line, key, row, line.cells[key], row.cells[key])
        if "choices" not in changed and kind == line.kind and after != line.options:
            labels = ("、".join(o.label for o in some or ()) for some in (line.options, after))
            self._note(line, "choices", row, *labels)

    def _changed(self, line: Line, row: Row, matched: Matched) -> frozenset[Key]:
        """The cells to make something of; others must say what they said."""
        changed: set[Key] = set()
        for key in KEYS:
            if key not in row.columns or row.cells[key] == line.cells[key] or key == "differs":
                continue  # the words on differences are there to be read
            if key in EDITED:
                changed.add(key)
            elif key != "group" or row.cells[key] not in self._labels(line.parent, matched):
                facts = {"column": heading(key, self.lang), "words": line.cells[key] or "-"}
                self.wrong("sheet-cell-fixed", row.at(key), **facts)
        return frozenset(changed - {"need"} if line.unused else changed)

    def _kind(self, line: Line, row: Row) -> Kind:
        said = row.cells["kind"]
        kind = kinds.kind_meant(said)
        if kind is None:
            self.wrong("sheet-kind-unknown", row.at("kind"), words=said or "-")
        elif not {line.kind, kind} <= kinds.SIMPLE:
            facts = {"before": line.cells["kind"], "after": said}
            self.wrong("sheet-kind-refused", row.at("kind"), **facts)
        else:
            return kind
        return line.kind

    def _note(self, line: Line, key: Key, row: Row, before: str, after: str) -> None:
        title = self._path(line.item)
        self.edits.append(Edit("changed", line.item, title, row.at(key), key, before, after))

    # ---- items that come and go

    def _restore(self, matched: Matched) -> None:
        for line in self.known.lines:
            if line.item not in matched.back:
                continue
            home, name = self._home(line.item)
            theirs = _at(self.core, split(line.item)[:-1])
            home["properties"][name] = copy.deepcopy(theirs["properties"][name])
            row = matched.rows[line.item]
            _require(home, name, needed=kinds.need_meant(row.cells["need"]) == "required")
            title = self._path(line.item)
            self.edits.append(Edit("restored", line.item, title, row.at("need"), "need"))

    def _add(self, matched: Matched) -> None:
        for row in matched.fresh:
            title = row.cells["title"]
            if not title:
                self.wrong("sheet-title-missing", row.at("title"))
                continue
            parent = self._parent(row, matched)
            kind = kinds.kind_meant(row.cells["kind"])
            if kind not in kinds.OFFERED:
                self.wrong("sheet-kind-unknown", row.at("kind"), words=row.cells["kind"] or "-")
            need = kinds.need_meant(row.cells["need"]) if row.cells["need"] else "optional"
            if need not in ("required", "optional"):
                self.wrong("sheet-need-unknown", row.at("need"), words=row.cells["need"])
            if parent is not None and kind is not None and kind in kinds.OFFERED:
                self._insert(row, parent, kind, needed=need == "required")
        for item, (row, kind) in self.added.items():
            held = _inner(_at(self.form, split(item))) if kind in ("group", "list") else None
            if held is not None and not held["properties"]:
                self.wrong("sheet-group-empty", row.at("title"), group=self.titles[item])

    def _insert(self, row: Row, parent: str, kind: Kind, *, needed: bool) -> None:
        above = split(parent)
        home = _at(self.form, above)
        while "properties" not in home:
            above, home = (*above, "*"), home["items"]
        name = _free(row.cells["title"], home["properties"])
        changed = frozenset(key for key in EDITED if row.cells[key])
        after = in_lines(row, (), self.wrong)
        wanted = Wanted(row, changed, None, kind, (), after)
        home["properties"][name] = shaped({}, wanted, self.lang, self.wrong)
        _require(home, name, needed=needed)
        item = join((*above, name))
        self.added[item] = (row, kind)
        self.titles[item] = row.cells["title"]
        self.edits.append(Edit("added", item, self._path(item), row.at("title")))

    def _parent(self, row: Row, matched: Matched) -> str | None:
        """The group that a new row names, "" for none; None where there is no such group."""
        said = row.cells["group"]
        if not said:
            return ""
        held = {line.parent for line in self.known.lines if not line.unused} - {""}
        held |= {item for item, (_, kind) in self.added.items() if kind in ("group", "list")}
        held |= {item for item in matched.back if self.lines[item].kind in ("group", "list")}
        for pointer in sorted(held):
            if matched.stays(pointer) and said in self._labels(pointer, matched):
                return pointer
        self.wrong("sheet-group-unknown", row.at("group"), group=said)
        return None

    def _remove(self, matched: Matched) -> None:
        for pointer in (line.item for line in self.known.lines if line.item in matched.gone):
            row = matched.rows.get(pointer)
            at = row.at("need") if row is not None else ""
            self.edits.append(Edit("removed", pointer, self._path(pointer), at))
            for rule in remove(self.form, pointer):
                facts = {"item": self._path(pointer), "condition": str(rule.get("title") or "-")}
                self.remarks.append(Note("condition-dropped", "", facts))

    def _move(self, matched: Matched) -> None:
        """Numbers for items whose rows stand in another order than the items did."""
        stays = {
            pointer: row
            for pointer, row in matched.rows.items()
            if matched.stays(pointer)
            and (not self.lines[pointer].unused or pointer in matched.back)
        } | {item: row for item, (row, _) in self.added.items()}
        groups: dict[str, list[str]] = {}
        for pointer in sorted(stays, key=lambda p: stays[p].number):
            groups.setdefault(join(split(pointer)[:-1]), []).append(pointer)
        for wanted in groups.values():
            was = [line.item for line in self.known.lines if line.item in set(wanted)]
            if wanted == was:
                continue
            named = self._home(wanted[0])[0]["properties"]
            numbers = {p: _order(named[split(p)[-1]]) for p in wanted}
            for pointer, number in placed(wanted, numbers).items():
                name = split(pointer)[-1]
                if isinstance(named[name], dict):
                    named[name] = {**named[name], "x-order": number}
            ranks = {pointer: n for n, pointer in enumerate(was, 1)}
            for pointer in moved([p for p in wanted if p in ranks], ranks):
                title, at = self._path(pointer), stays[pointer].at("title")
                self.edits.append(Edit("moved", pointer, title, at))

    # ---- places and words

    def _home(self, pointer: str) -> tuple[dict[str, Any], str]:
        """The object schema that an item stands in, and its name there."""
        *above, name = split(pointer)
        return cast("dict[str, Any]", _at(self.form, tuple(above))), name

    def _labels(self, parent: str, matched: Matched) -> set[str]:
        """What a cell may call a group: as it was written, and with the titles it has now."""
        if parent == "":
            return {""}
        titles = []
        for end in range(1, len(split(parent)) + 1):
            here = join(split(parent)[:end])
            if here in self.titles:
                row = matched.rows.get(here)
                titles.append(row.cells["title"] if row is not None else self.titles[here])
        now = say("text", "path", self.lang).join(titles)
        return {self.known.labels.get(parent, now), now}

    def _item(self, pointer: str) -> dict[str, str]:
        return {"item": self._path(pointer)}

    def _path(self, pointer: str) -> str:
        above = self.known.labels.get(parent_of(pointer), self.titles.get(parent_of(pointer), ""))
        return say("text", "path", self.lang).join(filter(None, (above, self.titles[pointer])))


def _at(schema: Json, steps: tuple[str, ...]) -> Any:
    here: Any = schema
    for step in steps:
        here = here["items"] if step == "*" else here["properties"][step]
    return here


def _inner(schema: Any) -> dict[str, Any]:
    """The object that holds the items of a group, or those of a list's entries."""
    while "properties" not in schema:
        schema = schema["items"]
    return cast("dict[str, Any]", schema)


def _turned(before: Options | None, after: Options | None) -> bool:
    """Whether the same choices stand in another order."""
    pair = tuple(sorted(map(repr, some or ())) for some in (before, after))
    return before != after and pair[0] == pair[1]


def _require(home: dict[str, Any], name: str, *, needed: bool) -> None:
    held = home.get("required", [])
    required = [n for n in held if n != name]
    if needed:
        required = held if name in held else [*held, name]
    if required:
        home["required"] = required
    else:
        home.pop("required", None)


def _free(title: str, taken: dict[str, Any]) -> str:
    """The name of a new item: its title, as for a city's own items anywhere."""
    name = " ".join(title.split())
    while name in taken:
        name += "_"
    return name


def _order(schema: Any) -> int | None:
    found = schema.get("x-order") if isinstance(schema, dict) else None
    return found if isinstance(found, int) and not isinstance(found, bool) else None
