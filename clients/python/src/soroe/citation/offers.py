"""What to offer for the open bases of a draft; taken over only where a person asks for it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from msgspec.structs import replace

from soroe.citation.suggest import Precedent, Suggestion, precedents, suggest
from soroe.contain import DEFAULT, Budget
from soroe.diff.draft import Draft
from soroe.effect import effect_of, verdicts
from soroe.model import Base, Basis, Effect, Json, LocalDiff


class Offer(Base, frozen=True):
    """A change of a draft without a basis: what it does to the core, and bases to consider."""

    change: int
    effect: Effect
    suggestions: tuple[Suggestion, ...] = ()


def offers(
    core: Json,
    draft: Draft,
    others: Sequence[LocalDiff] = (),
    *,
    on: str | None = None,
    budget: Budget = DEFAULT,
) -> tuple[Offer, ...]:
    """One offer for each change without a basis, in the order of the draft.

    `others` are published diffs of other municipalities. Every effect is that of the change alone
    on this core, so that changes against other versions of it can be told to be alike; what does
    not fit this core is undecided. `on` is the ISO day on which a text must be in force.
    """
    left = [(i, c) for i, c in enumerate(draft.diff.changes) if c.basis is None]
    items = {c.item for _, c in left}
    own = [p for d in draft.earlier for p in _precedents(core, d, items, budget)]
    foreign = [p for d in others for p in _precedents(core, d, items, budget)]
    out: list[Offer] = []
    for index, change in left:
        effect = effect_of(*verdicts(core, change.ops, budget))
        found: tuple[Suggestion, ...] = ()
        if effect != "none":
            found = suggest(change.item, effect, draft.diff.citations, own, foreign, on=on)
        out.append(Offer(index, effect, found))
    return tuple(out)


def take(diff: LocalDiff, offered: Sequence[Offer]) -> tuple[LocalDiff, tuple[int, ...]]:
    """The diff with the bases filled in that leave no doubt, and the indexes of those changes.

    No doubt: the municipality itself rested the same item, changed to the same effect, on one place
    of one text. Reasons stay open: they were given for another change.
    """
    changes = list(diff.changes)
    taken: list[int] = []
    for offer in offered:
        sure = [s for s in offer.suggestions if s.reason.type == "suggest-same-change"]
        if len(sure) == 1 and sure[0].cite is not None:
            basis = Basis(sure[0].cite, sure[0].article)
            changes[offer.change] = replace(changes[offer.change], basis=basis)
            taken.append(offer.change)
    return replace(diff, changes=tuple(changes)), tuple(taken)


def _precedents(
    core: Json, diff: LocalDiff, items: set[str], budget: Budget
) -> Iterator[Precedent]:
    """The justified changes of a diff; the effect only of those about the items in question."""
    for change in diff.changes:
        if change.basis is not None:
            alike = change.item in items
            effect = effect_of(*verdicts(core, change.ops, budget)) if alike else "undecided"
            yield from precedents(replace(diff, changes=(change,)), (effect,))
