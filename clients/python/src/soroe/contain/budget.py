"""How much work one question may cost, counted in steps: the answer never depends on time."""

from __future__ import annotations

import msgspec


class Budget(msgspec.Struct, frozen=True):
    """Bounds of one question.

    `steps`: units of work (a conjunction taken up, a branch tried, an automaton state built), each
    about one microsecond. `depth`: nesting of the two documents. `length`: the longest array,
    object or string that is written out as a witness; `size`: the most values in a witness.
    """

    steps: int = 1_000_000
    depth: int = 100
    length: int = 20_000
    size: int = 60_000


DEFAULT = Budget()


class Exhausted(Exception):  # noqa: N818 - a verdict, caught at the seam
    """The budget is used up, or a bound of it is reached; `reason` is a slug of locale/verdicts."""

    def __init__(self, reason: str = "budget") -> None:
        super().__init__(reason)
        self.reason = reason


class Meter:
    """The running count of one question."""

    __slots__ = ("budget", "left")

    def __init__(self, budget: Budget) -> None:
        self.budget = budget
        self.left = budget.steps

    def charge(self, steps: int) -> None:
        """Count work; raises `Exhausted` when there is none left."""
        self.left -= steps
        if self.left < 0:
            raise Exhausted
