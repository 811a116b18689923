"""What the assessments of one run share."""

from __future__ import annotations

from soroe.diff import memo
from soroe.diff.regions import Names
from soroe.diff.settle import Ground, Group, Settled
from soroe.impact.document import MunicipalityImpact
from soroe.impact.step import Part, Step, step
from soroe.model import Json, LocalDiff

_Key = tuple[int, Names | None, bytes]


class Memo(memo.Memo):
    """Work that several municipalities have in common; give one object to all calls of a run.

    What a group of items becomes depends on the two cores and on the operations alone; so it is
    worked out once for all municipalities that make the same operations there, and municipalities
    with equal changes share everything. Not safe to share between threads; each worker process has
    its own.
    """

    def __init__(self, earlier: Memo | None = None) -> None:
        """Nothing is known yet, but for what an `earlier` run found out about groups of items."""
        super().__init__(earlier.known if earlier else None)
        self.assessed: dict[tuple[int, bytes], MunicipalityImpact] = {}
        self.layers: dict[tuple[int, str], tuple[LocalDiff, tuple[Json, Json]]] = {}
        self.steps: dict[_Key, tuple[Settled, Step]] = earlier.steps if earlier else {}

    def part(self, group: Group, ground: Ground) -> Part:
        """What the step from the city's form to the rebased one does, for one group of items."""
        settled = group.settled
        key = id(settled), group.names, ground.key(group.names)
        found = self.steps.get(key)
        if found is None:
            before = ground.moves.form(settled.before)
            made = step(before, settled.after, ground.examples, group.names)
            found = self.steps[key] = settled, made
        return Part(group.names, found[1])
