"""The forms that a diff over other ones lies on, on the old core and on the new one."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from soroe.diff.apply import apply
from soroe.diff.rebase import rebase
from soroe.impact.memo import Memo
from soroe.model import Json, LocalDiff


def bases(
    old_core: Json,
    new_core: Json,
    below: Sequence[LocalDiff],
    *,
    new_version: str,
    renames: Mapping[str, str] | None = None,
    memo: Memo | None = None,
) -> tuple[Json, Json]:
    """What `assess` takes for the cores of a diff that lies over `below`, the lowest first.

    On the new core the lower diffs are rebased, without what waits for a decision: their
    municipality (the prefecture) may still decide otherwise. Without `below`, the cores themselves.
    Raises `DiffError` where a lower diff does not fit the old core.
    """
    memo = memo or Memo()
    old, new = old_core, new_core
    for diff in below:
        ground = memo.ground(old, new, *memo.renamed(old, new, diff, renames))
        key = id(ground), diff.municipality
        known = memo.layers.get(key)
        if known is not None and known[0] == diff:
            old, new = known[1]
            continue
        moved = rebase(
            old, new, diff, new_version=new_version, renames=renames, choices=False, memo=memo
        )
        old, new = apply(old, diff), apply(new, moved.diff)
        memo.layers[key] = diff, (old, new)
    return old, new
