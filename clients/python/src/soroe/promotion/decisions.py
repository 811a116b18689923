"""What a steward decided about clusters: kept for ever, never overruled by likeness."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from graphlib import CycleError, TopologicalSorter
from typing import Literal

import msgspec

from soroe.errors import DocumentError, Problem
from soroe.model import Base, Json


class Decision(Base, frozen=True):
    """One decision about the clusters that hold two signatures.

    `merge`: the cluster of `one` goes into that of `other`. `split`: the two are never in one
    cluster. `one` and `other` are keys of signatures, which stay the same whatever else is
    published; a key that nobody has now is kept and reported.
    """

    action: Literal["merge", "split"]
    one: str
    other: str
    by: str = ""
    on: str = ""
    reason: str = ""


def decode_decisions(value: Json) -> tuple[Decision, ...]:
    """The decisions of a document, a list; `DocumentError` with `cluster-decisions-invalid`.

    Raises what `checked` raises.
    """
    try:
        found = msgspec.convert(value, tuple[Decision, ...])
    except msgspec.ValidationError as e:
        raise DocumentError(
            Problem("cluster-decisions-invalid", params={"detail": str(e)})
        ) from None
    return checked(found)


def checked(decisions: Iterable[Decision]) -> tuple[Decision, ...]:
    """The decisions themselves, or `DocumentError` with what cannot hold together.

    `cluster-merge-cycle`: clusters that would go into each other. `cluster-decisions-contradict`:
    two signatures that are merged, be it by way of others, and split.
    """
    found = tuple(decisions)
    problems = [*_cycle(found), *_contradictions(found)]
    if problems:
        raise DocumentError(*problems)
    return found


def homes(decisions: Iterable[Decision]) -> dict[str, str]:
    """Signature -> the one that stands for all that were merged with it; of no merge: out."""
    root: dict[str, str] = {}

    def of(key: str) -> str:
        while root.setdefault(key, key) != key:
            key = root[key]
        return key

    for d in decisions:
        if d.action == "merge":
            root[of(d.one)] = of(d.other)
    return {key: of(key) for key in list(root)}


def _cycle(decisions: tuple[Decision, ...]) -> Iterator[Problem]:
    into: TopologicalSorter[str] = TopologicalSorter()
    for d in decisions:
        if d.action == "merge":
            into.add(d.one, d.other)
    try:
        into.prepare()
    except CycleError as e:
        yield Problem("cluster-merge-cycle", params={"way": " → ".join(reversed(e.args[1]))})


def _contradictions(decisions: tuple[Decision, ...]) -> Iterator[Problem]:
    home = homes(decisions)
    for n, d in enumerate(decisions):
        if d.action == "split" and home.get(d.one, d.one) == home.get(d.other, d.other):
            params = {"one": d.one, "other": d.other}
            yield Problem("cluster-decisions-contradict", f"/{n}", params)
