"""Neighbours, what lies between them, and who has solved what, as values.

Field names are snake_case here and camelCase in JSON, as in `soroe.model`.
"""

from __future__ import annotations

import msgspec

from soroe.impact.document import Subject
from soroe.model import Base, Class, Effect


class Near(Base, frozen=True):
    """A municipality by its distance: items that both treat alike, and those that they do not.

    Only items count that one of the two changes. `similarity` is `alike` by all of these, and 1
    where neither changes anything.
    """

    subject: Subject
    alike: int
    apart: int
    similarity: float


class Separation(Base, frozen=True):
    """An item at which two local forms differ in meaning, with what each of them says of it.

    `effect` is seen from the one's side: `narrows` means that the other takes less. `ours` and
    `theirs` are lines for a person, empty where that form lacks the item. `adopt` names the changes
    of the other one that make it (992011#3).
    """

    item: str
    title: str
    effect: Effect
    ours: tuple[str, ...] = ()
    theirs: tuple[str, ...] = ()
    adopt: tuple[str, ...] = ()


class Holder(Base, frozen=True):
    """A municipality that has solved an item in some way: its change, basis and reason.

    `since` is the first day (ISO) from which it has been so, as far as is known.
    """

    subject: Subject
    change: str
    klass: Class = msgspec.field(name="class")
    basis: str | None = None
    reason: str = ""
    since: str | None = None


class Solution(Base, frozen=True):
    """One way in which an item is treated, and everybody who does so; `words` say what it is."""

    words: tuple[str, ...]
    holders: tuple[Holder, ...]
