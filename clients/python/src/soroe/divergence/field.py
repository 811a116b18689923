"""Many municipalities measured together: what they have in common is worked out once.

A closed form is a product of groups of items that have nothing to do with each other
(`soroe.diff.regions`). So a form is compared with its core group by group, and each group once for
all municipalities that make the same operations there; and two forms accept the same exactly if
each of their groups does (or if both accept nothing at all). A form that cannot be taken apart is
looked at in one piece.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from hashlib import sha256
from typing import NamedTuple

import msgspec

from soroe.check import class_of
from soroe.contain import DEFAULT, Budget, Empty, instance
from soroe.diff.apply import apply, apply_op, names_member, same
from soroe.diff.layers import Layer, in_order, together
from soroe.diff.nests import Nest, cut
from soroe.diff.regions import Names, reach
from soroe.divergence.asked import Asked
from soroe.divergence.changed import Compared, compare
from soroe.divergence.groups import common, holds, spread, unfit
from soroe.divergence.model import CLASSES, Divergence, ItemChange, Member
from soroe.divergence.sorter import Sorter
from soroe.jsontext import canonical
from soroe.model import Class, Json, LocalDiff, Op
from soroe.pointer import join
from soroe.schema import items


class Memory:
    """What was found out about groups of items; several fields may share one.

    It holds of a group only what its own content says, so it may outlive fields and cores: what no
    promoted change is about is not asked again. Not safe to share between threads.
    """

    def __init__(self) -> None:
        """Nothing is known yet."""
        self.compared: dict[bytes, Compared] = {}
        self.asked = Asked()
        self.sorters: dict[Names | None, Sorter] = {}


class Piece(msgspec.Struct, frozen=True):
    """A group of items (None: the whole form) as the core has it and as a municipality has it.

    `made` are the operations, those of one change together; equal pieces are one object. `key` is
    equal where core and operations are.
    """

    key: bytes

    names: Names | None
    core: Json
    form: Json
    made: tuple[tuple[Op, ...], ...]


class _Part(NamedTuple):
    """A piece of a municipality's form; for each entry of `made` the index of its change."""

    piece: Piece
    changes: tuple[int, ...]


class Field:
    """The local forms of some municipalities; diffs may be pinned to different cores.

    Raises `DiffError` where a diff does not fit its core or its layers do not fit each other. Not
    safe to share between threads.
    """

    def __init__(
        self,
        members: Sequence[Member],
        budget: Budget = DEFAULT,
        memory: Memory | None = None,
        nest: Nest | None = None,
        shut: Iterable[str] = (),
    ) -> None:
        """Take the diffs apart; of the engine it is only asked what accepts anything.

        `nest` are the groups of a field that these members are a part of; they are taken if they
        hold here too. What stands in `shut` items is not taken apart.
        """
        self.members = tuple(members)
        self.budget = budget
        self.memory = memory or Memory()
        self.merged = tuple(merged(member) for member in self.members)
        self.cores, self.core_at = _cores(self.members)
        self._ranks = [{item: rank for rank, item in enumerate(items(core))} for core in self.cores]
        self._reach: dict[bytes, Names | None] = {}
        self._pieces: dict[tuple[int, Names | None, tuple[tuple[bytes, ...], ...]], Piece] = {}
        self._cuts: dict[tuple[int, Names | None], Json] = {}
        self._texts: dict[tuple[int, Names | None], bytes] = {}
        self._owners: dict[int, tuple[tuple[int, ...], ...]] = {}
        reached = [self._reached(diff) for diff in self.merged]
        together_ = {names for found in reached for names in found or () if len(names) > 1}
        self.links = frozenset(frozenset(join((n,)) for n in names) for names in together_)
        # Of what accepts nothing the groups say nothing about the whole.
        split = not any(isinstance(instance(core, budget), Empty) for core in self.cores)
        self.nest: Nest | None = None
        if split and nest is not None and holds(nest, self.links):
            self.nest = nest
        elif split:
            self.nest = common(self.cores, self.links, self._alive, shut)
        self._about: dict[bytes, Names] = {}
        self._found: dict[int, Divergence] = {}
        self._parts = [self._taken_apart(at, reached[at]) for at in range(len(self.members))]

    def parts(self, at: int) -> tuple[Piece, ...]:
        """The pieces that a municipality (its place in `members`) changes."""
        return tuple(part.piece for part in self._parts[at])

    def cut(self, core: int, names: Names | None) -> Json:
        """A core (its place in `cores`), cut down to a group."""
        key = core, names
        if key not in self._cuts:
            whole = self.cores[core]
            self._cuts[key] = whole if names is None else cut(whole, names)
        return self._cuts[key]

    def spread(self, piece: Piece) -> list[Names]:
        """The groups of the field into which a piece falls."""
        if self.nest is None or piece.names is None:
            return []
        return spread(self.nest, piece.core, piece.form, piece.names)

    def unfit(self, piece: Piece) -> set[str]:
        """The items in which a piece does not fall into the groups of the field."""
        if self.nest is None or piece.names is None:
            return set()
        return unfit(self.nest, piece.core, piece.form, piece.names, self._alive)

    def ranks(self, core: int) -> Mapping[str, int]:
        """The items of a core with their places in reading order."""
        return self._ranks[core]

    def form(self, at: int) -> Json:
        """A municipality's whole form."""
        return apply(self.cores[self.core_at[at]], self.merged[at])

    def divergences(self) -> tuple[Divergence, ...]:
        """The divergence of every municipality, in the order of `members`."""
        return tuple(self.divergence(at) for at in range(len(self.members)))

    def divergence(self, at: int) -> Divergence:
        """The divergence of one municipality; its items in reading order."""
        if at not in self._found:
            self._found[at] = self._divergence(at)
        return self._found[at]

    def _divergence(self, at: int) -> Divergence:
        member, diff = self.members[at], self.merged[at]
        core = self._ranks[self.core_at[at]]
        count = len(core)
        changed: list[ItemChange] = []
        undecided: list[ItemChange] = []
        for piece, changes in self._parts[at]:
            found = self.compared(piece)
            count += found.more
            for difference, ordinals in zip(found.differences, self._owned(piece), strict=True):
                owners = tuple(changes[n] for n in ordinals)
                klass = _weakest([class_of(diff.changes[n], diff) for n in owners])
                one = ItemChange(
                    difference.item, difference.title, difference.effect, klass, owners
                )
                (undecided if one.effect == "undecided" else changed).append(one)
        for several in (changed, undecided):
            several.sort(key=lambda one: _rank(core, one.item))
        return Divergence(member.subject, member.diff.core, count, tuple(changed), tuple(undecided))

    def compared(self, piece: Piece) -> Compared:
        """What differs in a piece; asked of the engine once."""
        known = self.memory.compared.get(piece.key)
        if known is None:
            known = compare(piece.core, piece.form, self.budget, self.memory.asked)
            self.memory.compared[piece.key] = known
        return known

    def _owned(self, piece: Piece) -> tuple[tuple[int, ...], ...]:
        """For each difference of a piece, which entries of `made` make it."""
        known = self._owners.get(id(piece))
        if known is None:
            known = self._owners[id(piece)] = tuple(
                tuple(n for n, ops in enumerate(piece.made) if _overlap(ops, difference.ops))
                for difference in self.compared(piece).differences
            )
        return known

    def _reached(self, diff: LocalDiff) -> list[Names] | None:
        """The items that each operation is about, or None where one may be about any."""
        out: list[Names] = []
        for op in (op for change in diff.changes for op in change.ops):
            key = msgspec.json.encode(op)
            if key not in self._reach:
                self._reach[key] = reach(op)
            names = self._reach[key]
            if names is None:
                return None
            out.append(names)
        return out

    def _alive(self, schema: Json) -> bool:
        return self.memory.asked.alive(schema, self.budget)

    def _taken_apart(self, at: int, reached: list[Names] | None) -> tuple[_Part, ...]:
        diff, core = self.merged[at], self.core_at[at]
        if self.nest is None or reached is None:
            every = tuple(range(len(diff.changes)))
            return (self._part(core, None, tuple(c.ops for c in diff.changes), every),)
        mine: dict[Names, dict[int, list[Op]]] = {}
        ops = [(n, op) for n, change in enumerate(diff.changes) for op in change.ops]
        for (index, op), names in zip(ops, self._parted(self.nest, ops), strict=True):
            if names:
                mine.setdefault(names, {}).setdefault(index, []).append(op)
        return tuple(
            self._part(core, names, tuple(map(tuple, made.values())), tuple(made))
            for names, made in mine.items()
        )

    def _parted(self, nest: Nest, ops: Sequence[tuple[int, Op]]) -> list[Names]:
        about: list[Names] = []
        for _, op in ops:
            key = msgspec.json.encode(op)
            if key not in self._about:
                found = nest.about(op)
                assert found is not None, "it reaches something"
                self._about[key] = found
            about.append(self._about[key])
        return nest.parted(about)

    def _part(
        self,
        core: int,
        names: Names | None,
        made: tuple[tuple[Op, ...], ...],
        changes: tuple[int, ...],
    ) -> _Part:
        keys = tuple(tuple(msgspec.json.encode(op) for op in ops) for ops in made)
        piece = self._pieces.get((core, names, keys))
        if piece is None:
            here = form = self.cut(core, names)
            for op in (op for ops in made for op in ops):
                form = apply_op(form, op)
            if (core, names) not in self._texts:
                self._texts[core, names] = canonical(here)
            key = sha256(self._texts[core, names])
            key.update(msgspec.json.encode(made))
            piece = Piece(key.digest(), names, here, form, made)
            self._pieces[core, names, keys] = piece
        return _Part(piece, changes)


def merged(member: Member) -> LocalDiff:
    """The municipality's diff and those below it as one diff on the core."""
    if not member.below and member.diff.over is None:
        return member.diff
    own = Layer(member.diff, max(1, member.subject.revision))
    return together(in_order((*member.below, own)))[0]


def _cores(members: Sequence[Member]) -> tuple[list[Json], list[int]]:
    """The cores, each once, and which of them each municipality has."""
    by_identity: dict[int, int] = {}
    by_text: dict[bytes, int] = {}
    cores: list[Json] = []
    for member in members:
        if id(member.core) not in by_identity:
            text = canonical(member.core)
            if text not in by_text:
                by_text[text] = len(cores)
                cores.append(member.core)
            by_identity[id(member.core)] = by_text[text]
    return cores, [by_identity[id(member.core)] for member in members]


def _overlap(change: tuple[Op, ...], difference: tuple[Op, ...]) -> bool:
    """Whether a change writes where the difference is."""
    return any(_touch(one, two) for one in change for two in difference)


def _touch(one: Op, two: Op) -> bool:
    if one.path == two.path:
        return not (names_member(one) and names_member(two)) or same(one.value, two.value)
    return one.path.startswith(two.path + "/") or two.path.startswith(one.path + "/")


def _weakest(classes: list[Class]) -> Class:
    return max(classes, key=CLASSES.index, default="unexplained")


def _rank(core: Mapping[str, int], item: str) -> tuple[int, str]:
    """The place of an item in the core; one that the core lacks stands behind the group around."""
    above = item
    while above and above not in core:
        above = above.rpartition("/")[0]
    return core.get(above, -1 if not item else len(core)), item
