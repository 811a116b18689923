"""Questions to the engine about answers that are built differently: asked once, and counted."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal, TypeAlias

import msgspec

from soroe.contain import Budget, contains
from soroe.model import Json, Proved, Refuted

Relation: TypeAlias = Literal["equal", "within", "around", "apart", "unknown"]
"""How the answers of one item lie to those of another: the same, fewer, more, neither; not known.

All but `unknown` are proved: `equal` both ways, the others by an answer that one of them refuses.
"""

BUDGET = Budget(steps=20_000)
_MIRROR: Mapping[Relation, Relation] = {"within": "around", "around": "within"}


class Judge:
    """Asks the engine, remembers, and stops after `most` questions: then the answer is `unknown`.

    What was asked in an earlier run is remembered and counts all the same, so that every run gives
    the same answers as the first one would. Not safe to share between threads. `asked` and
    `unasked` count the pairs of this run.
    """

    def __init__(self, most: int = 400, budget: Budget = BUDGET) -> None:
        """Nothing is known yet."""
        self.most = most
        self.budget = budget
        self.unasked = 0
        self.calls = 0
        """How often it was asked of it what only the engine knows, ever."""
        self._run: set[tuple[bytes, bytes]] = set()
        self._known: dict[tuple[bytes, bytes], Relation] = {}

    @property
    def asked(self) -> int:
        """So many pairs were asked about in this run."""
        return len(self._run)

    def begin(self) -> None:
        """Begin a run: nothing was asked in it yet."""
        self._run.clear()
        self.unasked = 0

    def relation(self, one: Json, other: Json) -> Relation:
        """How the two schemas lie to each other."""
        left, right = (msgspec.json.encode(s, order="deterministic") for s in (one, other))
        if left == right:
            return "equal"
        turned = left > right
        key = (right, left) if turned else (left, right)
        self.calls += 1
        if key not in self._run:
            if self.asked >= self.most:
                self.unasked += 1
                return "unknown"
            self._run.add(key)
        found = self._known.get(key)
        if found is None:
            first, second = (other, one) if turned else (one, other)
            found = self._known[key] = self._ask(first, second)
        return _MIRROR.get(found, found) if turned else found

    def _ask(self, one: Json, other: Json) -> Relation:
        forward = contains(one, other, self.budget)
        backward = contains(other, one, self.budget)
        if isinstance(forward, Proved):
            if isinstance(backward, Proved):
                return "equal"
            return "within" if isinstance(backward, Refuted) else "unknown"
        if isinstance(forward, Refuted):
            if isinstance(backward, Proved):
                return "around"
            return "apart" if isinstance(backward, Refuted) else "unknown"
        return "unknown"
