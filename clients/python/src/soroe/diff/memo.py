"""What the rebases of one run share: one publication is asked about for every municipality."""

from __future__ import annotations

from collections.abc import Mapping

import msgspec

from soroe.diff.settle import Ground
from soroe.model import Json, Verdict


class Memo:
    """Work that several municipalities have in common; give one object to all calls of a run.

    It grows with what is new in each diff, and is dropped with the run. Not safe to share between
    threads; each worker process has its own.
    """

    def __init__(self) -> None:
        """Nothing is known yet."""
        self.answers: dict[tuple[bytes, bytes], Verdict] = {}
        self._grounds: dict[tuple[bytes, bytes, bytes], Ground] = {}
        self._last: tuple[Json, Json, Mapping[str, str], Ground] | None = None

    def ground(self, old: Json, new: Json, renames: Mapping[str, str]) -> Ground:
        """The two cores with what is known about them; documents are told apart by content."""
        if self._last is not None:
            one, two, names, ground = self._last
            if one is old and two is new and names == renames:
                return ground
        asked = (
            msgspec.json.encode(old),
            msgspec.json.encode(new),
            msgspec.json.encode(renames, order="deterministic"),
        )
        found = self._grounds.get(asked)
        if found is None:
            found = self._grounds[asked] = Ground(old, new, renames, self.answers)
        self._last = (old, new, dict(renames), found)
        return found
