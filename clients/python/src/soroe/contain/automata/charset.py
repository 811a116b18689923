"""Sets of Unicode code points as sorted, disjoint, non-adjacent inclusive ranges.

Surrogates belong to no set: no JSON text that passes the door contains one.
"""

from __future__ import annotations

import unicodedata
from bisect import bisect_right
from functools import lru_cache
from typing import TypeAlias

CharSet: TypeAlias = tuple[tuple[int, int], ...]

NONE: CharSet = ()
ALL: CharSet = ((0, 0xD7FF), (0xE000, 0x10FFFF))

DIGIT: CharSet = ((48, 57),)
WORD: CharSet = ((48, 57), (65, 90), (95, 95), (97, 122))
# ECMA-262 WhiteSpace and LineTerminator.
SPACE: CharSet = (
    (9, 13),
    (32, 32),
    (0xA0, 0xA0),
    (0x1680, 0x1680),
    (0x2000, 0x200A),
    (0x2028, 0x2029),
    (0x202F, 0x202F),
    (0x205F, 0x205F),
    (0x3000, 0x3000),
    (0xFEFF, 0xFEFF),
)
NEWLINE: CharSet = ((10, 10), (13, 13), (0x2028, 0x2029))

# Characters a reader recognises, tried in this order when one member must stand for a set.
_PREFERRED = (
    "1a0A2bBあアー東3c4d5e6f789ghijklmnopqrstuvwxyz-._@/ CDEFGHIJKLMNOPQRSTUVWXYZ"
    "いうえおかきイウカキヤマダ京都市町村１２３ａｂ　ｱｲ,:;()+=#!?&%$*~^|'\"<>[]{}\\`"
)
_PREFERRED_POINTS = tuple(dict.fromkeys(map(ord, _PREFERRED)))


def normal(ranges: list[tuple[int, int]]) -> CharSet:
    """The set that holds all of these ranges, less the surrogates."""
    merged: list[tuple[int, int]] = []
    for lo, hi in sorted(ranges):
        if merged and lo <= merged[-1][1] + 1:
            if hi > merged[-1][1]:
                merged[-1] = (merged[-1][0], hi)
        else:
            merged.append((lo, hi))
    return meet(tuple(merged), ALL)


def join(*sets: CharSet) -> CharSet:
    """The union."""
    return normal([r for s in sets for r in s])


def meet(a: CharSet, b: CharSet) -> CharSet:
    """The intersection."""
    out: list[tuple[int, int]] = []
    i = j = 0
    while i < len(a) and j < len(b):
        lo, hi = max(a[i][0], b[j][0]), min(a[i][1], b[j][1])
        if lo <= hi:
            out.append((lo, hi))
        if a[i][1] < b[j][1]:
            i += 1
        else:
            j += 1
    return tuple(out)


def complement(a: CharSet) -> CharSet:
    """All other code points, less the surrogates."""
    out: list[tuple[int, int]] = []
    start = 0
    for lo, hi in a:
        if lo > start:
            out.append((start, lo - 1))
        start = hi + 1
    if start <= 0x10FFFF:
        out.append((start, 0x10FFFF))
    return meet(tuple(out), ALL)


def has(a: CharSet, point: int) -> bool:
    """Whether the code point is in the set."""
    i = bisect_right(a, (point, 0x110000)) - 1
    return i >= 0 and a[i][0] <= point <= a[i][1]


def member(a: CharSet) -> int:
    """A code point of a non-empty set that a person can read, if there is one."""
    for point in _PREFERRED_POINTS:
        if has(a, point):
            return point
    for lo, hi in a:
        for point in range(lo, min(hi, lo + 400) + 1):
            if unicodedata.category(chr(point))[0] in "LNPS":
                return point
    return a[0][0]


@lru_cache(1024)
def blocks(sets: frozenset[CharSet]) -> tuple[int, ...]:
    """One code point for every way of being in or out of each of these sets."""
    ordered = sorted(sets)
    cuts = {0, 0xE000}
    for s in ordered:
        for lo, hi in s:
            cuts.add(lo)
            cuts.add(hi + 1)
    cuts.discard(0x110000)
    points = sorted(cuts)
    groups: dict[int, list[tuple[int, int]]] = {}
    for i, lo in enumerate(points):
        hi = points[i + 1] - 1 if i + 1 < len(points) else 0x10FFFF
        if 0xD800 <= lo <= 0xDFFF:
            continue
        signature = 0
        for bit, s in enumerate(ordered):
            if has(s, lo):
                signature |= 1 << bit
        groups.setdefault(signature, []).append((lo, hi))
    chosen = [member(normal(g)) for g in groups.values()]
    rank = {p: i for i, p in enumerate(_PREFERRED_POINTS)}
    return tuple(sorted(chosen, key=lambda p: (rank.get(p, 1000), p)))
