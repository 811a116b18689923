"""What a process keeps of forms to measure them: told about publications one by one, asked often.

`registry.services.bring_up` tells it, and is told by nobody what it was told before: the two agree
because there is one teller and one process, and a new process begins with nothing.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

import msgspec

from registry.compute.depth import bounded
from registry.problems import RefusedError
from soroe.diff import decode_diff
from soroe.diff.layers import Layer
from soroe.divergence import Divergence, Field, Member, Memory, share
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
from soroe.report.divergence import index_of
from soroe.report.words import title_at
from soroe.schema import items
from soroe.standing import Standing
from soroe.what_if import Told, promise, told


class City(msgspec.Struct, frozen=True):
    """A municipality's revision: its diff and those below it, the lowest first, by revision."""

    subject: Subject
    prefecture: str
    core: str
    diff: bytes
    below: tuple[tuple[int, bytes], ...] = ()


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
    """What a measure stands for; see `soroe.measured`."""

    position: int
    measured_at: datetime


class MeasuredTexts(msgspec.Struct, frozen=True):
    """The answers for a form, ready to be sent, and of what and how many they are."""

    core: str
    measured_at: datetime
    candidates: bytes
    divergence: bytes
    municipalities: int


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


class _Held:
    """One form: its standing, the cores that diffs are pinned to, names of prefectures."""

    def __init__(self, form: str, core: Json, version: str) -> None:
        self.standing = Standing(form, core, version)
        self.cores: dict[str, Json] = {version: core}
        self.prefectures: dict[str, str] = {}
        self.memory = Memory()
        """Of revisions that are no longer in use."""


_forms: dict[str, _Held] = {}

_encode = msgspec.json.Encoder(order="sorted").encode


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
        held.standing.drop(code)
    for city, member in zip(change.put, members, strict=True):
        held.standing.put(member)
        held.prefectures[city.subject.code] = city.prefecture
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
def measured(form: str, decisions: Sequence[Decision], stamp: Stamp) -> MeasuredTexts:
    """Candidates and divergence of a form."""
    held = _held(form)
    standing = held.standing
    facts: dict[str, Any] = {
        "form": form,
        "core": standing.version,
        "position": stamp.position,
        "measured_at": stamp.measured_at,
    }
    below = standing.below(decisions)
    found = standing.divergences()
    index = index_of(form, _title(standing), found, standing.variety(), prefecture=held.prefectures)
    shares = tuple(
        MeasuredShare(
            one.subject, held.prefectures.get(one.subject.code, ""), one.core, share((one,))
        )
        for one in index.municipalities
    )
    whole = MeasuredIndex(
        **facts,
        title=index.title,
        whole=index.whole,
        prefectures=dict(index.prefectures),
        variety=index.variety,
        municipalities=shares,
    )
    candidates = MeasuredCandidates(**facts, below=below)
    return MeasuredTexts(
        standing.version, stamp.measured_at, _encode(candidates), _encode(whole), len(found)
    )


@bounded
def rows_of(form: str, codes: Sequence[str]) -> list[Row]:
    """The divergence of the revisions that the process holds of these municipalities."""
    wanted = set(codes)
    found = _held(form).standing.divergences()
    return [_row(one) for one in found if one.subject.code in wanted]


@bounded
def rows_for(form: str, cores: Mapping[str, bytes], cities: Sequence[City]) -> list[Row]:
    """The divergence of these revisions, which are not, or no longer, in use."""
    held = _held(form)
    held.cores |= {version: read(text) for version, text in cores.items()}
    members = [_member(city, held.cores) for city in cities]
    return [_row(one) for one in Field(members, memory=held.memory).divergences()]


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
