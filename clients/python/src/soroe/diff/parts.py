"""Operations that hang together: which wait for which, and what a person decides about at once."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from msgspec import UNSET

from soroe.diff.apply import names_member
from soroe.diff.outcome import Choice, Part
from soroe.diff.place import home, named, target
from soroe.diff.sides import Judged
from soroe.model import Op
from soroe.pointer import MISSING


class Place(NamedTuple):
    """An operation with its indexes in the diff."""

    change: int
    at: int
    op: Op


def dragged(places: Sequence[Place], judged: Sequence[Judged]) -> frozenset[int]:
    """The operations that cannot go on alone because another one waits for a decision."""
    waiting = [n for n, j in enumerate(judged) if j.kind == "conflict"]
    return frozenset(
        n
        for n, j in enumerate(judged)
        for w in waiting
        if n != w
        and j.kind != "absorbed"
        and j.reason != "never-fitted"
        and (_same_item(places[n].op, places[w].op) or (n > w and _rests(places[n], places[w])))
        and j.kind != "conflict"
    )


def _rests(later: Place, earlier: Place) -> bool:
    """Whether the later operation works on what the earlier one makes."""
    if later.op.path.startswith(earlier.op.path + "/"):
        return True
    if later.op.path != earlier.op.path:
        return False
    return not (names_member(later.op) and names_member(earlier.op))


def _same_item(one: Op, two: Op) -> bool:
    """Whether one makes or takes an item and the other one asks for it."""
    for asking, making in ((one, two), (two, one)):
        name, where, item = named(asking), target(asking.path), target(making.path)
        if name is not None and item.keyword == "properties" and item.rest == (name,):
            return home(where.schema) == home(item.schema)
    return False


def parts_of(change: int, found: Sequence[tuple[Place, Judged]]) -> tuple[Part, ...]:
    """One part for each operation; conflicts that hang together are one part.

    The choices have no verdicts yet.
    """
    groups: list[list[tuple[Place, Judged]]] = []
    for place, judged in found:
        home_group = next((g for g in groups if _together(g, place, judged)), None)
        if home_group is None:
            groups.append([(place, judged)])
        else:
            home_group.append((place, judged))
    return tuple(_part(change, group) for group in groups)


def _together(group: list[tuple[Place, Judged]], place: Place, judged: Judged) -> bool:
    if judged.kind != "conflict":
        return False
    return any(
        other.kind == "conflict"
        and (
            _same_item(first.op, place.op)
            or _rests(place, first)
            or (
                judged.reason == other.reason == "core-dropped-keyword"
                and judged.path == other.path
            )
        )
        for first, other in group
    )


def _part(change: int, group: list[tuple[Place, Judged]]) -> Part:
    first = next((j for _, j in group if j.reason != "rests-on-conflict"), group[0][1])
    offers = {
        id_: _joined([dict(j.offers).get(id_, dict(j.offers).get("core", ())) for _, j in group])
        for id_ in dict.fromkeys(id_ for _, j in group for id_, _ in j.offers)
    }
    was, ours, theirs = (
        UNSET if v is MISSING else v for v in (first.was, first.ours, first.theirs)
    )
    return Part(
        id=f"{change}.{group[0][0].at}",
        kind=first.kind,
        reason=first.reason,
        at=tuple(place.at for place, _ in group),
        path=first.path or group[0][0].op.path,
        ops=tuple(op for _, j in group for op in j.ops),
        was=was,
        ours=ours,
        theirs=theirs,
        choices=tuple(Choice(id_, ops) for id_, ops in offers.items()),
    )


def _joined(several: Sequence[tuple[Op, ...]]) -> tuple[Op, ...]:
    """Operations of one side after each other; what is set whole twice is set as the last says."""
    out: list[Op] = []
    for op in (op for ops in several for op in ops):
        if not names_member(op):
            out = [o for o in out if o.path != op.path or names_member(o)]
        if op not in out:
            out.append(op)
    return tuple(out)
