"""The groups of items into which the forms of many municipalities fall apart alike."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from soroe.diff.regions import Names, groups
from soroe.model import Json


def common(cores: Sequence[Json], reached: Iterable[Names]) -> Mapping[str, Names] | None:
    """The group of every item that a core or a change speaks of; None where all is one piece.

    `reached` are the items that each operation is about (`soroe.diff.regions.reach`).
    """
    found = groups(cores, {})
    if found is None:
        return None
    above: dict[str, str] = {}

    def top(name: str) -> str:
        while (up := above.setdefault(name, name)) != name:
            above[name] = name = above[up]
        return name

    for linked in (*found, *reached):
        ordered = sorted(linked)
        for name in ordered:
            above[top(name)] = top(ordered[0])
    members: dict[str, set[str]] = {}
    for name in tuple(above):
        members.setdefault(top(name), set()).add(name)
    whole = {head: frozenset(names) for head, names in members.items()}
    return {name: whole[top(name)] for name in above}
