"""Municipalities: by prefecture, and one of them with its forms."""

from __future__ import annotations

from itertools import groupby
from typing import Final

import msgspec
from litestar import Response, get
from litestar.params import FromPath, FromQuery

from registry import days, names
from registry.compute.finding import core_titles
from registry.compute.spread import Line, likeness
from registry.db import measures, pages
from registry.db.pages import Declared, Entry, PlaceForm, Point
from registry.db.pool import Connection, read
from registry.intake import StrictRequest
from registry.problems import RefusedError
from registry.services import handover_pending as pending
from registry.services.check_form import find_core
from registry.services.find_municipality import Entry as Municipality
from registry.services.find_municipality import find_municipality
from registry.services.find_spread import find_spread
from registry.web.paths import both
from registry.web.reading.chart import Chart, chart
from registry.web.reading.heat_rows import CLASSES
from registry.web.view import View, view_of
from soroe.divergence import Divergence
from soroe.errors import Problem
from soroe.handover.facts import AmendedFact, ProposalFact, RebaseFact, ReviewFact
from soroe.when import ALWAYS

NEIGHBOURS = 5
"""Neighbours of a municipality that its page shows for each form."""

_ROWS: Final = ("アイウエオ", "カキクケコ", "サシスセソ", "タチツテト", "ナニヌネノ", "ハヒフヘホ",
    "マミムメモ", "ヤユヨ", "ラリルレロ", "ワヲン")  # fmt: skip
_PLAIN = str.maketrans("ヴガギグゲゴザジズゼゾダヂヅデドバビブベボパピプペポ",
    "ウカキクケコサシスセソタチツテトハヒフヘホハヒフヘホ")  # fmt: skip


class Near(msgspec.Struct, frozen=True):
    """Another municipality: how many differences both have alike, and how many only one has."""

    code: str
    name: str
    alike: int
    apart: int


class OwnForm(msgspec.Struct, frozen=True):
    """A form of a municipality: its revisions, the changes of the latest by class."""

    head: PlaceForm
    changes: list[tuple[str, list[Declared]]]
    points: list[Point]
    now: Point
    chart: Chart | None
    titles: dict[str, str]


class Waiting(msgspec.Struct, frozen=True):
    """What awaits a municipality: amended citations, prepared rebases, reviews, proposals."""

    amended: tuple[AmendedFact, ...]
    rebases: tuple[RebaseFact, ...]
    reviews: tuple[ReviewFact, ...]
    proposals: tuple[ProposalFact, ...]


class Found(msgspec.Struct, frozen=True):
    """What the database tells of a municipality; `titles` of items by form, as measured."""

    place: Municipality | None
    forms: list[PlaceForm]
    points: list[Point]
    declared: list[Declared]
    waiting: Waiting
    titles: dict[str, dict[str, str]]


@get(both("/municipalities"))
async def get_municipalities(
    request: StrictRequest, *, prefecture: FromQuery[str] = ""
) -> Response[bytes]:
    """The prefectures; or the municipalities of one by their readings."""
    view = view_of(request)

    async def work(connection: Connection) -> tuple[list[pages.Prefecture], list[Entry]]:
        known = await pages.prefectures(connection)
        chosen = await pages.in_prefecture(connection, prefecture) if prefecture else []
        return known, chosen

    known, entries = await read(view.context.pool, work)
    if prefecture and prefecture not in {p.prefecture for p in known}:
        wanted = {"name": "prefecture", "wanted": known[0].prefecture if known else "-"}
        raise RefusedError(Problem("parameter-invalid", params=wanted))
    return view.render(
        "municipalities.html",
        known=known,
        chosen=prefecture,
        itself=[entry for entry in entries if entry.kind == "prefecture"],
        groups=[
            (row, list(found))
            for row, found in groupby(
                (e for e in entries if e.kind != "prefecture"), lambda e: _row(e.kana)
            )
        ],
    )


@get(both("/municipalities/{code:str}"))
async def get_municipality(
    request: StrictRequest, code: FromPath[str], *, near: FromQuery[str] = ""
) -> Response[bytes]:
    """One municipality: its forms, what differs and why, what awaits it, who is like it.

    `near` is the form whose neighbours are shown; without it the one with the most changes.
    """
    view = view_of(request)
    names.code(code)
    found = await read(view.context.pool, lambda c: _found(c, code))
    if found.place is None:
        raise RefusedError(Problem("no-such-municipality", params={"code": code}))
    forms = [await _own_form(view, head, found) for head in found.forms]
    counts = {one.head.form: sum(len(members) for _, members in one.changes) for one in forms}
    chosen = near if near in counts else max(counts, key=counts.__getitem__, default="")
    spread = await find_spread(view.context, chosen) if chosen else None
    return view.render(
        "municipality.html",
        place=found.place,
        forms=forms,
        titles={one.head.form: one.head.title for one in forms},
        chosen=chosen,
        near=_near(spread.lines, code) if spread else [],
        waiting=found.waiting,
        own=view.visitor is not None
        and (view.visitor.steward or view.visitor.municipality == code),
    )


async def _found(connection: Connection, code: str) -> Found:
    titles: dict[str, dict[str, str]] = {}
    for row in await measures.of_municipality(connection, code):
        told = msgspec.json.decode(row.detail, type=Divergence)
        titles[row.form] = {one.item: one.title for one in (*told.changed, *told.undecided)}
    return Found(
        await find_municipality(connection, code, ALWAYS),
        await pages.of_place(connection, code),
        await pages.history(connection, code),
        await pages.declared(connection, code),
        await _waiting(connection, code),
        titles,
    )


async def _own_form(view: View, head: PlaceForm, found: Found) -> OwnForm:
    own = [p for p in found.points if p.form == head.form]
    measured = [p for p in own if p.items is not None]
    changes = [d for d in found.declared if d.form == head.form]
    by_class = {name: [c for c in changes if _class(c) == name] for name in (*CLASSES, "wording")}
    known = await _titles(view, head) | found.titles.get(head.form, {})
    return OwnForm(
        head=head,
        changes=[(name, members) for name, members in by_class.items() if members],
        points=own,
        now=own[-1],
        chart=chart(measured) if len(measured) > 1 else None,
        titles={c.item: known.get(c.item) or c.item.rpartition("/")[2] for c in changes},
    )


async def _titles(view: View, head: PlaceForm) -> dict[str, str]:
    """The titles of the core that the municipality's form lies on."""
    context = view.context
    held = context.made.held(core_titles, head.digest)
    if held is not None:
        return held
    core = await read(context.pool, lambda c: find_core(c, head.form, head.core))
    return await context.made.get(context.workers, (head.digest,), core_titles, core.document)


def _class(change: Declared) -> str:
    return "wording" if change.effect == "none" else change.klass


def _near(lines: tuple[Line, ...], code: str) -> list[Near]:
    """The nearest others, the nearest first."""
    own = next((line for line in lines if line.code == code), None)
    if own is None:
        return []
    found = [
        Near(line.code, line.name, *likeness(own, line)) for line in lines if line.code != code
    ]
    return sorted(found, key=lambda n: (-_share(n), n.code))[:NEIGHBOURS]


def _share(near: Near) -> float:
    every = near.alike + near.apart
    return near.alike / every if every else 1.0


async def _waiting(connection: Connection, code: str) -> Waiting:
    today = days.today()
    _, rebases = await pending.prepared(connection, code, None)
    return Waiting(
        amended=await pending.amended(connection, code, None, today),
        rebases=tuple(one.fact for one in rebases),
        reviews=await pending.open_reviews(connection, code, None, today),
        proposals=await pending.open_proposals(connection, code, None, today),
    )


def _row(kana: str) -> str:
    """The row of the syllabary in which a reading stands: its first letter (ア, カ …)."""
    first = kana[:1].translate(_PLAIN)
    return next((row[0] for row in _ROWS if first in row and first), first)
