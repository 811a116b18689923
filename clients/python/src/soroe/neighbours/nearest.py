"""The most similar municipalities for a form: bit sets, so that all are looked at in one go.

What a municipality does to an item is told by the exact signatures of its changes there; each such
pair is one bit. Two municipalities share what both sets have. It is a first look: what really lies
between two forms is the engine's question (`soroe.neighbours.between`), asked of the nearest alone.
"""

from __future__ import annotations

from collections.abc import Iterable

from soroe.divergence import Field, says_only_words, signature
from soroe.model import LocalDiff
from soroe.neighbours.model import Near


class Neighbourhood:
    """The municipalities of a field by what they change; one question costs a pass over all."""

    def __init__(self, field: Field) -> None:
        """Number what is done to each item, and each item."""
        self.field = field
        self._deeds: dict[object, int] = {}
        deeds = [treatments(diff) for diff in field.merged]
        self._done = [self._bits(found.items()) for found in deeds]
        self._items = [self._bits(found) for found in deeds]

    def near(self, one: int, two: int) -> Near:
        """How near the second municipality is to the first; the same the other way round."""
        alike = (self._done[one] & self._done[two]).bit_count()
        every = (self._items[one] | self._items[two]).bit_count()
        similarity = alike / every if every else 1.0
        return Near(self.field.members[two].subject, alike, every - alike, similarity)

    def nearest(self, at: int, count: int) -> tuple[tuple[int, Near], ...]:
        """So many others with their places, the most similar first, then those least apart."""
        others = [(n, self.near(at, n)) for n in range(len(self._done)) if n != at]
        others.sort(key=lambda pair: (-pair[1].similarity, pair[1].apart, pair[1].subject.code))
        return tuple(others[:count])

    def _bits(self, keys: Iterable[object]) -> int:
        bits = 0
        for key in keys:
            bits |= 1 << self._deeds.setdefault(key, len(self._deeds))
        return bits


def treatments(diff: LocalDiff) -> dict[str, frozenset[str]]:
    """What is done to each item: the signatures of its changes; mere words are left out."""
    found: dict[str, set[str]] = {}
    for change in diff.changes:
        if not says_only_words(change):
            found.setdefault(change.item, set()).add(signature(change))
    return {item: frozenset(signatures) for item, signatures in found.items()}
