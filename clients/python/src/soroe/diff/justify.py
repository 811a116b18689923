"""Writing basis and reason into the changes of a draft, by item."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from msgspec.structs import replace

from soroe.errors import DiffError, Problem
from soroe.model import Basis, Citation, LocalDiff

PRACTICE = "practice"
"""The key of a 慣行 that a draft gets, where it is free."""


def justify(
    diff: LocalDiff, changes: Collection[int], basis: Basis | None, reason: str | None
) -> LocalDiff:
    """The diff with this basis and reason at these changes (by index); None leaves what is there.

    Raises `DiffError` `citation-unknown` where the basis cites nothing that the diff has.
    """
    if basis is not None and basis.cite not in diff.citations:
        raise DiffError(Problem("citation-unknown", "/citations", {"cite": basis.cite}))
    made = list(diff.changes)
    for index in changes:
        change = made[index]
        made[index] = replace(
            change,
            basis=change.basis if basis is None else basis,
            reason=change.reason if reason is None else reason,
        )
    return replace(diff, changes=tuple(made))


def changes_on(diff: LocalDiff, items: Collection[str]) -> list[int]:
    """The indexes of the changes on these items.

    Raises `DiffError` `no-change-on-item` for each item that no change is about.
    """
    known = {change.item for change in diff.changes}
    missing = [item for item in dict.fromkeys(items) if item not in known]
    if missing:
        near = ", ".join(sorted(known)[:20]) or "-"
        facts = [{"item": item or "/", "known": near} for item in missing]
        raise DiffError(*(Problem("no-change-on-item", "", f) for f in facts))
    return [index for index, change in enumerate(diff.changes) if change.item in items]


def with_practice(
    diff: LocalDiff, title: str, shared: Mapping[str, Citation] | None = None
) -> tuple[LocalDiff, str]:
    """The diff with a 慣行 of this title, and its key; the same title is the same 慣行.

    Keys of what the municipality shares (`shared`) are not taken for another text.
    """
    known = {**(shared or {}), **diff.citations}
    for key, cited in known.items():
        if (cited.kind, cited.title) == ("慣行", title):
            return replace(diff, citations={**diff.citations, key: cited}), key
    key, number = PRACTICE, 1
    while key in known:
        number += 1
        key = f"{PRACTICE}-{number}"
    return replace(diff, citations={**diff.citations, key: Citation("慣行", title)}), key
