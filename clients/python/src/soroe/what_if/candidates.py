"""What can be promoted as one thing, and what that would do to the divergence."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from soroe.divergence import Divergence, Field, signature
from soroe.errors import DocumentError
from soroe.model import Base, Change
from soroe.neighbours.named import reference
from soroe.what_if.promoted import promoted


class Promotion(Base, frozen=True):
    """Changes of a municipality that only together put one or more items right.

    `names` are those changes in the diff of the first municipality that makes them (992011#3).
    `items` are all the items that it changes, `codes` the municipalities whose changes of these
    items it absorbs whole, and `gain` how many items, over all of these, no longer differ.
    """

    names: tuple[str, ...]
    changes: tuple[Change, ...]
    items: tuple[str, ...]
    codes: tuple[str, ...]
    gain: int


class _Deed(Base, frozen=True):
    """What one municipality does, with the items that this puts right for it."""

    at: int
    changes: tuple[int, ...]
    signatures: frozenset[str]
    items: frozenset[str]


def candidates(field: Field) -> tuple[Promotion, ...]:
    """All that may be promoted into the core, by gain; all diffs are pinned to the same core.

    Changes that make one item differ together are one candidate. Those of a layer below count with
    the municipality above them. What does not fit the core alone is none.
    """
    deeds = [deed for at in range(len(field.members)) for deed in _deeds(field, at)]
    ways: dict[frozenset[str], list[_Deed]] = {}
    for deed in deeds:
        ways.setdefault(deed.signatures, []).append(deed)
    every = {item for deed in deeds for item in deed.items}
    by_signature: dict[str, list[frozenset[str]]] = {}
    for way in ways:
        for one in way:
            by_signature.setdefault(one, []).append(way)
    out: list[Promotion] = []
    for way, there in ways.items():
        # A municipality that does a part of it, and nothing else to these items, is served too.
        parts = {part for one in way for part in by_signature[one] if part <= way}
        served = [deed for part in parts for deed in ways[part]]
        found = _promotion(field, there[0], served, every)
        if found is not None:
            out.append(found)
    return tuple(sorted(out, key=lambda p: (-p.gain, len(p.items), p.names)))


def _promotion(
    field: Field, first: _Deed, served: Sequence[_Deed], every: set[str]
) -> Promotion | None:
    names = tuple(filter(None, (reference(field, first.at, n) for n in first.changes)))
    if len(names) < len(first.changes):
        return None  # it rests on a layer below, and is offered by that one
    changes = tuple(field.merged[first.at].changes[n] for n in first.changes)
    try:
        core = field.cores[field.core_at[first.at]]
        promoted(core, changes)
    except DocumentError:
        return None
    gone = {c.item for c in changes if any(op.op == "remove" for op in c.ops)}
    inside = {item for item in every if any(item.startswith(g + "/") for g in gone)}
    return Promotion(
        names=names,
        changes=changes,
        items=tuple(sorted(first.items | inside)),
        codes=tuple(sorted({field.members[deed.at].subject.code for deed in served})),
        gain=sum(len(deed.items) for deed in served),
    )


def _deeds(field: Field, at: int) -> Iterator[_Deed]:
    """The changes of a municipality by what they change together."""
    found: Divergence = field.divergence(at)
    groups: list[tuple[set[int], set[str]]] = []
    for one in (*found.changed, *found.undecided):
        mine, items = set(one.changes), {one.item}
        for group in [g for g in groups if g[0] & mine]:
            groups.remove(group)
            mine |= group[0]
            items |= group[1]
        groups.append((mine, items))
    for changes, items in groups:
        if changes:
            ordered = tuple(sorted(changes))
            signatures = frozenset(signature(field.merged[at].changes[n]) for n in ordered)
            yield _Deed(at, ordered, signatures, frozenset(items))
