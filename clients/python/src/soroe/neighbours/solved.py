"""Who has already solved this: everybody who changes one item, by what they do to it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from soroe.divergence import Field, signature
from soroe.model import Change, Lang, LocalDiff
from soroe.neighbours.model import Holder, Solution
from soroe.neighbours.named import reference
from soroe.neighbours.said import Said


def solved(
    field: Field, item: str, lang: Lang, since: Mapping[str, str] | None = None
) -> tuple[Solution, ...]:
    """The ways in which the item, or something in it, is treated; the most frequent first.

    `since` maps codes to the day from which it has been so (`since_when`); without it the day from
    which the diff applies is told.
    """
    ways: dict[frozenset[str], list[tuple[int, tuple[int, ...]]]] = {}
    for at, diff in enumerate(field.merged):
        owners = changes_on(field, at, item)
        if owners:
            way = frozenset(signature(diff.changes[n]) for n in owners)
            ways.setdefault(way, []).append((at, owners))
    out = [
        Solution(
            _words(field, there[0][0], item, lang),
            tuple(_holder(field, at, owners, since or {}) for at, owners in there),
        )
        for there in ways.values()
    ]
    return tuple(sorted(out, key=lambda s: (-len(s.holders), s.holders[0].subject.code)))


def changes_on(field: Field, at: int, item: str) -> tuple[int, ...]:
    """The changes (of all layers together) that change the item, or something in it, in meaning."""
    found = field.divergence(at)
    return tuple(
        sorted(
            {
                n
                for c in (*found.changed, *found.undecided)
                if c.item == item or c.item.startswith(item + "/")
                for n in c.changes
            }
        )
    )


def since_when(
    changes: Iterable[Change], revisions: Sequence[tuple[str | None, LocalDiff]]
) -> str | None:
    """The first day from which all these changes have been made, without a break, until now.

    `revisions` are those of the municipality, the oldest first, each with its first day (ISO) if
    that is known; the last one holds the changes.
    """
    wanted = {signature(change) for change in changes}
    day: str | None = None
    for first, diff in reversed(revisions):
        if not wanted <= {signature(change) for change in diff.changes}:
            break
        day = first
    return day


def _words(field: Field, at: int, item: str, lang: Lang) -> tuple[str, ...]:
    """What a municipality's form says of the item, where it differs from the core."""
    out: list[str] = []
    for piece in field.parts(at):
        touched = (d.item for d in field.compared(piece).differences)
        if any(one == item or one.startswith(item + "/") for one in touched):
            out += Said(piece.core, piece.form, lang).inside(item)
    return tuple(out)


def _holder(field: Field, at: int, owners: tuple[int, ...], since: Mapping[str, str]) -> Holder:
    from soroe.citation import cite  # noqa: PLC0415 - 30 ms, spent only where law is cited

    member, diff = field.members[at], field.merged[at]
    changes = [diff.changes[n] for n in owners]
    bases = [
        cite(diff.citations[c.basis.cite], c.basis.article) for c in changes if c.basis is not None
    ]
    found = field.divergence(at)
    classes = [c.klass for c in (*found.changed, *found.undecided) if set(c.changes) & set(owners)]
    return Holder(
        subject=member.subject,
        change=" ".join(filter(None, (reference(field, at, n) for n in owners))),
        klass=max(classes, key=("grounded", "practice", "unexplained").index),
        basis="、".join(dict.fromkeys(bases)) or None,
        reason=" ".join(dict.fromkeys(c.reason for c in changes if c.reason)),
        since=since.get(member.subject.code, member.diff.effective_from),
    )
