"""Imported fields -> a schema in the core's structure.

The result has the core's objects, closed as in the core, and in them exactly the items that the
city's form has. A form without rows and groups leaves out what is blank, so a structure is required
where something required stands in it. Without a core, every field is an item of its own, and the
headings that it stands under are its structures.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Literal, TypeAlias, cast

import msgspec

from soroe.importers import conditions
from soroe.importers.field import Field, Fragment
from soroe.importers.groups import Structures
from soroe.importers.leaf import leaf, remarks, titled
from soroe.importers.match import Claim, How, Index, Settled, match
from soroe.importers.notes import NoteBook
from soroe.importers.tables import gathered
from soroe.importers.targets import Target, schema_of, shape_of, targets
from soroe.model import Base, Json
from soroe.pointer import join, split
from soroe.schema import DIALECT, items, subschemas

CONDITIONS = frozenset({"if", "oneOf", "anyOf", "not", "dependentRequired", "dependentSchemas"})
"""Keywords by which one item of a core decides about another; an export carries none."""

Understood: TypeAlias = Literal["alias", "code", "label", "heading", "own", "left-out"]


class Entry(Base, frozen=True):
    """How one field of the source was understood.

    `item` is where it is in the form that was made, "" where it became no item; `core` is the title
    of the core item that it is. `how` says by what it was found, `own` that it is none.
    """

    at: str
    label: str
    code: str
    item: str
    how: Understood
    core: str = ""
    required: bool = False
    remark: str = ""


class Names(msgspec.Struct, frozen=True):
    """A person's table of names: core item -> the source's code or label, and those that are none.

    `own` are codes or labels of fields that are no core item, whatever they are called.
    """

    aliases: Mapping[str, str] = {}
    own: frozenset[str] = frozenset()


class Placed(msgspec.Struct, frozen=True):
    """The form's schema, core item -> the source's code, and how each field was understood."""

    schema: Fragment
    keys: dict[str, str]
    entries: tuple[Entry, ...]


def place(
    fields: tuple[Field, ...],
    core: Json | None,
    names: Names,
    notes: NoteBook,
    title: str = "",
) -> Placed:
    """The fields as a form; notes on what was not matched or not expressed go to `notes`."""
    return _Placer(core, names, notes).run(fields, title)


class _Placer:
    def __init__(self, core: Json | None, names: Names, notes: NoteBook) -> None:
        self.core: Json = {} if core is None else core
        self.alone = core is None
        self.structures = Structures(self.core)
        self.index = Index(targets(self.core), self.structures)
        self.notes = notes
        self.keys: dict[str, str] = {}
        self.names = names
        self.settled = Settled()
        self.items = items(self.core)
        self._row_optional: dict[str, bool] = {}
        self._own_groups: dict[tuple[tuple[str, ...], str], str] = {}
        self.entries: dict[tuple[str, str], Entry] = {}

    def run(self, fields: tuple[Field, ...], title: str) -> Placed:
        if not self.alone:
            self.settled = self._settled(fields)
        fields = gathered(fields, self.index, self.notes)
        schema = self._object("", fields)
        summed = bool(fields) and all(f.summary for f in fields)
        if summed and not self.alone:
            self._as_core(schema)
        root: Fragment = {"$schema": DIALECT}
        if said := title or schema_of(self.core, "").get("title"):
            root["title"] = said
        root |= {k: v for k, v in schema.items() if k not in root}
        if not self.keys and not self.alone:
            self.notes.one("no-item-matched", "", count=str(len(fields)))
        if not summed and _has_conditions(self.core):
            self.notes.one("tool-no-conditions", "")
        every = (f for top in fields for f in (top, *(top.children or ())))
        ordered = (self.entries.get((f.at, f.code)) for f in every)
        return Placed(root, self.keys, tuple(e for e in ordered if e is not None))

    def _settled(self, fields: Iterable[Field]) -> Settled:
        """The names that fit this source; one that names nothing is noted, not passed over."""
        every = [f for field in fields for f in (field, *(field.children or ()))]
        codes = {f.code: f.code for f in every}
        for f in every:
            codes.setdefault(f.label, f.code)
        settled: dict[str, str] = {}
        for item, key in self.names.aliases.items():
            if key not in codes:
                self.notes.one("alias-key-unknown", "", key=key, item=item)
            elif item not in self.index.by_pointer or codes[key] in settled:
                self.notes.one("alias-item-unknown", "", key=key, item=item)
            else:
                settled[codes[key]] = item
        for key in sorted(self.names.own - codes.keys()):
            self.notes.one("alias-key-unknown", "", key=key, item="null")
        wanted = {f.code: f.wanted for f in every if f.wanted in self.index.by_pointer}
        own = frozenset(codes[k] for k in self.names.own & codes.keys())
        return Settled({**wanted, **settled}, own - settled.keys())

    def _object(self, table: str, fields: tuple[Field, ...]) -> Fragment:
        """The closed object of all fields that stand together: the form, or one row of a table."""
        placed: dict[str, Claim] = {}
        if not self.alone:
            placed = match(fields, self.index, table, self.settled, self.notes)
        base = f"{table}/*" if table else ""
        out = _structure(schema_of(self.core, base) if table else {})
        named = schema_of(self.core, base).get("properties")
        taken = {"": set(named) if isinstance(named, dict) else set()}
        for field in fields:
            claim = placed.get(field.code)
            if claim is not None:
                target = claim.target
                self.keys[target.pointer] = field.code
                steps = split(target.pointer)[len(split(base)) :]
                needed = self._needed(field, base, steps)
                self._insert(out, base, steps, self._leaf(field, target), needed)
                required = field.required is True or (field.required is None and all(needed))
                self._understood(field, target.pointer, claim.how, target.name, required=required)
            elif field.entered or self.alone:
                steps = self._own_steps(field, placed, fields, base, taken)
                leaf_ = self._leaf(field, None)
                needed = (bool(field.required),) * len(steps)
                self._insert(out, base, steps, leaf_, needed, own=True)
                pointer = join((*split(base), *steps))
                self._understood(field, pointer, "own", "", required=bool(field.required))
            else:
                self._understood(field, "", "left-out", "", required=False)
        return out

    def _needed(self, field: Field, base: str, steps: tuple[str, ...]) -> tuple[bool, ...]:
        """For each step on the way to the item, whether it is required.

        Something required requires the structures around it. A summary that says nothing, or that
        says "optional" of an item whose structure may be left out, is true of the core as it is.
        """
        places = [join((*split(base), *steps[: n + 1])) for n in range(len(steps))]
        as_core = tuple(self.items[p].required for p in places)
        if not field.summary:
            return (bool(field.required),) * len(steps)
        if field.kind == "table" and field.required and not as_core[-1]:
            self.notes.add("list-required-inside", fields=field.label)
            return as_core
        if field.required is None:
            self.notes.add("list-required-from-core", fields=field.label)
            return as_core
        if field.required:
            return (True,) * len(steps)
        optional = not all(as_core[:-1]) or self._row_optional.get(base, False)
        return (*(False,) * (len(steps) - 1), optional and as_core[-1])

    def _own_steps(
        self,
        field: Field,
        placed: Mapping[str, Claim],
        fields: tuple[Field, ...],
        base: str,
        taken: dict[str, set[str]],
    ) -> tuple[str, ...]:
        """Where an item of the city's own goes.

        Below a heading that names one structure of the core it goes in there; below headings that
        hold nothing but the city's own items, in structures of those names.
        """
        path: tuple[str, ...] = ()
        if field.groups and not base:
            inside = [m for g in field.groups if (m := self._object_meant(g))]
            alike = [f for f in fields if f.groups[:1] == field.groups[:1]]
            mixed = any(f.code in placed for f in alike) or len(alike) == 1
            if inside:
                path = split(inside[-1])
                held = schema_of(self.core, inside[-1]).get("properties")
                taken.setdefault(inside[-1], set(held) if isinstance(held, dict) else set())
            elif self.alone or not (mixed or any(map(self.structures.meant, field.groups))):
                for group in field.groups:
                    path = (*path, self._free(group, path, taken))
        where = join(path)
        names = taken.setdefault(where, set())
        joined = "_".join((*field.groups, field.label))  # its code where its label stands twice
        key = field.label if path and field.code == joined else field.code
        free = key
        while free in names:
            free += "_"
        if free != key:
            params = {"field": field.label, "code": field.code, "key": free}
            self.notes.one("item-renamed", field.at, **params)
        names.add(free)
        return (*path, free)

    def _object_meant(self, heading: str) -> str:
        """The one object of the core, outside of tables, that the heading names; "" if none."""
        meant = self.structures.meant(heading)
        only = next(iter(meant)) if len(meant) == 1 else ""
        plain = only and "*" not in only and shape_of(schema_of(self.core, only)) is None
        return only if plain else ""

    def _free(self, group: str, path: tuple[str, ...], taken: dict[str, set[str]]) -> str:
        """A structure's name: the heading, with `_` where an item has that name already."""
        if (path, group) not in self._own_groups:
            names = taken.setdefault(join(path), set())
            name = group
            while name in names:
                name += "_"
            names.add(name)
            self._own_groups[path, group] = name
        return self._own_groups[path, group]

    def _understood(
        self, field: Field, pointer: str, how: How | Understood, core: str, *, required: bool
    ) -> None:
        self.entries[field.at, field.code] = Entry(
            field.at, field.label, field.code, pointer, how, core, required, field.remark
        )

    def _insert(
        self,
        root: Fragment,
        base: str,
        steps: tuple[str, ...],
        leaf_: Fragment,
        needed: tuple[bool, ...],
        *,
        own: bool = False,
    ) -> None:
        here, pointer = root, base
        for step, required in zip(steps[:-1], needed, strict=False):
            pointer = f"{pointer}/{step}"
            inside = cast("Fragment", here["properties"])
            if step not in inside:
                known = schema_of(self.core, pointer)
                inside[step] = _structure(known if known or not own else {"title": step})
            if required:
                _require(here, step)
            here = cast("Fragment", inside[step])
        cast("Fragment", here["properties"])[steps[-1]] = leaf_
        if needed[-1]:
            _require(here, steps[-1])

    def _leaf(self, field: Field, target: Target | None) -> Fragment:
        if field.kind != "table":
            return leaf(field, target, self.notes)
        core = target.item.schema if target and isinstance(target.item.schema, dict) else {}
        return titled(field, core, self._table(field, target, core))

    def _table(self, field: Field, target: Target | None, core: Fragment) -> Fragment:
        out: Fragment = {"type": "array"}
        if field.required or core.get("minItems") == 1:
            out["minItems"] = 1
        if field.summary and target and not target.item.required and "minItems" not in core:
            out.pop("minItems", None)
        if field.limit:
            out["maxItems"] = field.limit
        elif field.summary and field.limit is None and "maxItems" in core:
            out["maxItems"] = core["maxItems"]
            self.notes.add("list-rows-from-core", fields=field.label)
        if field.summary and "uniqueItems" in core:
            out["uniqueItems"] = core["uniqueItems"]
        if field.children is None:
            return out
        if target is not None:
            self._row_optional[f"{target.pointer}/*"] = (
                not field.required or not target.item.required
            )
            out["items"] = self._object(target.pointer, field.children)
            unlimited = "maxItems" in core or cast("int", core.get("minItems", 0)) > 1
            if unlimited and "maxItems" not in out:
                self.notes.add("tool-no-row-limit", fields=field.label)
            return out
        row = _structure({})
        for column in field.children:
            if column.entered:
                leaf_ = self._leaf(column, None)
                self._insert(row, "", (column.code,), leaf_, (bool(column.required),))
                self._understood(column, "", "own", "", required=bool(column.required))
        out["items"] = row
        return out

    def _as_core(self, form: Fragment) -> None:
        """What a summary does not say about its structures: the core's words and rules on them."""
        count = 0
        for path, schema in list(subschemas(form)):
            if not isinstance(schema, dict) or "properties" not in schema or not _plain(path):
                continue
            core = schema_of(self.core, _instance(path))
            schema.update({k: v for k, v in remarks(core, {"not": {}}).items() if k not in schema})
            rules = conditions.kept(core, schema)
            schema.update(rules)
            count += len(cast("list[Json]", rules.get("allOf", []))) + len(rules.keys() - {"allOf"})
        if count:
            self.notes.one("list-conditions-from-core", "", count=str(count))


def _instance(path: tuple[str, ...]) -> str:
    """The item pointer of a schema path: `properties` names a member, `items` is any of them."""
    steps = iter(path)
    return join([next(steps) if step == "properties" else "*" for step in steps])


def _plain(path: tuple[str, ...]) -> bool:
    """Whether a schema path leads through items and rows alone, and not into a rule."""
    steps = iter(path)
    return all(step == "items" or (step == "properties" and next(steps, None)) for step in steps)


def _structure(core: Fragment) -> Fragment:
    """An empty closed object under the core's own title: a form tool has nothing that is one."""
    title: Fragment = {"title": core["title"]} if isinstance(core.get("title"), str) else {}
    return {**title, "type": "object", "properties": {}, "additionalProperties": False}


def _require(schema: Fragment, name: str) -> None:
    required = cast("list[Json]", schema.setdefault("required", []))
    if name not in required:
        required.append(name)


def _has_conditions(core: Json) -> bool:
    return any(isinstance(s, dict) and CONDITIONS & s.keys() for _, s in subschemas(core))
