"""The standing state of one form: its core, every municipality's diff, and what follows from them.

What `Standing` answers is always what the same members would give from nothing.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from soroe.codes import is_prefecture
from soroe.divergence import Divergence, Field, Member, Memory, Share, Variety, share
from soroe.errors import DocumentError, Problem
from soroe.jsontext import digest
from soroe.model import Base, Change, Json
from soroe.neighbours import Neighbourhood
from soroe.promotion import Below, Common, Decision
from soroe.standing.cells import Cell, cells
from soroe.what_if import Best, Measured, WhatIf, candidates, exact, greedy, what_if


class Chosen(Base, frozen=True):
    """The best promotions: greedy with its guarantee, and exact, None where that was given up."""

    greedy: Best
    exact: Best | None


class Standing:
    """One form with all diffs in use, one for each municipality. Not safe to share by threads.

    `core` is the latest published one, references inlined, `version` its number. Members may be
    pinned to older cores; hand in the same object for the same core.
    """

    def __init__(self, form: str, core: Json, version: str) -> None:
        """Nobody has a diff yet."""
        self.form = form
        self.core = core
        self.version = version
        self._members: dict[str, Member] = {}
        self._common = Common(core)
        self._memory = Memory()
        self._measured: Measured | None = None
        self._stale = True

    @property
    def members(self) -> tuple[Member, ...]:
        """Everybody with a diff, by code."""
        return tuple(self._members[code] for code in sorted(self._members))

    @property
    def memory(self) -> Memory:
        """What was found out about groups of items; it may be used for other diffs of the form."""
        return self._memory

    def put(self, member: Member) -> None:
        """Take a municipality, new or in place of that of the same code.

        `ValueError` for a prefecture: its diff counts with the cities that lie over it.
        """
        if is_prefecture(member.subject.code):
            raise ValueError(member.subject.code)
        self._common.put(member)
        self._members[member.subject.code] = member
        self._stale = True

    def drop(self, code: str) -> None:
        """Forget a member; nothing happens where there is none of this code."""
        self._common.drop(code)
        self._members.pop(code, None)
        self._stale = True

    def move(self, core: Json, version: str) -> None:
        """A newer core was published; members stay pinned to theirs until they are put again."""
        self._common.move(core)
        self.core, self.version = core, version
        self._stale = True

    @property
    def field(self) -> Field:
        """All members taken apart (`soroe.divergence.Field`), by code."""
        return self._now.field

    @property
    def _now(self) -> Measured:
        if self._measured is None or self._stale:
            self._measured = Measured(self.members, self.core, self._memory, self._measured)
            self._stale = False
        return self._measured

    def below(
        self,
        decisions: Sequence[Decision] = (),
        *,
        population: Mapping[str, int] | None = None,
        least: int = 2,
        many: float = 0.3,
        few: float = 0.25,
    ) -> Below:
        """Candidates and demotions, as `soroe.promotion.below_core` defines them.

        Raises `DocumentError` where the decisions do not hold together.
        """
        return self._common.below(
            form=self.form,
            decisions=decisions,
            population=population,
            least=least,
            many=many,
            few=few,
        )

    def divergences(self) -> tuple[Divergence, ...]:
        """The divergence of every member, by code."""
        return self.field.divergences()

    def share(self) -> Share:
        """All members together."""
        return share(self.divergences())

    def shares(self) -> dict[str, Share]:
        """The members of each prefecture together, by its first two digits."""
        groups: dict[str, list[Divergence]] = {}
        for found in self.divergences():
            groups.setdefault(found.subject.code[:2], []).append(found)
        return {prefecture: share(found) for prefecture, found in groups.items()}

    def variety(self) -> Variety:
        """How many distinct forms there are."""
        return self._now.variety

    def cells(self) -> tuple[Cell, ...]:
        """One cell for each item that a member changes, by code and in reading order."""
        return tuple(cells(self.divergences()))

    def neighbourhood(self) -> Neighbourhood:
        """Who is like whom; its places are those of `members`."""
        return Neighbourhood(self.field)

    def what_if(
        self, wanted: Sequence[Change | str], *, decisions: Sequence[Decision] = ()
    ) -> WhatIf:
        """What promoting would do; `wanted` are changes, or ids of candidates under `decisions`.

        Raises `DocumentError` as `soroe.what_if.what_if` does, and with `candidate-unknown` for an
        id that no candidate has now.
        """
        changes: list[Change] = []
        named = [one for one in wanted if isinstance(one, str)]
        offered = {c.id: c for c in self.below(decisions).candidates} if named else {}
        unknown = [
            Problem("candidate-unknown", params={"id": one}) for one in named if one not in offered
        ]
        if unknown:
            raise DocumentError(*unknown)
        for one in wanted:
            if isinstance(one, str):
                found = offered[one]
                changes.append(Change(item=found.item, ops=found.ops))
            else:
                changes.append(one)
        return what_if(self._now, self.core, changes, form=self.form, version=self.version)

    def best(self, k: int) -> Chosen:
        """The best k promotions, from the diffs that are pinned to the present core."""
        now = digest(self.core)
        pinned = [m for m in self.members if m.core is self.core or digest(m.core) == now]
        offered = candidates(Field(pinned, memory=self._memory))
        return Chosen(greedy(self.core, offered, k), exact(self.core, offered, k))
