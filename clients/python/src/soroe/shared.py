"""What the checks of one run have in common: the core, what a diff declares, known differences."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar, cast

from msgspec import UNSET

from soroe.contain import DEFAULT, Budget
from soroe.effect import verdicts
from soroe.jsontext import canonical
from soroe.model import Json, Op, Verdict
from soroe.schema.inline import inline

T = TypeVar("T")


class Shared:
    """Work that several forms have in common; give one object to all checks of a run.

    What a difference does depends on the core and on the difference alone, so forms that differ in
    the same way share the answer. Documents are told apart by identity: hand in the same object for
    the same core and the same diff. Not safe to share between threads.
    """

    def __init__(self, budget: Budget = DEFAULT) -> None:
        """Nothing is known yet."""
        self.budget = budget
        self._made: dict[tuple[str, int, int], tuple[object, object, object]] = {}
        self._answers: dict[tuple[int, bytes], tuple[Verdict, Verdict]] = {}

    def inlined(self, core: Json) -> Json:
        """The core with its references written out."""
        return self.once("inlined", core, None, lambda: inline(core))

    def once(self, what: str, one: object, two: object, make: Callable[[], T]) -> T:
        """What `make` makes of two documents, made once."""
        key = (what, id(one), id(two))
        if key not in self._made:
            # Both are kept, so that no other document takes their identity.
            self._made[key] = (one, two, make())
        return cast("T", self._made[key][2])

    def verdicts(self, core: Json, ops: tuple[Op, ...]) -> tuple[Verdict, Verdict]:
        """Both directions between a core from `inlined` and that core with these operations."""
        spelled = canonical([[op.op, op.path, *_values(op)] for op in ops])
        key = (id(core), spelled)
        if key not in self._answers:
            self._answers[key] = verdicts(core, ops, self.budget)
        return self._answers[key]


def _values(op: Op) -> list[Json]:
    return [None if value is UNSET else [cast("Json", value)] for value in (op.was, op.value)]
