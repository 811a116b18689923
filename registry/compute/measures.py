"""Measuring a form in a process that knows it (`registry.compute.held`)."""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

import msgspec

from registry.compute.depth import bounded
from registry.compute.held import City, Held, Row, encode, held_of, member_of, row_of, title_of
from soroe.divergence import Field, Share, together, variety
from soroe.jsontext import read
from soroe.measured import MeasuredCandidates, MeasuredIndex
from soroe.promotion import Decision


class Stamp(msgspec.Struct, frozen=True):
    """What a measure stands for (see `soroe.measured`), and the divergence index before it."""

    position: int
    measured_at: datetime
    before: bytes | None = None


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


FEW = 64
"""So many cities are looked at at once where a form is measured; more are left for later."""

SOME = 4
"""So many are told apart at a time."""


@bounded
def measured(
    form: str, decisions: Sequence[Decision], stamp: Stamp, seconds: float
) -> MeasuredTexts:
    """Candidates of a form, and its divergence as far as it is known after so many seconds."""
    held = held_of(form)
    standing = held.standing
    below = MeasuredCandidates(**_facts(held, stamp), below=standing.below(decisions))
    rows = improve(form, seconds).rows if len(held.waiting) <= FEW else []
    return MeasuredTexts(
        core=standing.version,
        measured_at=stamp.measured_at,
        candidates=encode(below),
        divergence=index(form, stamp),
        municipalities=len(held.members),
        rows=rows,
    )


@bounded
def improve(form: str, seconds: float) -> Improved:
    """Find out more about the cities for so many seconds: their divergence, then whose is whose."""
    held = held_of(form)
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
    held = held_of(form)
    if held.variety is None and stamp.before is not None:
        held.variety = msgspec.json.decode(stamp.before, type=MeasuredIndex).variety
    shares = sorted(held.shares.values(), key=lambda one: (-one.share.index, one.subject.code))
    by_prefecture: dict[str, list[Share]] = {}
    for one in shares:
        code = one.subject.code
        by_prefecture.setdefault(one.prefecture or code[:2], []).append(one.share)
    return encode(
        MeasuredIndex(
            **_facts(held, stamp),
            title=title_of(held.standing),
            whole=together(one.share for one in shares),
            prefectures={name: together(by_prefecture[name]) for name in sorted(by_prefecture)},
            municipalities=tuple(shares),
            variety=held.variety,
            waiting=len(held.waiting),
            complete=held.classed and not held.waiting,
        )
    )


def _facts(held: Held, stamp: Stamp) -> dict[str, Any]:
    return {
        "form": held.standing.form,
        "core": held.standing.version,
        "position": stamp.position,
        "measured_at": stamp.measured_at,
    }


@bounded
def rows_for(form: str, cores: Mapping[str, bytes], cities: Sequence[City]) -> list[Row]:
    """The divergence of these revisions, which are not, or no longer, in use."""
    held = held_of(form)
    held.cores |= {version: read(text) for version, text in cores.items()}
    members = [member_of(city, held.cores) for city in cities]
    return [row_of(one) for one in Field(members, memory=held.standing.memory).divergences()]


@bounded
def tried(form: str, decisions: Sequence[Decision]) -> tuple[str, ...]:
    """The keys in the decisions that no municipality's change has now.

    Raises `DocumentError` where the decisions do not hold together.
    """
    return held_of(form).standing.below(decisions).unknown
