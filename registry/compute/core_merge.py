"""Two edits of a core's source in one: what only one of them changed is taken from that one."""

from __future__ import annotations

from typing import Any, Final

import msgspec

from registry.compute.depth import bounded
from soroe.errors import DocumentError, Problem
from soroe.jsontext import pretty, read
from soroe.pointer import join

_SETS: Final = frozenset({"required", "x-synonyms", "x-formerly"})
_NOTHING: Final = object()


class CoreClash(msgspec.Struct, frozen=True):
    """A place (JSON Pointer) where both changed the same; the values as text, "" for none."""

    at: str
    was: str
    theirs: str
    ours: str


class MergedCore(msgspec.Struct, frozen=True):
    """Both in one; at the clashes it has theirs, but for those that were decided for ours."""

    body: bytes
    clashes: tuple[CoreClash, ...]


@bounded
def merge_cores(base: bytes, theirs: bytes, ours: bytes, mine: frozenset[str]) -> MergedCore:
    """Three texts of a draft in one; at the places `mine`, where they clash, ours."""
    values = [read(text) for text in (base, theirs, ours)]
    for value in values:
        if not isinstance(value, dict):
            found = type(value).__name__
            raise DocumentError(Problem("draft-not-object", params={"found": found}))
    clashes: list[CoreClash] = []
    merged = _merge(values, (), mine, clashes)
    return MergedCore(pretty(merged).encode(), tuple(clashes))


def _merge(
    values: list[Any], path: tuple[str, ...], mine: frozenset[str], clashes: list[CoreClash]
) -> Any:
    base, theirs, ours = values
    if ours == theirs or _same(ours, base):
        return theirs
    if _same(theirs, base):
        return ours
    if isinstance(theirs, dict) and isinstance(ours, dict):
        known = base if isinstance(base, dict) else {}
        out = {}
        for key in dict.fromkeys((*theirs, *ours)):
            three = [side.get(key, _NOTHING) for side in (known, theirs, ours)]
            value = _merge(three, (*path, key), mine, clashes)
            if value is not _NOTHING:
                out[key] = value
        return out
    if path and path[-1] in _SETS and isinstance(theirs, list) and isinstance(ours, list):
        before = base if isinstance(base, list) else []
        kept = [one for one in theirs if one in ours or one not in before]
        return kept + [one for one in ours if one not in kept and one not in before]
    at = join(path)
    clashes.append(CoreClash(at, *map(_shown, (base, theirs, ours))))
    return ours if at in mine else theirs


def _same(one: Any, two: Any) -> bool:
    return one is two or bool(one == two)


def _shown(value: Any) -> str:
    if value is _NOTHING:
        return ""
    return value if isinstance(value, str) else pretty(value).strip()
