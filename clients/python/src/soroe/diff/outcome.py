"""What became of a diff on a new core, as values that can be stored and shown in two columns."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from typing import Any, Literal, TypeAlias

from msgspec import UNSET, UnsetType

from soroe.model import Base, Change, Effect, LocalDiff, Op, Undecided, Verdict

Kind: TypeAlias = Literal["absorbed", "carried", "adjusted", "conflict", "orphan"]
"""absorbed: the new core says it now, so it is dropped. carried: it fits and means the same.

adjusted: it means the same at a new place, or beside a changed value. conflict: core and city
changed the same; it waits for a decision. orphan: what it was about is gone.
"""

ChoiceId: TypeAlias = Literal["ours", "core", "both"]

REASONS: dict[Kind, frozenset[str]] = {
    "absorbed": frozenset({"core-says-so", "core-says-so-in-other-words", "gone-with-the-core"}),
    "carried": frozenset({"fits"}),
    "adjusted": frozenset(
        {"moved", "core-changed-around", "merged", "effect-turned", "core-has-the-item"}
    ),
    "conflict": frozenset(
        {
            "both-changed",
            "both-added",
            "core-dropped-keyword",
            "core-changed-what-is-removed",
            "core-asks-for-it",
            "core-asks-for-item",
            "core-has-it-elsewhere",
            "core-leaves-nothing",
            "bounds-cross",
            "means-something-else",
            "moved-apart",
            "rests-on-conflict",
            "does-not-fit",
        }
    ),
    "orphan": frozenset({"item-gone", "place-gone", "speaks-of-gone-item", "never-fitted"}),
}
"""Why a part ended as it did; each has its sentences in `locale/rebase.*.json`."""


NOT_ASKED = Undecided("not-asked")


class Choice(Base, frozen=True):
    """One way out: `ops` are ready to be made on the rebased form.

    The verdicts compare the part of the form that the operations touch, before and after:
    `core_in_form` asks whether what was accepted stays accepted, `form_in_core` the reverse. A
    witness is an answer for that part, not for the whole form. Until somebody asks
    (`soroe.diff.choices.weigh`) they are undecided, `not-asked`.
    """

    id: ChoiceId
    ops: tuple[Op, ...]
    effect: Effect = "undecided"
    core_in_form: Verdict = NOT_ASKED
    form_in_core: Verdict = NOT_ASKED


class Part(Base, frozen=True):
    """One operation of a change, or several that only make sense together.

    `id` names the part in a decision. `at` are the indexes of the operations in the change; `path`
    is the place in the new core; `ops` is what the rebased diff makes of them, nothing where the
    part was dropped or waits. `was` stood in the old core (with what the city changed before),
    `ours` is what the city made of it, `theirs` what stands there now; for a member of a set that
    member, or nothing. A part that says the same in other words may have choices, too; without a
    decision the core's words stand.
    """

    id: str
    kind: Kind
    reason: str
    at: tuple[int, ...]
    path: str
    ops: tuple[Op, ...] = ()
    was: Any | UnsetType = UNSET
    ours: Any | UnsetType = UNSET
    theirs: Any | UnsetType = UNSET
    choices: tuple[Choice, ...] = ()


class Outcome(Base, frozen=True):
    """What became of one change: the left column is `before`, the right column is `after`.

    `change` is its index in the diff that was rebased; `after` is None where nothing of it is
    applied (yet). The kind is that of its most urgent part: conflict, orphan, then the others; a
    change of which a part was absorbed and the rest is carried is adjusted.
    """

    change: int
    kind: Kind
    item: str
    before: Change
    after: Change | None
    parts: tuple[Part, ...]


class Rebased(Base, frozen=True):
    """A diff on the new core with an account of every change; conflicts are not applied."""

    diff: LocalDiff
    old_core: str
    outcomes: tuple[Outcome, ...]

    @property
    def conflicts(self) -> tuple[Part, ...]:
        """The parts that wait for a decision."""
        return tuple(p for o in self.outcomes for p in o.parts if p.kind == "conflict")

    @property
    def summary(self) -> dict[Kind, int]:
        """How many changes ended how."""
        return dict(Counter(o.kind for o in self.outcomes))


def overall(kinds: Iterable[Kind]) -> Kind:
    """The kind of a change from the kinds of its parts."""
    found = set(kinds)
    if len(found) == 1:
        return found.pop()
    return "conflict" if "conflict" in found else "orphan" if "orphan" in found else "adjusted"
