"""Municipalities: by prefecture, and one of them with its forms."""

from __future__ import annotations

from itertools import groupby
from typing import Final

import msgspec
from litestar import Response, get
from litestar.params import FromPath, FromQuery

from registry import days, names
from registry.compute.spread import Line, likeness
from registry.db import pages
from registry.db.pages import Declared, Entry, PlaceForm, Point
from registry.db.pool import Connection, read
from registry.intake import StrictRequest
from registry.problems import RefusedError
from registry.services import handover_pending as pending
from registry.services.find_municipality import Entry as Municipality
from registry.services.find_municipality import find_municipality
from registry.services.find_spread import find_spread
from registry.web.chart import Chart, chart
from registry.web.heat import CLASSES
from registry.web.paths import both
from registry.web.view import View, view_of
from soroe.errors import Problem
from soroe.handover.facts import AmendedFact, RebaseFact, ReviewFact
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
    """A form of a municipality: revisions, changes of the latest by class, who is like it."""

    head: PlaceForm
    changes: list[tuple[str, list[Declared]]]
    points: list[Point]
    now: Point
    chart: Chart | None
    near: list[Near]
    titles: dict[str, str]


class Waiting(msgspec.Struct, frozen=True):
    """What awaits a municipality: amended citations, prepared rebases, reviews that are open."""

    amended: tuple[AmendedFact, ...]
    rebases: tuple[RebaseFact, ...]
    reviews: tuple[ReviewFact, ...]


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
async def get_municipality(request: StrictRequest, code: FromPath[str]) -> Response[bytes]:
    """One municipality: its forms, what differs and why, what awaits it, who is like it."""
    view = view_of(request)
    names.code(code)

    async def work(
        connection: Connection,
    ) -> tuple[Municipality | None, list[PlaceForm], list[Point], list[Declared], Waiting]:
        return (
            await find_municipality(connection, code, ALWAYS),
            await pages.of_place(connection, code),
            await pages.history(connection, code),
            await pages.declared(connection, code),
            await _waiting(connection, code),
        )

    place, forms, points, declared, waiting = await read(view.context.pool, work)
    if place is None:
        raise RefusedError(Problem("no-such-municipality", params={"code": code}))
    return view.render(
        "municipality.html",
        place=place,
        forms=[await _own_form(view, code, head, points, declared) for head in forms],
        waiting=waiting,
        own=view.visitor is not None
        and (view.visitor.steward or view.visitor.municipality == code),
    )


async def _own_form(
    view: View, code: str, head: PlaceForm, points: list[Point], declared: list[Declared]
) -> OwnForm:
    spread = await find_spread(view.context, head.form, view.lang)
    own = [p for p in points if p.form == head.form]
    measured = [p for p in own if p.items is not None]
    changes = [d for d in declared if d.form == head.form]
    by_class = {name: [c for c in changes if _class(c) == name] for name in (*CLASSES, "wording")}
    return OwnForm(
        head=head,
        changes=[(name, members) for name, members in by_class.items() if members],
        points=own,
        now=own[-1],
        chart=chart(measured) if len(measured) > 1 else None,
        near=_near(spread.lines, code),
        titles={column.item: column.title for column in spread.columns},
    )


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
    )


def _row(kana: str) -> str:
    """The row of the syllabary in which a reading stands: its first letter (ア, カ …)."""
    first = kana[:1].translate(_PLAIN)
    return next((row[0] for row in _ROWS if first in row and first), first)
