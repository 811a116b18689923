"""What a new core says that its items took the place of (`x-formerly`), found again in a diff.

A core may say of an item under which pointers older cores or municipalities had it. That is the
only table of renames there is: it travels inside the published core. A municipality's own item is
followed only where the core knows its title, too, as title or synonym of its own item: another
municipality may have called something else by the same name.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from typing import NamedTuple

from soroe.diff.place import item_of, schema_path, target
from soroe.fold import fold
from soroe.model import Json, LocalDiff
from soroe.pointer import MISSING, find, join, split
from soroe.schema.walk import items


class Renamed(NamedTuple):
    """Where the items of a diff and of its old core are in the new core.

    `names` maps old pointers to new ones; a municipality's own item that has the very name of the
    core's stands in it, too. `elsewhere` are the municipality's own items that the core has in
    another group now: answers to them cannot be moved without asking.
    """

    names: dict[str, str]
    elsewhere: frozenset[str] = frozenset()


class Formerly:
    """The `x-formerly` of one core."""

    def __init__(self, core: Json) -> None:
        """Walk the items once."""
        self._now: dict[str, list[str]] = {}
        self._labels: dict[str, frozenset[str]] = {}
        self._names: dict[int, tuple[Json, dict[str, str]]] = {}
        for pointer, item in items(core).items():
            said = item.schema.get("x-formerly") if isinstance(item.schema, dict) else None
            for former in said if isinstance(said, list) else ():
                if not isinstance(former, str) or not former.startswith("/"):
                    continue  # `lint_core` refuses it
                self._now.setdefault(former, []).append(pointer)
                self._labels[pointer] = frozenset(map(fold, (item.title, *item.synonyms)))
        self._core = core

    def renamed(self, old: Json, diff: LocalDiff) -> Renamed:
        """What of a diff on the core `old` is called otherwise in this core.

        Left alone is what would be two things: an item that is in this core still, two items that
        would become one, and an own item beside which the old core or the diff has the new name.
        """
        if not self._now:
            return Renamed({})
        names = dict(self._moved(old))
        own = own_items(diff)
        found = {
            former: now
            for former, title in own.items()
            if (now := self._meant(former, title)) is not None
            and (now == former or now not in own)
            and _at(old, now) is MISSING  # else the city added its item beside the core's
        }
        often = Counter(found.values())
        joined = {former: now for former, now in found.items() if often[now] == 1}
        elsewhere = {f for f, now in joined.items() if _group(f) != _group(now)}
        names |= {f: now for f, now in joined.items() if f not in elsewhere}
        return Renamed(names, frozenset(elsewhere))

    def _moved(self, old: Json) -> dict[str, str]:
        """Items of the old core that are called otherwise in this one."""
        known = self._names.get(id(old))
        if known is None:
            found = {
                former: now[0]
                for former, now in self._now.items()
                if len(now) == 1
                and former != now[0]
                and _at(old, former) is not MISSING
                and _at(old, now[0]) is MISSING
                and _at(self._core, former) is MISSING
            }
            often = Counter(found.values())
            known = old, {f: now for f, now in found.items() if often[now] == 1}
            self._names[id(old)] = known
        return known[1]

    def _meant(self, former: str, title: str) -> str | None:
        now = [n for n in self._now.get(former, ()) if fold(title) in self._labels[n]]
        if len(now) != 1 or (now[0] != former and _at(self._core, former) is not MISSING):
            return None
        return now[0]


def own_items(diff: LocalDiff) -> dict[str, str]:
    """The items that a diff adds, with their titles."""
    ops = (op for change in diff.changes for op in change.ops if op.op == "add")
    out: dict[str, str] = {}
    for op in ops:
        where = target(op.path)
        if where.keyword == "properties" and len(where.rest) == 1 and isinstance(op.value, dict):
            out[item_of(op)] = str(op.value.get("title", where.rest[0]))
    return out


def with_keys(aliases: dict[str, str], names: Iterable[tuple[str, str]]) -> dict[str, str]:
    """The aliases with the city's own keys of items that are called otherwise now."""
    out = dict(aliases)
    for former, now in names:
        if former != now:
            out.setdefault(now, split(former)[-1])
    return out


def _at(core: Json, pointer: str) -> object:
    return find(core, join(schema_path(pointer)))


def _group(pointer: str) -> tuple[str, ...]:
    return split(pointer)[:-1]
