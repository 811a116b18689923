"""What a process keeps of forms to measure them: told about publications one by one, asked often.

`registry.services.bring_up` tells it, and is told by nobody what it was told before: the two agree
because there is one teller and one process, and a new process begins with nothing.
"""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

import msgspec

from registry.compute.depth import bounded
from registry.problems import RefusedError
from soroe.diff import decode_diff
from soroe.diff.layers import Layer
from soroe.divergence import (
    Divergence,
    Field,
    Member,
    Share,
    Variety,
    share,
    together,
    variety,
)
from soroe.divergence.signature import signature
from soroe.errors import DocumentError, Problem
from soroe.impact import Subject
from soroe.jsontext import read
from soroe.measured import (
    MeasuredCandidates,
    MeasuredIndex,
    MeasuredShare,
    NearBetween,
    Neighbours,
    Solved,
    Wanted,
    WhatIfAnswer,
)
from soroe.model import Change, Json, Lang
from soroe.neighbours import between, changes_on, find, solved
from soroe.promotion import Decision
from soroe.report.words import title_at
from soroe.schema import items
from soroe.standing import Standing
from soroe.what_if import Told, promise, told


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


class Stamp(msgspec.Struct, frozen=True):
    """What a measure stands for (see `soroe.measured`), and the divergence index before it."""

    position: int
    measured_at: datetime
    before: bytes | None = None


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


class MeasuredTexts(msgspec.Struct, frozen=True):
    """The answers for a form, ready to be sent, and of what and how many they are.

    `rows` is what was found out on the way.
    """

    core: str
    measured_at: datetime
    candidates: bytes
    divergence: bytes
    municipalities: int
    rows: list[Row]


class Improved(msgspec.Struct, frozen=True):
    """What was found out in a slice of time; `left` municipalities are to be looked at yet."""

    rows: list[Row]
    left: int


class _Held:
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
        return _row(found)


_forms: dict[str, _Held] = {}

_encode = msgspec.json.Encoder(order="sorted").encode

FEW = 64
"""So many cities are looked at at once where a form is measured; more are left for later."""

SOME = 4
"""So many are told apart at a time."""


@bounded
def update(change: Update) -> None:
    """Take in what has changed. What cannot be read is an error, and nothing of it is taken in."""
    held = _forms.get(change.form)
    cores = {version: read(text) for version, text in change.cores.items()}
    if held is None:
        held = _Held(change.form, cores[change.version], change.version)
    held.cores |= cores
    members = [_member(city, held.cores) for city in change.put]
    if held.standing.version != change.version:
        held.standing.move(held.cores[change.version], change.version)
    for code in change.drop:
        held.drop(code)
    for city, member in zip(change.put, members, strict=True):
        held.put(city, member)
    _forms[change.form] = held


def _held(form: str) -> _Held:
    """What is kept of a form; a process that was started anew meanwhile has to be told first."""
    if form not in _forms:
        raise RefusedError(Problem("registry-busy"))
    return _forms[form]


def standing_of(form: str) -> Standing:
    """What is kept of a form, for other work of this process; raises as `_held`."""
    return _held(form).standing


def forget(form: str) -> None:
    """Keep nothing of a form."""
    _forms.pop(form, None)


@bounded
def measured(
    form: str, decisions: Sequence[Decision], stamp: Stamp, seconds: float
) -> MeasuredTexts:
    """Candidates of a form, and its divergence as far as it is known after so many seconds."""
    held = _held(form)
    standing = held.standing
    below = MeasuredCandidates(**_facts(held, stamp), below=standing.below(decisions))
    rows = improve(form, seconds).rows if len(held.waiting) <= FEW else []
    return MeasuredTexts(
        core=standing.version,
        measured_at=stamp.measured_at,
        candidates=_encode(below),
        divergence=index(form, stamp),
        municipalities=len(held.members),
        rows=rows,
    )


@bounded
def improve(form: str, seconds: float) -> Improved:
    """Find out more about the cities for so many seconds: their divergence, then whose is whose."""
    held = _held(form)
    rows: list[Row] = []
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if held.waiting:
            rows.append(held.look(next(iter(held.waiting))))
        elif held.unsorted:
            some = [*held.unsorted][:SOME]
            members = [held.members[code] for code in some]
            variety(Field(members, memory=held.standing.memory))  # keeps what it finds in there
            for code in some:
                del held.unsorted[code]
        else:
            break
    left = len(held.waiting) + len(held.unsorted)
    if not left and not held.classed:
        held.variety, held.classed = variety(held.standing.field), True
    return Improved(rows, left)


@bounded
def index(form: str, stamp: Stamp) -> bytes:
    """The divergence index of those whose divergence is known, as JSON (`MeasuredIndex`)."""
    held = _held(form)
    if held.variety is None and stamp.before is not None:
        held.variety = msgspec.json.decode(stamp.before, type=MeasuredIndex).variety
    shares = sorted(held.shares.values(), key=lambda one: (-one.share.index, one.subject.code))
    by_prefecture: dict[str, list[Share]] = {}
    for one in shares:
        code = one.subject.code
        by_prefecture.setdefault(one.prefecture or code[:2], []).append(one.share)
    return _encode(
        MeasuredIndex(
            **_facts(held, stamp),
            title=_title(held.standing),
            whole=together(one.share for one in shares),
            prefectures={name: together(by_prefecture[name]) for name in sorted(by_prefecture)},
            municipalities=tuple(shares),
            variety=held.variety,
            waiting=len(held.waiting),
            complete=held.classed and not held.waiting,
        )
    )


def _facts(held: _Held, stamp: Stamp) -> dict[str, Any]:
    return {
        "form": held.standing.form,
        "core": held.standing.version,
        "position": stamp.position,
        "measured_at": stamp.measured_at,
    }


@bounded
def rows_for(form: str, cores: Mapping[str, bytes], cities: Sequence[City]) -> list[Row]:
    """The divergence of these revisions, which are not, or no longer, in use."""
    held = _held(form)
    held.cores |= {version: read(text) for version, text in cores.items()}
    members = [_member(city, held.cores) for city in cities]
    return [_row(one) for one in Field(members, memory=held.standing.memory).divergences()]


@bounded
def tried(form: str, decisions: Sequence[Decision]) -> tuple[str, ...]:
    """The keys in the decisions that no municipality's change has now.

    Raises `DocumentError` where the decisions do not hold together.
    """
    return _held(form).standing.below(decisions).unknown


@bounded
def what_if(form: str, wanted: Wanted, decisions: Sequence[Decision], position: int) -> bytes:
    """What promoting would do, as JSON (`WhatIfAnswer`).

    Raises `DocumentError`: `candidate-unknown`, those of names of changes, `promotion-…`.
    """
    standing = _held(form).standing
    best = None
    changes: list[Change | str] = [*wanted.candidates]
    names = [*wanted.candidates, *dict.fromkeys(wanted.changes)]
    changes += [find(standing.members, name)[2] for name in dict.fromkeys(wanted.changes)]
    if wanted.best is not None:
        chosen = standing.best(wanted.best)
        best = promise(chosen.greedy, chosen.exact)
        names = [name for one in chosen.greedy.chosen for name in one.names]
        changes = [change for one in chosen.greedy.chosen for change in one.changes]
    found: Told = told(standing.what_if(changes, decisions=decisions))
    return _encode(
        WhatIfAnswer(form, standing.version, position, tuple(names), told=found, best=best)
    )


@bounded
def nearest(form: str, code: str, count: int, lang: Lang, position: int) -> bytes:
    """The nearest municipalities, as JSON (`Neighbours`); `municipality-without-diff`."""
    standing = _held(form).standing
    at = next((n for n, m in enumerate(standing.members) if m.subject.code == code), None)
    if at is None:
        params = {"code": code, "form": form}
        raise DocumentError(Problem("municipality-without-diff", params=params))
    near = tuple(
        NearBetween(one, between(standing.field, at, there, lang))
        for there, one in standing.neighbourhood().nearest(at, count)
    )
    return _encode(Neighbours(form, _title(standing), standing.version, position, code, near))


@bounded
def makers(form: str, item: str) -> dict[str, tuple[int, frozenset[str]]]:
    """Who changes an item in their own diff: the revision, and the signatures of the changes.

    Raises `DocumentError` `item-unknown` where neither the core nor anybody's form has it.
    """
    standing = _held(form).standing
    field = standing.field
    out: dict[str, tuple[int, frozenset[str]]] = {}
    touched = False
    for at, member in enumerate(field.members):
        owners = changes_on(field, at, item)
        touched = touched or bool(owners)
        below = sum(len(layer.diff.changes) for layer in member.below)
        own = frozenset(signature(field.merged[at].changes[n]) for n in owners if n >= below)
        if own:
            out[member.subject.code] = member.subject.revision, own
    if not touched and item not in items(standing.core):
        raise DocumentError(Problem("item-unknown", params={"item": item, "form": form}))
    return out


@bounded
def solutions(form: str, item: str, lang: Lang, since: Mapping[str, str], position: int) -> bytes:
    """How everybody treats an item, as JSON (`Solved`)."""
    standing = _held(form).standing
    ways = solved(standing.field, item, lang, since)
    title = title_at(standing.core, item) or item
    return _encode(Solved(form, standing.version, position, item, title, ways))


def _member(city: City, cores: Mapping[str, Json]) -> Member:
    below = tuple(Layer(decode_diff(read(text)), revision) for revision, text in city.below)
    return Member(city.subject, cores[city.core], decode_diff(read(city.diff)), below)


def _row(found: Divergence) -> Row:
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
        detail=_encode(found),
    )


def _title(standing: Standing) -> str:
    title = standing.core.get("title") if isinstance(standing.core, dict) else None
    return title if isinstance(title, str) else standing.form
