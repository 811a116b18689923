"""Who changes what, one cell for each municipality and item: the rows of a heat map."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import msgspec

from soroe.divergence import Divergence
from soroe.model import Base, Class, Effect


class Cell(Base, frozen=True):
    """A municipality's difference at one item.

    `effect` is `undecided` where the engine could not tell. `changes` are the indexes of the
    changes that make it, in the diff of all layers together (`soroe.diff.layers.together`).
    """

    municipality: str
    item: str
    title: str
    effect: Effect
    klass: Class = msgspec.field(name="class")
    changes: tuple[int, ...]


def cells(divergences: Iterable[Divergence]) -> Iterator[Cell]:
    """One cell for each item that a municipality changes in meaning, or may; in their order."""
    for found in divergences:
        for one in (*found.changed, *found.undecided):
            yield Cell(found.subject.code, one.item, one.title, one.effect, one.klass, one.changes)
