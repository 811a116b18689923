"""The handover document as a value: sections in the words of one language, nothing laid out."""

from __future__ import annotations

from typing import Literal, TypeAlias

from soroe.model import Base, Class, Lang

Standing: TypeAlias = Class | Literal["wording"]
"""The class of a change; `wording` where it changes no application, so that it needs no basis."""


Awaited: TypeAlias = Literal[
    "rebase", "amended", "ended", "unfounded", "outdated", "review", "proposal", "draft"
]
"""What awaits somebody: a rebase to decide and confirm, changes whose citation was amended or is no
longer in force, differences without a basis, a newer core, a review, a proposal
without a voice of one's own, a draft."""


class Todo(Base, frozen=True):
    """Something to do; `day` is the ISO date by which.

    `kind` is what awaits somebody, None for advice. `count` is how many things there are to look
    at; `command` is what to run next.
    """

    text: str
    day: str | None = None
    url: str | None = None
    kind: Awaited | None = None
    count: int = 1
    command: str | None = None


class Deadline(Base, frozen=True):
    """A day on which something happens or happened; `past` seen from the day of writing."""

    day: str
    about: str
    text: str
    past: bool = False


class Cited(Base, frozen=True):
    """A basis in the official style, with its dates in words and where to read it."""

    text: str
    dates: str = ""
    upper: str = ""
    url: str | None = None


class Difference(Base, frozen=True):
    """What differs, and what that means for an applicant, with an example."""

    text: str
    means: tuple[str, ...] = ()


class ChangePart(Base, frozen=True):
    """One change: what differs, why, on what it rests, since when.

    `since` is the revision since which the same change is there, `decided` says when and by whom
    that was published.
    """

    item: str
    title: str
    standing: Standing
    differs: tuple[Difference, ...]
    reason: str
    basis: Cited | None
    since: int
    decided: str


class RevisionPart(Base, frozen=True):
    """One revision: when and by whom it was published, what is different from the one before."""

    revision: int
    core: str
    published: str
    by: str
    effective: str
    differs: tuple[str, ...]
    url: str | None = None


class FormPart(Base, frozen=True):
    """One form of the municipality; without a revision `changes` and `history` are empty.

    `known` are facts as pairs of label and words; `says` is the state in one sentence.
    """

    form: str
    title: str
    core: str
    revision: int | None
    says: str
    known: tuple[tuple[str, str], ...] = ()
    changes: tuple[ChangePart, ...] = ()
    history: tuple[RevisionPart, ...] = ()

    def standing(self, standing: Standing) -> tuple[ChangePart, ...]:
        """The changes of one standing."""
        return tuple(change for change in self.changes if change.standing == standing)


class Handover(Base, frozen=True):
    """The whole document, in the order in which it is read.

    `about` says what it is and how far it goes; `first` is what to do first, the most urgent thing
    at the head; `waiting` is what awaits review or a decision; `terms` explains the words.
    """

    lang: Lang
    code: str
    name: str
    day: str
    title: str
    written: str
    about: tuple[str, ...]
    first: tuple[Todo, ...]
    deadlines: tuple[Deadline, ...]
    waiting: tuple[Todo, ...]
    forms: tuple[FormPart, ...]
    terms: tuple[tuple[str, str], ...]
    complete: bool
