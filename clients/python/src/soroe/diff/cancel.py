"""Operations of one diff that cancel each other: what one makes another one takes back."""

from __future__ import annotations

from collections.abc import Iterator

from msgspec import UNSET

from soroe.diff.apply import names_member, same
from soroe.errors import Problem
from soroe.model import LocalDiff, Op


def cancelling(diff: LocalDiff) -> Iterator[Problem]:
    """`operations-cancel` at each operation that undoes an earlier one, which `first` names.

    A diff with such operations applies; but somebody gave two of them a reason, and together they
    do nothing, or the earlier one does not.
    """
    earlier: list[tuple[str, Op]] = []
    for c, change in enumerate(diff.changes):
        for o, op in enumerate(change.ops):
            at = f"/changes/{c}/ops/{o}"
            first = next((place for place, made in earlier if _undoes(op, made)), None)
            if first is not None:
                params = {"item": change.item, "path": op.path, "first": first}
                yield Problem("operations-cancel", at, params)
            earlier.append((at, op))


def _undoes(later: Op, earlier: Op) -> bool:
    """Whether nothing is left of what the earlier operation did."""
    if names_member(later) != names_member(earlier) and later.path == earlier.path:
        return False
    if names_member(later):
        both = {later.op, earlier.op} == {"add", "remove"}
        return both and later.path == earlier.path and same(later.value, earlier.value)
    if later.path != earlier.path:
        return later.op == "remove" and earlier.path.startswith(later.path + "/")
    if later.op == "remove":
        return earlier.op == "add"
    return UNSET not in (later.value, earlier.was) and same(later.value, earlier.was)
