"""What the rebases of one run share: one publication is asked about for every municipality."""

from __future__ import annotations

from collections.abc import Mapping

import msgspec

from soroe.diff.formerly import Formerly, Renamed
from soroe.diff.settle import Ground, Known
from soroe.model import Json, LocalDiff


class Memo:
    """Work that several municipalities have in common; give one object to all calls of a run.

    It grows with what is new in each diff, and is dropped with the run. Not safe to share between
    threads; each worker process has its own.
    """

    def __init__(self, known: Known | None = None) -> None:
        """Nothing is known yet, but for what is `known` of groups of items from other runs."""
        self.known = known or Known()
        self._grounds: dict[tuple[bytes, bytes], dict[bytes, Ground]] = {}
        self._last: tuple[Json, Json, dict[bytes, Ground]] | None = None
        self._formerly: dict[int, tuple[Json, Formerly]] = {}

    def ground(
        self,
        old: Json,
        new: Json,
        renames: Mapping[str, str],
        elsewhere: frozenset[str] = frozenset(),
    ) -> Ground:
        """The two cores with what is known about them; documents are told apart by content."""
        names = msgspec.json.encode([renames, elsewhere], order="deterministic")
        if self._last is not None:
            one, two, known = self._last
            if one is old and two is new and names in known:
                return known[names]
        asked = msgspec.json.encode(old), msgspec.json.encode(new)
        grounds = self._grounds.setdefault(asked, {})
        if names not in grounds:
            grounds[names] = Ground(old, new, renames, self.known, elsewhere=elsewhere)
        self._last = old, new, grounds
        return grounds[names]

    def renamed(
        self, old: Json, new: Json, diff: LocalDiff, renames: Mapping[str, str] | None
    ) -> Renamed:
        """Where the items of a diff are in the new core; `renames`, said by hand, goes first."""
        if id(new) not in self._formerly:
            self._formerly[id(new)] = new, Formerly(new)
        found = self._formerly[id(new)][1].renamed(old, diff)
        return found if not renames else found._replace(names={**found.names, **renames})
