"""What divergence is, as values that can be stored, added up and shown.

Field names are snake_case here and camelCase in JSON, as in `soroe.model`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

import msgspec

from soroe.diff.layers import Layer
from soroe.impact.document import Subject
from soroe.model import Base, Class, Effect, Json, LocalDiff

CLASSES: tuple[Class, ...] = ("grounded", "practice", "unexplained")
"""From the strongest basis to none; an item with several changes has the weakest of them."""


class Member(Base, frozen=True):
    """A municipality with its published diff, the core that it is pinned to, and what it lies over.

    The core is inlined; hand in the same object for the same core. `below` is the lowest first.
    """

    subject: Subject
    core: Json
    diff: LocalDiff
    below: tuple[Layer, ...] = ()


class ItemChange(Base, frozen=True):
    """An item that the local form changes in meaning.

    `effect` is what its differences alone do to what is accepted. `changes` are the indexes of the
    changes that make it, in the diff of all layers together (`soroe.diff.layers.together`).
    """

    item: str
    title: str
    effect: Effect
    klass: Class = msgspec.field(name="class")
    changes: tuple[int, ...]


class Divergence(Base, frozen=True):
    """One municipality's divergence from the core that its diff is pinned to.

    `items` counts the items of both forms together. `undecided` are those of which the engine could
    not tell; they are not in `changed`.
    """

    subject: Subject
    core: str
    items: int
    changed: tuple[ItemChange, ...] = ()
    undecided: tuple[ItemChange, ...] = ()

    @property
    def index(self) -> float:
        """The share of items changed in meaning, from 0 to 1."""
        return share((self,)).index


class Share(Base, frozen=True):
    """Several municipalities together: items, changed ones, and the index as their quotient.

    `index` is `changed / items`, and 0 where there is nothing; `at_most` counts what is undecided
    as changed. `classes` are changed items by class and add up to `changed`.
    """

    municipalities: int
    items: int
    changed: int
    undecided: int
    index: float
    at_most: float
    classes: dict[Class, int]


def share(several: Iterable[Divergence]) -> Share:
    """All of them in one: every item of every municipality counts once."""
    found = tuple(several)
    counts = dict.fromkeys(CLASSES, 0)
    for one in (change for d in found for change in d.changed):
        counts[one.klass] += 1
    undecided = sum(len(d.undecided) for d in found)
    return whole(len(found), sum(d.items for d in found), undecided, counts)


def together(several: Iterable[Share]) -> Share:
    """Shares of municipalities that are not the same, in one."""
    counts, items, undecided, municipalities = dict.fromkeys(CLASSES, 0), 0, 0, 0
    for one in several:
        municipalities += one.municipalities
        items += one.items
        undecided += one.undecided
        for klass in CLASSES:
            counts[klass] += one.classes[klass]
    return whole(municipalities, items, undecided, counts)


def whole(municipalities: int, items: int, undecided: int, classes: Mapping[Any, int]) -> Share:
    """The share of these counts; `classes` are changed items by class."""
    counts = {klass: classes[klass] for klass in CLASSES}
    changed = sum(counts.values())
    return Share(
        municipalities=municipalities,
        items=items,
        changed=changed,
        undecided=undecided,
        index=changed / items if items else 0.0,
        at_most=(changed + undecided) / items if items else 0.0,
        classes=counts,
    )


class Variety(Base, frozen=True):
    """How many distinct forms a vendor must support who serves all municipalities.

    `forms` is the number of classes of local forms that accept the same, `at_least` the number if
    all that is undecided were the same. `groups` are the codes of each class, the largest first.
    """

    municipalities: int
    forms: int
    at_least: int
    groups: tuple[tuple[str, ...], ...] = ()
