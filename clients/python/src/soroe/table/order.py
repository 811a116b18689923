"""Where items stand: their numbers, the common order of two forms, and which ones moved."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Mapping, Sequence

from soroe.schema import Item


def owner(pointer: str) -> str:
    """The item that an item stands in; "" for the form."""
    return pointer.rsplit("/", 1)[0].removesuffix("/*")


def numbers(found: Mapping[str, Item]) -> dict[str, str]:
    """The number of each item: 4-2 is the second in the fourth."""
    out: dict[str, str] = {}
    count: dict[str, int] = {}
    for pointer in found:
        above = owner(pointer)
        count[above] = count.get(above, 0) + 1
        out[pointer] = f"{out[above]}-{count[above]}" if above in out else str(count[above])
    return out


def merged(old: Sequence[str], new: Sequence[str]) -> list[str]:
    """The items of the newer form, those of the older alone after what they followed there."""
    known = set(new)
    after: dict[str, list[str]] = {}
    last = ""
    for pointer in old:
        if pointer in known:
            last = pointer
        else:
            after.setdefault(last, []).append(pointer)
    out = list(after.get("", ()))
    for pointer in new:
        out.append(pointer)
        out.extend(after.get(pointer, ()))
    return out


def moved(old: Iterable[str], new: Iterable[str]) -> frozenset[str]:
    """The items that changed places with a neighbour; as few as tell the two orders apart.

    An item is not moved because another one came or went.
    """
    found: set[str] = set()
    before, after = _neighbours(old), _neighbours(new)
    for above, siblings in after.items():
        place = {pointer: i for i, pointer in enumerate(before.get(above, ()))}
        common = [p for p in siblings if p in place]
        found |= set(common) - set(_rising(common, [place[p] for p in common]))
    return frozenset(found)


def _neighbours(pointers: Iterable[str]) -> dict[str, list[str]]:
    out: dict[str, list[str]] = {}
    for pointer in pointers:
        out.setdefault(owner(pointer), []).append(pointer)
    return out


def _rising(names: Sequence[str], places: Sequence[int]) -> list[str]:
    """A longest rising subsequence: the items that keep their order."""
    ends: list[int] = []
    at: list[int] = []
    before: list[int] = []
    for index, place in enumerate(places):
        spot = bisect_left(ends, place)
        before.append(at[spot - 1] if spot else -1)
        if spot == len(ends):
            ends.append(place)
            at.append(index)
        else:
            ends[spot], at[spot] = place, index
    kept: list[str] = []
    index = at[-1] if at else -1
    while index >= 0:
        kept.append(names[index])
        index = before[index]
    return kept[::-1]
