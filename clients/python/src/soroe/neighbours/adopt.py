"""Taking another municipality's change over, as a draft of one's own diff.

What is taken over is what the form does. The basis is not: another city's ordinance is none here,
so basis and reason of the draft are open, and theirs are shown beside it to look for one's own.
"""

from __future__ import annotations

from msgspec.structs import replace

from soroe.diff.apply import apply, apply_op
from soroe.diff.layers import Layer, resolve_layers
from soroe.divergence import Member, signature
from soroe.errors import DiffError, DocumentError, Problem
from soroe.model import Base, Change, Json, LocalDiff


class Adopted(Base, frozen=True):
    """A draft with the change in it (`change` is its index), and theirs to read beside it.

    `basis` is their citation in the official style, None where they gave none.
    """

    diff: LocalDiff
    change: int
    municipality: str
    basis: str | None
    reason: str


def adopt(
    core: Json, mine: LocalDiff, theirs: Member, index: int, below: tuple[Layer, ...] = ()
) -> Adopted:
    """`mine` with the change `index` of their own diff; it lies on `core`, or over `below`.

    Raises `DocumentError`: `adopt-there-already` where `mine` makes the very same change, and
    `adopt-does-not-fit` where its operations do not fit one's own form: one changes the same in
    another way, or theirs rests on something else that they do.
    """
    change = theirs.diff.changes[index]
    name = f"{theirs.subject.code}#{index + 1}"
    if signature(change) in {signature(own) for own in mine.changes}:
        raise DocumentError(
            Problem("adopt-there-already", params={"name": name, "item": change.item})
        )
    ground = resolve_layers(core, below)[0] if below else core
    form = apply(ground, mine)
    try:
        for op in change.ops:
            form = apply_op(form, op)
    except DiffError as e:
        params = {"name": name, "item": change.item, "detail": e.problem.params.get("path", "")}
        raise DocumentError(Problem("adopt-does-not-fit", params=params)) from None
    open_ = Change(item=change.item, ops=change.ops)
    return Adopted(
        diff=replace(mine, changes=(*mine.changes, open_)),
        change=len(mine.changes),
        municipality=theirs.subject.code,
        basis=_cited(theirs.diff, change),
        reason=change.reason,
    )


def _cited(diff: LocalDiff, change: Change) -> str | None:
    if change.basis is None:
        return None
    from soroe.citation import cite  # noqa: PLC0415 - 30 ms, spent only where law is cited

    return cite(diff.citations[change.basis.cite], change.basis.article)
