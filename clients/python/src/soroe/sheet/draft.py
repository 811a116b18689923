"""From an edited workbook to the draft of a local diff: one change for each item."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from msgspec.structs import replace

from soroe.diff.apply import apply
from soroe.diff.differences import differences
from soroe.diff.draft import Draft, draft
from soroe.errors import DiffError
from soroe.model import Change, Citation, Json, LocalDiff


def draft_of(
    core: Json,
    form: Json,
    named: LocalDiff,
    earlier: Sequence[LocalDiff] = (),
    shared: Mapping[str, Citation] | None = None,
) -> Draft:
    """The draft that makes the form of the core, as `soroe.diff.draft` does it.

    What is new on one item is one change, because one row of the workbook was edited; changes of an
    `earlier` diff stay as they were, each with its basis and reason.
    """
    made = draft(core, form, named, earlier, shared)
    gathered = _gathered(made.diff.changes)
    if len(gathered) == len(made.diff.changes) or not _makes(core, made.diff, gathered):
        return made
    carried = tuple(i for i, c in enumerate(gathered) if c.basis is not None or c.reason)
    return Draft(replace(made.diff, changes=gathered), carried, made.earlier)


def _gathered(changes: Sequence[Change]) -> tuple[Change, ...]:
    out: list[Change] = []
    places: dict[str, int] = {}
    for change in changes:
        if change.basis is not None or change.reason:
            out.append(change)
        elif change.item in places:
            before = out[places[change.item]]
            out[places[change.item]] = replace(before, ops=(*before.ops, *change.ops))
        else:
            places[change.item] = len(out)
            out.append(change)
    return tuple(out)


def _makes(core: Json, diff: LocalDiff, changes: tuple[Change, ...]) -> bool:
    """Whether the order of operations still fits; those on combinators hang on it."""
    try:
        made = apply(core, replace(diff, changes=changes))
    except DiffError:
        return False
    return not differences(made, apply(core, diff))
