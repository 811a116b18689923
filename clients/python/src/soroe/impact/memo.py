"""What the assessments of one run share."""

from __future__ import annotations

from soroe.diff import memo
from soroe.diff.settle import Ground, Settled
from soroe.impact.document import MunicipalityImpact
from soroe.impact.step import Step, step
from soroe.model import Json, LocalDiff


class Memo(memo.Memo):
    """Work that several municipalities have in common; give one object to all calls of a run.

    What a group of items becomes depends on the two cores and on the operations alone; so it is
    worked out once for all municipalities that make the same operations there, and municipalities
    with equal changes share everything. Not safe to share between threads; each worker process has
    its own.
    """

    def __init__(self) -> None:
        """Nothing is known yet."""
        super().__init__()
        self.known: dict[tuple[int, bytes], MunicipalityImpact] = {}
        self.layers: dict[tuple[int, str], tuple[LocalDiff, tuple[Json, Json]]] = {}
        self._steps: dict[int, tuple[Settled, Step]] = {}

    def step(self, settled: Settled, ground: Ground) -> Step:
        """What the step from the city's form to the rebased one does, for one group of items."""
        found = self._steps.get(id(settled))
        if found is None:
            made = step(ground.moves.form(settled.before), settled.after, _examples(ground.old))
            found = self._steps[id(settled)] = settled, made
        return found[1]


def _examples(core: Json) -> list[Json]:
    given = core.get("examples") if isinstance(core, dict) else None
    return given if isinstance(given, list) else []
