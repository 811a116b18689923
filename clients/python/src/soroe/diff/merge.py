"""Three values into one: what the core changed and what the city changed, both kept."""

from __future__ import annotations

from typing import Any, NamedTuple

from soroe.diff.apply import same
from soroe.diff.meaning import same_meaning
from soroe.diff.place import Role, below
from soroe.pointer import MISSING

_EMPTY_MEANS_ABSENT = frozenset({"required", "allOf", ""})
"""Sets that ask for nothing when they are empty ("": the names of one `dependentRequired`)."""


class Merged(NamedTuple):
    """`value` with both changes; at `clashes` both changed the same and the core's value stands."""

    value: Any
    clashes: tuple[tuple[str, ...], ...]


def merge(base: Any, theirs: Any, ours: Any, role: Role, at: tuple[str, ...] = ()) -> Merged:
    """Merge the core's change (`base` to `theirs`) and the city's (`base` to `ours`).

    Any of the three may be `MISSING`. Sets are merged by member. An item that one side took out
    stays out, whatever the other changed inside it. `role` says what stands here (`place.role`);
    the schemas must be legal (`soroe.schema.check_schema`).
    """
    if same(ours, theirs) or same(base, ours):
        return Merged(theirs, ())
    if same(base, theirs):
        return Merged(ours, ())
    if role == "schema" and at[-2:-1] == ("properties",) and MISSING in (theirs, ours):
        return Merged(MISSING, ())
    if role == "schema" and MISSING not in (theirs, ours) and same_meaning(theirs, ours):
        return Merged(theirs, ())
    if role == "set":
        return _sets(base, theirs, ours, at)
    opened = {} if base is MISSING and role in {"schemas", "sets"} else base
    if isinstance(opened, dict) and isinstance(theirs, dict) and isinstance(ours, dict):
        return _objects(opened, theirs, ours, role, at)
    return Merged(theirs, (at,))


def _objects(
    base: dict[str, Any],
    theirs: dict[str, Any],
    ours: dict[str, Any],
    role: Role,
    at: tuple[str, ...],
) -> Merged:
    value: dict[str, Any] = {}
    clashes: list[tuple[str, ...]] = []
    for key in [*theirs, *(k for k in ours if k not in theirs)]:
        old, core, city = (side.get(key, MISSING) for side in (base, theirs, ours))
        merged = merge(old, core, city, below(role, key), (*at, key))
        clashes.extend(merged.clashes)
        if merged.value is not MISSING:
            value[key] = merged.value
    return Merged(value, tuple(clashes))


def _sets(base: Any, theirs: Any, ours: Any, at: tuple[str, ...]) -> Merged:
    keyword = at[-1] if at[-2:-1] != ("dependentRequired",) else ""
    sides = [members(side, keyword) for side in (base, theirs, ours)]
    if any(side is None for side in sides):
        return Merged(theirs, (at,))
    old, core, city = (side or [] for side in sides)
    gone = [m for m in old if not holds(city, m)]
    new = [m for m in city if not holds(old, m) and not holds(core, m)]
    value = [m for m in core if not holds(gone, m)] + new
    rewritten = any(isinstance(m, dict) and not holds(core, m) for m in gone) and (
        new or any(not holds(old, m) for m in core)
    )
    if rewritten or not (value or keyword in _EMPTY_MEANS_ABSENT):
        return Merged(theirs, (at,))
    return Merged(value or MISSING, ())


def members(value: Any, keyword: str) -> list[Any] | None:
    """The members of a set; None where there is no such set and its absence means something."""
    if value is MISSING:
        return [] if keyword in _EMPTY_MEANS_ABSENT else None
    if isinstance(value, list):
        return value
    return [value] if keyword == "type" else None


def holds(members: list[Any], member: Any) -> bool:
    """Whether the member stands in the list."""
    return any(same(m, member) for m in members)
