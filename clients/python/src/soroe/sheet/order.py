"""The places of items after rows were moved, with as few new numbers as possible."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Mapping, Sequence

STEP = 10
"""Between neighbours, so that an item fits in between later."""


def placed(wanted: Sequence[str], numbers: Mapping[str, int | None]) -> dict[str, int]:
    """The numbers to set so that the items stand in the wanted order; none where they do already.

    `numbers` are those that the items have, None or absent where they have none.
    """
    known = [numbers.get(name) for name in wanted]
    given = [n for n in known if n is not None]
    between = _between(wanted, known) if given and len(set(given)) == len(given) else None
    return _anew(wanted, known) if between is None else between


def moved(now: Sequence[str], ranks: Mapping[str, int]) -> list[str]:
    """The fewest of them whose move explains the new order."""
    stays = _longest([ranks[name] for name in now])
    return [name for index, name in enumerate(now) if index not in stays]


def _between(wanted: Sequence[str], known: Sequence[int | None]) -> dict[str, int] | None:
    """Numbers for those that stand out of order, between the ones that stay; None for no room."""
    stays = _longest(known)
    out: dict[str, int] = {}
    index = 0
    while index < len(wanted):
        if index in stays:
            index += 1
            continue
        end = index
        while end < len(wanted) and end not in stays:
            end += 1
        low = (known[index - 1] or 0) if index else 0
        high = known[end] if end < len(wanted) else None
        count = end - index
        step = STEP if high is None else (high - low) // (count + 1)
        if step < 1:
            return None
        step = min(step, STEP)
        out |= {wanted[index + n]: low + step * (n + 1) for n in range(count)}
        index = end
    return out


def _anew(wanted: Sequence[str], known: Sequence[int | None]) -> dict[str, int]:
    numbers = {name: STEP * (n + 1) for n, name in enumerate(wanted)}
    return {name: n for (name, n), old in zip(numbers.items(), known, strict=True) if n != old}


def _longest(known: Sequence[int | None]) -> set[int]:
    """The places of a longest rising run of numbers, not necessarily neighbours."""
    tails: list[int] = []  # the smallest number that ends a run of each length, and its place
    ends: list[int] = []
    before = [-1] * len(known)
    for index, number in enumerate(known):
        if number is None:
            continue
        length = bisect_left(tails, number)
        before[index] = ends[length - 1] if length else -1
        if length == len(tails):
            tails.append(number)
            ends.append(index)
        else:
            tails[length], ends[length] = number, index
    found: set[int] = set()
    index = ends[-1] if ends else -1
    while index >= 0:
        found.add(index)
        index = before[index]
    return found
