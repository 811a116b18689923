"""What is kept of a revision, for many diffs of one core: the same as `prepare_diff` says, sooner.

A closed form is a product of groups of items (`soroe.diff.regions`): what a change does is decided
by its group alone. So each group is judged once for all diffs that do the same there. What this
cannot do in the same way (layers, open forms, changes across groups, whatever is refused) it leaves
to `prepare_diff`, which says why.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from typing import Any, cast

import msgspec
from msgspec import UNSET
from msgspec.structs import replace

from registry.compute.local import PreparedDiff, citation, prepared_change
from soroe.check import check
from soroe.contain import Empty, Found, instance
from soroe.diff import apply, decode_diff
from soroe.diff.apply import apply_op
from soroe.diff.change_effects import change_effects
from soroe.diff.meaning import stripped
from soroe.diff.place import is_wording
from soroe.diff.regions import NOBODY, Names, cut, groups, joined, reach, speaks_of
from soroe.errors import SoroeError
from soroe.jsontext import DOOR, MAX_SAFE_INTEGER, canonical, digest_bytes, read
from soroe.model import Change, Effect, Input, Json, LocalDiff, Op
from soroe.pointer import join, split
from soroe.schema import check_schema
from soroe.schema.walk import subschemas

_PLACES = ("/properties/", "/required")
_encode = msgspec.json.Encoder().encode
_sorted = msgspec.json.Encoder(order="sorted").encode


class Ground:
    """A published core, and what was found out about changes of it; not to share by threads."""

    def __init__(self, document: bytes) -> None:
        """Take the core's document apart."""
        self.core = read(document)
        self.size = _size(self.core)
        # Of what accepts nothing the groups say nothing about the whole.
        self._usable = self.size is not None and not isinstance(instance(self.core), Empty)
        self._level = _Level(self.core, "", {})

    def prepare(self, source: Json, diff: LocalDiff, address: str) -> PreparedDiff | None:
        """What `prepare_diff` gives, but for the remarks; None where it must be asked itself."""
        size = _size(source)
        if not self._usable or self.size is None or size is None or diff.over is not None:
            return None
        depth, nodes = (one + two for one, two in zip(self.size, size, strict=True))
        if depth > DOOR.depth or nodes + 1 > DOOR.nodes:
            return None  # perhaps too deep or too large: to be measured
        effects = self._level.effects(diff.changes)
        if effects is None:
            return None
        try:
            form = apply(self.core, diff)
        except SoroeError:
            return None
        assert isinstance(form, dict)
        local = form | {"$id": address}
        changes = tuple(
            prepared_change(change, diff, effects[n]) for n, change in enumerate(diff.changes)
        )
        if any(c.effect != "none" and c.basis_kind is None for c in changes):
            return None
        text = msgspec.json.format(_encode(local), indent=2) + b"\n"
        if len(text) > DOOR.size:
            return None
        return PreparedDiff(
            submitted_digest=digest_bytes(canonical(source)),
            local_form=text,
            local_form_digest="sha256:" + hashlib.sha256(_sorted(local)).hexdigest(),
            effective_from=diff.effective_from,
            changes=changes,
            citations=tuple(citation(key, cited) for key, cited in diff.citations.items()),
            remarks=(),
        )


class _Level:
    """An object schema in a core: the form itself, or an item that is a group of items.

    `at` is the path of its schema. Inside a group that is required or not, more or fewer answers
    are accepted exactly if more or fewer are by the group's own schema.
    """

    def __init__(
        self, schema: Json, at: str, somewhere: dict[bytes, bool], spoken: Names | None = NOBODY
    ) -> None:
        """`somewhere` keeps which added schemas accept anything.

        Conditions around the level are about the items `spoken` of it.
        """
        self.spoken = spoken or NOBODY
        self.schema = schema
        self.at = at
        found = groups((schema,), {})
        self.home = {n: group for group in found or () for n in group}
        self.apart = found is not None
        self._somewhere = somewhere
        self._reach: dict[bytes, Names | None] = {}
        self._inner: dict[str, _Level | None] = {}
        self._legal: dict[tuple[Names, bytes], bool] = {}
        self._effects: dict[tuple[Names, bytes], tuple[Effect, ...]] = {}

    def effects(self, changes: Sequence[Change]) -> dict[int, Effect] | None:
        """What each change does to what is accepted; None where groups do not tell."""
        about = [[self._about(op) for op in change.ops] for change in changes]
        if not self.apart or any(names is None for found in about for names in found):
            return None
        known = [[names or NOBODY for names in found] for found in about]
        home = {n: g for g in joined(dict.fromkeys(n for k in known for n in k)) for n in g}
        found: dict[Names, list[int]] = {}
        for index, several in enumerate(known):
            there = {home[min(names)] if names else NOBODY for names in several}
            if len(there) != 1:
                return None  # what such a change does is more than what its parts do
            found.setdefault(there.pop(), []).append(index)
        out: dict[int, Effect] = {}
        for names, indexes in found.items():
            effects = self._group(names, [changes[n] for n in indexes])
            if effects is None:
                return None
            out |= {indexes[n]: effect for n, effect in effects.items()}
        return out

    def _about(self, op: Op) -> Names | None:
        key = _encode(op)
        if key not in self._reach:
            found = reach(op)
            near = () if found is None else (self.home.get(n, NOBODY) for n in found)
            self._reach[key] = None if found is None else found.union(*near)
        return self._reach[key]

    def _group(self, names: Names, made: list[Change]) -> dict[int, Effect] | None:
        """The effects of changes on one group; None where they make no legal schema of it."""
        out: dict[int, Effect] = {}
        left = list(range(len(made)))
        for inner, indexes in self._inside(names, made):
            found = inner.effects([_within(made[n], inner.at) for n in indexes])
            if found is not None:
                out |= {indexes[n]: effect for n, effect in found.items()}
                left = [n for n in left if n not in indexes]
        for several in _parts([made[n] for n in left]):
            effects = self._together(names, [made[left[n]] for n in several])
            if effects is None:
                return None
            out |= dict(zip((left[n] for n in several), effects, strict=True))
        return out

    def _together(self, names: Names, made: list[Change]) -> tuple[Effect, ...] | None:
        ops = [change.ops for change in made]
        key = names, _encode(ops)
        if key not in self._legal:
            self._legal[key] = self._is_legal(names, ops)
        if not self._legal[key]:
            return None
        if len(made) == 1 and (plain := self._plain(names, made[0].ops)) is not None:
            return (plain,)
        bare = [(change.item, [_bare(op) for op in change.ops]) for change in made]
        known = names, _encode(bare)
        if known not in self._effects:
            self._effects[known] = self._judge(names, bare)
        return self._effects[known]

    def _inside(self, names: Names, made: Sequence[Change]) -> Iterator[tuple[_Level, list[int]]]:
        """The groups of items inside this group that some changes alone are about."""
        if any(not op.path.startswith(_PLACES) for change in made for op in change.ops):
            return  # a condition may speak of what is inside
        for name in sorted(names):
            at = join(("properties", name))
            places = (f"{at}/properties/", f"{at}/required")
            level = self._level(names, name, at)
            if level is not None:
                indexes = [
                    n
                    for n, change in enumerate(made)
                    if all(op.path.startswith(places) for op in change.ops)
                    and level.may_judge(_within(change, at))
                ]
                if indexes:
                    yield level, indexes

    def may_judge(self, change: Change) -> bool:
        """Whether no condition around this level speaks of what the change is about."""
        about = [self._about(op) for op in change.ops]
        return all(names is not None and not names & self.spoken for names in about)

    def _level(self, names: Names, name: str, at: str) -> _Level | None:
        """The item as a level of its own, if an accepted application can have it."""
        if name not in self._inner:
            here = cut(self.schema, names)
            named = here.get("properties") if isinstance(here, dict) else None
            schema = named.get(name) if isinstance(named, dict) else None
            spoken = _spoken(here, name)
            with_it: Json = {"allOf": [here, {"required": [name]}]}
            usable = (
                isinstance(schema, dict)
                and spoken is not None
                and isinstance(instance(with_it), Found)
            )
            self._inner[name] = _Level(schema, at, self._somewhere, spoken) if usable else None
        return self._inner[name]

    def _plain(self, names: Names, ops: Sequence[Op]) -> Effect | None:
        """The effect where it needs no engine: words alone, or an item that the core lacks."""
        if all(is_wording(op) for op in ops):
            return "none"
        (name, *others) = names or ("",)
        if others or name in self.home or len(ops) > 2:
            return None
        first, asked = ops[0], ops[1:]
        if first.op != "add" or first.path != join(("properties", name)):
            return None
        if any((op.op, op.path, op.value) != ("add", "/required", name) for op in asked):
            return None
        if not self._accepts(_without_words(cast("Json", first.value))):
            return None
        return "both" if asked else "widens"

    def _accepts(self, schema: Json) -> bool:
        key = _encode(schema)
        if key not in self._somewhere:
            self._somewhere[key] = isinstance(instance(schema), Found)
        return self._somewhere[key]

    def _is_legal(self, names: Names, made: Sequence[Sequence[Op]]) -> bool:
        form = cut(self.schema, names)
        try:
            for op in (op for ops in made for op in ops):
                form = apply_op(form, op)
        except SoroeError:
            return False
        return not check_schema(form)

    def _judge(self, names: Names, made: Sequence[tuple[str, Sequence[Op]]]) -> tuple[Effect, ...]:
        ground = cut(self.schema, names)
        diff = LocalDiff("", "", "", tuple(Change(item, tuple(ops)) for item, ops in made))
        form = apply(ground, diff)
        named = Input("", "")
        report = check(ground, form, core_input=named, form_input=named, declared=diff)
        return change_effects(ground, diff, report)


def _parts(made: Sequence[Change]) -> list[list[int]]:
    """Changes (indexes) that can be judged apart: each part asks something of its own items alone.

    Such demands are all made at once. What one of them newly refuses no other one accepts again,
    and what one newly accepts only a part that refuses can refuse; so no two undo each other.
    """
    parts: list[tuple[set[str], list[int]]] = []
    for n, change in enumerate(made):
        mine: set[str] = set()
        for op in change.ops:
            steps = split(op.path)
            if steps[0] == "properties" and len(steps) > 1:
                mine.add(steps[1])
            elif op.path == "/required" and isinstance(op.value, str):
                mine.add(op.value)
            else:
                return [list(range(len(made)))]
        meeting = [part for part in parts if part[0] & mine]
        parts = [part for part in parts if not part[0] & mine]
        indexes = sorted([n, *(i for part in meeting for i in part[1])])
        parts.append((mine.union(*(part[0] for part in meeting)), indexes))
    return [indexes for _, indexes in parts]


def _within(change: Change, at: str) -> Change:
    """The change as it is written for the item at the path alone."""
    name = at.removeprefix("/properties")
    ops = tuple(replace(op, path=op.path.removeprefix(at)) for op in change.ops)
    return replace(change, item=change.item.removeprefix(name), ops=ops)


def _spoken(form: Json, name: str) -> Names | None:
    """The items inside an item that conditions of the form are about; None where it is unclear."""
    if not isinstance(form, dict):
        return None
    out: Names = NOBODY
    conditions: Json = {k: v for k, v in form.items() if k != "properties"}
    for _, schema in subschemas(conditions):
        named = schema.get("properties") if isinstance(schema, dict) else None
        if isinstance(named, dict) and name in named:
            found = speaks_of(named[name])
            if found is None:
                return None
            out |= found
    return out


def read_plainly(body: bytes) -> tuple[Json, LocalDiff]:
    """A submitted diff, as the door lets it through; `DocumentError` where it does not."""
    source = read(body)
    return source, decode_diff(source)


def _bare(op: Op) -> Op:
    """The operation without words, where it adds an item: what the item takes is what counts."""
    steps = op.path.split("/")
    if op.op != "add" or op.value is UNSET or len(steps) < 2 or steps[-2] != "properties":
        return op
    return replace(op, value=_without_words(cast("Json", op.value)))


def _without_words(schema: Json) -> Json:
    if not isinstance(schema, dict):
        return schema
    out: dict[str, Json] = dict(stripped(schema))
    named = out.get("properties")
    if isinstance(named, dict):
        out["properties"] = {name: _without_words(inner) for name, inner in named.items()}
    if "items" in out:
        out["items"] = _without_words(out["items"])
    return out


def _size(value: Json) -> tuple[int, int] | None:
    """Depth and number of values; None where the fast writers might spell it in another way.

    Those are numbers that are no safe integers, and names beyond ASCII, which RFC 8785 sorts by
    UTF-16 (`soroe.jsontext.canonical`).
    """
    depth = nodes = 0
    level: list[Any] = [value]
    while level:
        depth += 1
        nodes += len(level)
        below: list[Any] = []
        for one in level:
            if isinstance(one, dict):
                if not "".join(one).isascii():
                    return None
                below.extend(one.values())
            elif isinstance(one, list):
                below.extend(one)
            elif isinstance(one, float) or (isinstance(one, int) and abs(one) > MAX_SAFE_INTEGER):
                return None
        level = below
    return depth, nodes
