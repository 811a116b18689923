"""What a process keeps of forms: told about publications one by one, asked often.

`registry.services.bring_up` tells it, and it is told by nobody what it was told before: the two
agree because there is one teller and one process, and a new process begins with nothing.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import msgspec

from registry.compute.depth import bounded
from registry.problems import RefusedError
from soroe.diff import decode_diff
from soroe.diff.layers import Layer
from soroe.divergence import Divergence, Field, Member, Share, Variety, share
from soroe.errors import Problem
from soroe.impact import Subject
from soroe.jsontext import read
from soroe.measured import MeasuredShare
from soroe.model import Json
from soroe.standing import Standing

encode = msgspec.json.Encoder(order="sorted").encode
"""As the registry writes its answers."""


class City(msgspec.Struct, frozen=True):
    """A municipality's revision: its diff and those below it, the lowest first, by revision.

    `share` is its divergence, where that was worked out before.
    """

    subject: Subject
    prefecture: str
    core: str
    diff: bytes
    below: tuple[tuple[int, bytes], ...] = ()
    share: Share | None = None


class Update(msgspec.Struct, frozen=True):
    """What became of a form since the process was told last.

    `version` is the latest core in use; `cores` are the texts of versions that it has not had.
    """

    form: str
    version: str
    cores: Mapping[str, bytes]
    put: Sequence[City] = ()
    drop: Sequence[str] = ()


class Row(msgspec.Struct, frozen=True):
    """The divergence of one revision, as it is kept; `detail` is the whole as JSON."""

    municipality: str
    revision: int
    items: int
    changed: int
    undecided: int
    grounded: int
    practice: int
    unexplained: int
    detail: bytes


class Held:
    """One form: its standing, the cores that diffs are pinned to, and what is known of each city.

    `waiting` are those whose divergence is not known, `unsorted` those of which it is not known
    whose forms theirs is the same as. `classed`: `variety` is that of all of them as they are.
    """

    def __init__(self, form: str, core: Json, version: str) -> None:
        self.standing = Standing(form, core, version)
        self.cores: dict[str, Json] = {version: core}
        self.shares: dict[str, MeasuredShare] = {}
        self.prefectures: dict[str, str] = {}
        self.members: dict[str, Member] = {}
        self.waiting: dict[str, None] = {}
        self.unsorted: dict[str, None] = {}
        self.variety: Variety | None = None
        self.classed = False

    def put(self, city: City, member: Member) -> None:
        """Take a city, new or in place of its earlier revision."""
        code = city.subject.code
        self.standing.put(member)
        self.members[code] = member
        self.prefectures[code] = city.prefecture
        self.shares.pop(code, None)
        self.waiting.pop(code, None)
        self.unsorted[code] = None
        self.classed = False
        if city.share is None:
            self.waiting[code] = None
        else:
            self.shares[code] = MeasuredShare(city.subject, city.prefecture, city.core, city.share)

    def drop(self, code: str) -> None:
        """Forget a city."""
        self.standing.drop(code)
        for known in (self.members, self.prefectures, self.shares, self.waiting, self.unsorted):
            known.pop(code, None)
        self.classed = False

    def look(self, code: str) -> Row:
        """Work out the divergence of a city."""
        member = self.members[code]
        found = Field((member,), memory=self.standing.memory).divergence(0)
        self.shares[code] = MeasuredShare(
            member.subject, self.prefectures[code], found.core, share((found,))
        )
        self.waiting.pop(code, None)
        return row_of(found)


_forms: dict[str, Held] = {}


@bounded
def update(change: Update) -> None:
    """Take in what has changed. What cannot be read is an error, and nothing of it is taken in."""
    held = _forms.get(change.form)
    cores = {version: read(text) for version, text in change.cores.items()}
    if held is None:
        held = Held(change.form, cores[change.version], change.version)
    held.cores |= cores
    members = [member_of(city, held.cores) for city in change.put]
    if held.standing.version != change.version:
        held.standing.move(held.cores[change.version], change.version)
    for code in change.drop:
        held.drop(code)
    for city, member in zip(change.put, members, strict=True):
        held.put(city, member)
    _forms[change.form] = held


def held_of(form: str) -> Held:
    """What is kept of a form; a process that was started anew meanwhile has to be told first."""
    if form not in _forms:
        raise RefusedError(Problem("registry-busy"))
    return _forms[form]


def standing_of(form: str) -> Standing:
    """What is kept of a form, for other work of this process; raises as `_held`."""
    return held_of(form).standing


def forget(form: str) -> None:
    """Keep nothing of a form."""
    _forms.pop(form, None)


def member_of(city: City, cores: Mapping[str, Json]) -> Member:
    """The city as the library takes it; what cannot be read raises `SoroeError`."""
    below = tuple(Layer(decode_diff(read(text)), revision) for revision, text in city.below)
    return Member(city.subject, cores[city.core], decode_diff(read(city.diff)), below)


def row_of(found: Divergence) -> Row:
    """A divergence as it is kept."""
    counted = share((found,))
    return Row(
        municipality=found.subject.code,
        revision=found.subject.revision,
        items=found.items,
        changed=counted.changed,
        undecided=counted.undecided,
        grounded=counted.classes["grounded"],
        practice=counted.classes["practice"],
        unexplained=counted.classes["unexplained"],
        detail=encode(found),
    )


def title_of(standing: Standing) -> str:
    """What people call the form."""
    title = standing.core.get("title") if isinstance(standing.core, dict) else None
    return title if isinstance(title, str) else standing.form
