"""What is known of a form before anything is promoted, for one what-if after the other.

What a promotion does not touch stays as it is: a closed form is a product of groups of items
(`soroe.diff.regions`), so a diff that is about none of the groups that a promotion changes is
carried over as it stands, and only the promotion itself changes its form. So these municipalities
are worked out once for all promotions; the others are rebased, as each needs.
"""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from typing import NamedTuple

from msgspec.structs import replace

from soroe.diff.apply import apply
from soroe.diff.nests import Nest, overlap
from soroe.diff.rebase import places_of
from soroe.diff.regions import Names
from soroe.divergence import Divergence, Field, Member, Memory, Variety, variety
from soroe.divergence.groups import common
from soroe.divergence.variety import by_class, classes
from soroe.impact import Memo, MunicipalityImpact, assess
from soroe.impact.step import Part, together
from soroe.model import Json
from soroe.schema import items


class Still(NamedTuple):
    """A municipality to which nothing happens: what its changes become, its groups of items."""

    impact: MunicipalityImpact
    parts: dict[Names, Part]


class Measured:
    """The members on their cores, below `core`; each with what it is where nothing happens.

    Not safe to share between threads. What an `earlier` one of the same core knew about members
    that are still there is taken over.
    """

    def __init__(
        self,
        members: Sequence[Member],
        core: Json,
        memory: Memory | None = None,
        earlier: Measured | None = None,
    ) -> None:
        """Take the diffs apart."""
        self.core = core
        self.memory = memory or Memory()
        self.field = Field(members, memory=self.memory)
        self.memo = Memo()
        self.stills: dict[str, tuple[Member, Still]] = {}
        if earlier is not None and earlier.core is core:
            self.memo, self.stills = earlier.memo, earlier.stills
        self._classes: list[dict[int, Hashable] | None] = []
        self._variety: Variety | None = None

    def still(self, at: int) -> Still:
        """What a member (its place) is where nothing happens; it is pinned to the core itself."""
        member = self.field.members[at]
        known = self.stills.get(member.subject.code)
        if known is None or known[0] is not member:
            core, memo = self.core, self.memo
            ground = memo.ground(core, core, {})
            settled = ground.settle(places_of(member.diff))
            found = assess(
                core, core, member.diff, subject=member.subject, new_version="", memo=memo
            )
            parts = {g.names: memo.part(g, ground) for g in settled if g.names is not None}
            known = self.stills[member.subject.code] = member, Still(found, parts)
        return known[1]

    @property
    def variety(self) -> Variety:
        """How many distinct forms there are."""
        if self._variety is None:
            self._variety = variety(self.field)
        return self._variety

    @property
    def classes(self) -> dict[int, Hashable] | None:
        """As `soroe.divergence.variety.classes`."""
        if not self._classes:
            self._classes.append(classes(self.field))
        return self._classes[0]


class Untouched:
    """A draft of the core, and whom it does not touch."""

    def __init__(self, measured: Measured, new: Json, memo: Memo) -> None:
        """Compare the groups of both cores; `memo` is that of the rebases."""
        self._measured, self._new = measured, new
        field, core = measured.field, measured.core
        self._ground = ground = memo.ground(core, new, {})
        self.nest: Nest | None = None
        self.members: frozenset[int] = frozenset()
        settled = ground.settle([])
        plain = len(field.cores) == 1 and field.cores[0] is core and field.nest is not None
        if not plain or any(g.names is None for g in settled):
            return
        alive = measured.memory.asked.alive
        self.nest = common((core, new), field.links, lambda form: alive(form, field.budget))
        if self.nest is None:
            return
        changed = [g for g in settled if g.settled.before != g.settled.after]
        self._changed = frozenset(n for g in changed for n in g.names or ())
        # Some municipality may have tied further items to these.
        homes = (self.nest.home.get(self.nest.of(n), ()) for n in self._changed)
        self.named = self._changed.union(*homes)
        self._worded = any(not g.names for g in changed)
        self._parts = {g.names: memo.part(g, ground) for g in changed if g.names is not None}
        self._order = (*_names(core), *_names(new))
        self._more = len(items(new)) - len(items(core))
        self.members = frozenset(
            at
            for at, member in enumerate(field.members)
            if self._is_free(at) and not any(memo.renamed(core, new, member.diff, None))
        )

    def _is_free(self, at: int) -> bool:
        member = self._measured.field.members[at]
        parts = self._measured.field.parts(at)
        return (
            not member.below
            and member.diff.over is None
            and not any(
                part.names is None
                or overlap(part.names, self.named)
                or (self._worded and not part.names)
                for part in parts
            )
        )

    def impact(self, at: int) -> MunicipalityImpact:
        """What the draft does to one of `members`."""
        still, diff = self._measured.still(at), self._measured.field.members[at].diff
        parts = {
            n: p for n, p in still.parts.items() if not overlap(n, self._changed)
        } | self._parts
        ordered = [parts[names] for names in sorted(parts, key=self._ground.order)]
        return replace(
            still.impact,
            applicants=together(
                ordered,
                lambda: (apply(self._measured.core, diff), apply(self._new, diff)),
                self._order,
            ),
        )

    def divergence(self, at: int, version: str) -> Divergence:
        """The divergence of one of `members` afterwards."""
        found = self._measured.field.divergence(at)
        return replace(found, core=version, items=found.items + self._more)


def _names(form: Json) -> tuple[str, ...]:
    named = form.get("properties") if isinstance(form, dict) else None
    return tuple(named) if isinstance(named, dict) else ()


def variety_after(
    measured: Measured, untouched: Untouched, after: Field, places: Sequence[int]
) -> Variety | None:
    """How many distinct forms there are afterwards; `places` are those of the touched members.

    None where it has to be worked out for all of them.
    """
    if not _agree(measured.field.nest, untouched, after):
        return None
    before, moved = measured.classes, classes(after)
    if before is None or moved is None:
        return None
    members = measured.field.members
    keys = [(members[at].subject.code, before[at]) for at in sorted(untouched.members)]
    keys += [(members[at].subject.code, moved[n]) for n, at in enumerate(places)]
    return by_class(keys)


def _agree(before: Nest | None, untouched: Untouched, after: Field) -> bool:
    """Whether what is not touched falls into the same groups before and after."""
    if before is None or after.nest is None or after.nest is not untouched.nest:
        return False
    one, other = (
        {g for g in nest.groups or () if not overlap(g, untouched.named)}
        for nest in (before, after.nest)
    )
    return one == other
