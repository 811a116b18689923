"""The signatures of diffs: every change of every city taken apart and brought to one spelling."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, NamedTuple

import msgspec
from msgspec import UNSET
from msgspec.structs import replace

from soroe.diff.apply import names_member
from soroe.diff.place import IN_PLACE, Path, home, is_wording, item_of, target
from soroe.model import Change, Json, LocalDiff, Op
from soroe.pointer import join
from soroe.promotion.answers import Answers, answers, deep
from soroe.promotion.ground import Ground
from soroe.promotion.signature import Kind, Occurrence, Signature, key_of
from soroe.promotion.spelling import fold, spelled, unordered, yes_no
from soroe.promotion.units import unit_of, without_unit

_SILENT = frozenset(
    {"x-order", "examples", "x-gif", "x-component", "$comment", "x-synonyms", "default"}
)
_CONDITIONS = IN_PLACE | {"dependentRequired"}


class _Place(NamedTuple):
    """Where an operation writes: what role the place has, and which item it is about."""

    role: str
    item: str
    schema: Path
    keyword: str
    rest: Path


class Signed(NamedTuple):
    """One city's change, and its signature in that city's words."""

    occurrence: Occurrence
    signature: Signature


class Signer:
    """Signs diffs; what several have in common is worked out once.

    Not safe to share between threads. Documents are told apart by identity: hand in the same object
    for the same core.
    """

    def __init__(self) -> None:
        """Nothing was signed yet."""
        self._grounds: dict[int, Ground] = {}
        self._places: dict[tuple[str, str, bool, bool], _Place] = {}
        self._made: dict[tuple[object, ...], Signature] = {}
        self._answers: dict[bytes, Answers] = {}

    def ground(self, core: Json) -> Ground:
        """The core with what is looked up in it."""
        found = self._grounds.get(id(core))
        if found is None:
            found = self._grounds[id(core)] = Ground(core)
        return found

    def sign(self, core: Json, diff: LocalDiff, revision: int = 0) -> tuple[Signed, ...]:
        """Every change of a published diff; `core` is what it lies on, references inlined."""
        ground = self.ground(core)
        placed = [(n, op, self._place(op)) for n, c in enumerate(diff.changes) for op in c.ops]
        added = {p.item for _, op, p in placed if p.role == "item" and op.op == "add"}
        gone = {p.item for _, op, p in placed if p.role == "item" and op.op == "remove"}
        asked = {p.item for _, op, p in placed if p.role == "required" and op.op == "add"} & added
        out: list[Signed] = []
        for index, op, place in placed:
            if place.role == "required" and place.item in (added if op.op == "add" else gone):
                continue  # told with the item itself
            change = diff.changes[index]
            for signature in self._signatures(ground, change, op, place):
                occurrence = Occurrence(
                    signature=signature.key,
                    municipality=diff.municipality,
                    revision=revision,
                    change=index,
                    item=place.item,
                    title=signature.title,
                    ops=(op,),
                    asked=place.item in asked,
                    basis=change.basis,
                    citation=diff.citations.get(change.basis.cite) if change.basis else None,
                    since=diff.effective_from or "",
                    sensitive=_sensitive(op) if signature.kind == "added" else "",
                )
                out.append(Signed(occurrence, signature))
        return tuple(out)

    def _place(self, op: Op) -> _Place:
        # All that decides about the role; the member itself does not.
        key = (op.op, op.path, op.value is UNSET, isinstance(op.value, list))
        found = self._places.get(key)
        if found is None:
            found = self._places[key] = _read(op)
        if found.role == "required" and isinstance(op.value, str):
            return found._replace(item=f"{found.item}{join((op.value,))}")
        return found

    def _signatures(
        self, ground: Ground, change: Change, op: Op, place: _Place
    ) -> Iterator[Signature]:
        match place.role:
            case "item" if op.op == "add":
                yield self._added(ground, op, place)
            case "item" if op.op == "remove":
                yield self._plain(ground, "removed", place)
            case "required":
                yield self._plain(ground, "required" if op.op == "add" else "optional", place)
            case "choice":
                member: Json = None if op.value is UNSET else op.value
                yield self._choice(ground, change, member, place, added=op.op == "add")
            case "choices":
                old, new = (v if isinstance(v, list) else [] for v in (op.was, op.value))
                for value in [*(v for v in old if v not in new), *(v for v in new if v not in old)]:
                    yield self._choice(ground, change, value, place, added=value in new)
            case "silent":
                return
            case "label" if _adds_choice(change, place):
                return
            case role:
                yield self._keyword(ground, role, op, place)

    def _plain(self, ground: Ground, kind: Kind, place: _Place) -> Signature:
        known = (kind, place.item, id(ground))
        found = self._made.get(known)
        if found is None:
            key = key_of(kind, place.item)
            found = Signature(key, kind, place.item, ground.title(place.item))
            self._made[known] = found
        return found

    def _choice(
        self, ground: Ground, change: Change, value: Json, place: _Place, *, added: bool
    ) -> Signature:
        said = _label_in(change, place, value) if added else None
        known = ("choice", added, place.item, str(value), said, id(ground))
        found = self._made.get(known)
        if found is None:
            label = said or ground.choices(place.schema).get(str(value), str(value))
            kind: Kind = "choice-added" if added else "choice-removed"
            content = spelled(label) if added else value
            found = self._made[known] = Signature(
                key=key_of(kind, place.item, content),
                kind=kind,
                item=place.item,
                title=label,
                spelled=(spelled(label),),
                names=(fold(label),),
                value=value,
            )
        return found

    def _keyword(self, ground: Ground, role: str, op: Op, place: _Place) -> Signature:
        value = None if op.value is UNSET or op.op == "remove" else op.value
        written = msgspec.json.encode([value, None if op.was is UNSET else op.was])
        known = (op.op, op.path, written, id(ground))
        found = self._made.get(known)
        if found is not None:
            return found
        kind: Kind = "condition" if role == "condition" else "wording"
        keyword = "/".join((place.keyword, *place.rest))
        after: Any = None
        if role == "limit":
            kind, after = "limit", ground.after(place.schema, op)
        elif role == "condition":
            whole = op.value if op.value is not UNSET else op.was
            after = (
                {place.keyword: [whole]} if place.keyword in ("allOf", "anyOf", "oneOf") else None
            )
            value = [op.op, whole]
        said = fold(value) if kind == "wording" and isinstance(value, str) else _still(value)
        key = key_of(kind, place.item, keyword, op.op == "remove", said)
        found = self._made[known] = Signature(
            key=key,
            kind=kind,
            item=place.item,
            title=ground.title(place.item),
            keyword=keyword if kind != "condition" else f"{op.op} {keyword}",
            value=value,
            after=after,
        )
        return found

    def _added(self, ground: Ground, op: Op, place: _Place) -> Signature:
        schema = op.value if isinstance(op.value, dict) else {}
        parent, _, name = place.item.rpartition("/")
        title, told = schema.get("title", name), str(schema.get("description", ""))
        synonyms = schema.get("x-synonyms")
        labels = [str(title), *(map(str, synonyms) if isinstance(synonyms, list) else ())]
        bare = {k: v for k, v in schema.items() if k not in _WORDS}
        written = msgspec.json.encode(bare)
        known = ("added", parent, *labels, told, written, id(ground))
        found = self._made.get(known)
        if found is not None:
            return found
        if written not in self._answers:
            self._answers[written] = answers(bare)
        takes = self._answers[written]
        if takes.family == "number":
            takes = replace(takes, unit=unit_of(str(title), told))
        said, verb = _labels(labels, yes=takes.family == "yes-no")
        names = [n for n in dict.fromkeys(map(fold, said)) if n]
        if verb:
            takes = replace(takes, verb=verb)
        groups = ground.labels(parent)
        short = [n.removeprefix(g) for n in names for g in groups if n.startswith(g) and n != g]
        own = tuple(dict.fromkeys((*names, *short)))
        spellings = tuple(dict.fromkeys(map(spelled, said)))
        found = self._made[known] = Signature(
            key=key_of("added", parent, sorted(set(spellings)), takes.shape()),
            kind="added",
            item=parent,
            title=str(title),
            spelled=spellings,
            names=own,
            full=tuple(g + n for g in groups for n in own),
            unordered=tuple(n for n in dict.fromkeys(map(unordered, said)) if n),
            answers=takes,
        )
        return found


_WORDS = frozenset({"title", "description", "x-order", "x-synonyms", "examples", "x-sensitive"})


def _read(op: Op) -> _Place:
    """The place; of a requirement the item is the group that asks."""
    where = target(op.path)
    item = item_of(replace(op, value=None))
    role = "limit"
    if home(where.schema) != where.schema or where.keyword in _CONDITIONS:
        role = "condition"
    elif where.keyword == "properties" and len(where.rest) == 1:
        role = "item" if op.op != "replace" else "limit"
    elif where.keyword == "required" and names_member(op):
        role = "required"
    elif where.keyword == "enum":
        whole = op.op == "replace"
        role = "choice" if names_member(op) else "choices" if whole else "limit"
    elif where.keyword == "x-choices":
        role = "label"
    elif where.keyword in _SILENT:
        role = "silent"
    elif is_wording(op):
        role = "wording"
    if role in ("choice", "choices", "label"):
        item = item.removesuffix("/*")
    return _Place(role, item, where.schema, where.keyword, where.rest)


def _labels(labels: list[str], *, yes: bool) -> tuple[list[str], str]:
    """The labels without units and without the verb of a yes-no question; the verb."""
    said, verb = [], ""
    for label in labels:
        bare = without_unit(label)
        if yes:
            bare, asked = yes_no(bare)
            verb = verb or asked
        said.append(bare)
    return said, verb


def _label_in(change: Change, place: _Place, value: Json) -> str | None:
    """What the same change calls an added choice."""
    for op in change.ops:
        where = target(op.path)
        if where.keyword == "x-choices" and where.schema == place.schema:
            if where.rest == (str(value),):
                return str(op.value)
            if not where.rest and isinstance(op.value, dict) and str(value) in op.value:
                return str(op.value[str(value)])
    return None


def _adds_choice(change: Change, place: _Place) -> bool:
    """Whether the label comes with a choice that the same change adds or takes out."""
    return any(
        (where := target(op.path)).keyword == "enum" and where.schema == place.schema
        for op in change.ops
    )


def _still(value: Any) -> Any:
    """A value without words, so that rewording a condition is not another condition."""
    return [_still(v) for v in value] if isinstance(value, list) else deep(value)


def _sensitive(op: Op) -> str:
    said = op.value.get("x-sensitive") if isinstance(op.value, dict) else None
    return str(said) if said else ""
