"""Two municipalities beside each other: for staff, and for a resident who moves."""

from __future__ import annotations

import msgspec
from litestar import Response, get
from litestar.params import FromQuery

from registry import names
from registry.compute.pages import Apart, Brought, apart
from registry.db import local_revisions, municipalities, pages
from registry.db.municipalities import Municipality
from registry.db.pages import Place
from registry.db.pool import Connection, read
from registry.intake import StrictRequest
from registry.problems import RefusedError
from registry.services.check_form import find_core
from registry.services.layers_below import published_below
from registry.web.paths import both
from registry.web.reading.forms_shown import Family, families
from registry.web.view import View, view_of
from soroe.errors import Problem
from soroe.jsontext import digest_bytes
from soroe.locale import text
from soroe.model import Effect


class Asked(msgspec.Struct, frozen=True):
    """What was chosen; "" is no choice yet."""

    form: str
    a: str
    b: str


class Side(msgspec.Struct, frozen=True):
    """One of the two; `revision` is 0 where it has published no diff of the form."""

    place: Municipality
    revision: int
    brought: Brought


class Move(msgspec.Struct, frozen=True):
    """What a resident notices who moves from one to the other."""

    asked_anew: list[Apart]
    no_longer: list[Apart]
    otherwise: list[Apart]


@get(both("/compare"))
async def get_two(
    request: StrictRequest,
    *,
    form: FromQuery[str] = "",
    a: FromQuery[str] = "",
    b: FromQuery[str] = "",
) -> Response[bytes]:
    """What separates the forms of two municipalities; without them, the choice of both.

    `a` is also where a resident moves from, `b` where to.
    """
    view = view_of(request)

    async def work(connection: Connection) -> tuple[list[Family], list[Place]]:
        found = [family for family in await families(connection, None, {}) if family.latest]
        return found, await pages.places(connection, form) if form else []

    known, offered = await read(view.context.pool, work)
    chosen = next((one for one in known if one.form == form), None)
    if form and chosen is None:
        names.form(form)
        raise RefusedError(Problem("no-such-form", params={"form": form}))
    asked = Asked(form, a, b)
    if chosen is None or not a or not b:
        return view.render("two.html", known=known, offered=offered, asked=asked, sides=None)
    one, other = [await _side(view, form, code) for code in (a, b)]
    found = await _apart(view, one, other, form)
    effects: tuple[Effect, ...] = ("narrows", "widens", "both", "undecided", "none")
    return view.render(
        "two.html",
        known=known,
        offered=offered,
        asked=asked,
        sides=(one, other),
        family=chosen,
        apart=found,
        move=_move(found),
        effects={name: text("impact", "effect", name, view.lang) for name in effects},
    )


async def _side(view: View, form: str, code: str) -> Side:
    names.code(code)

    async def work(connection: Connection) -> Side:
        place = (await municipalities.some(connection, [code])).get(code)
        if place is None:
            raise RefusedError(Problem("no-such-municipality", params={"code": code}))
        latest = await local_revisions.latest(connection, form, code)
        core = await find_core(connection, form, latest.core if latest else "latest")
        below = await published_below(connection, form, latest.over if latest else None)
        diff = latest.submitted if latest else None
        brought = Brought(code, place.name, core.document, diff, below)
        return Side(place, latest.revision if latest else 0, brought)

    return await read(view.context.pool, work)


async def _apart(view: View, one: Side, other: Side, form: str) -> tuple[Apart, ...]:
    key: list[object] = [form, view.lang]
    for side in (one, other):
        own = side.brought
        texts = (own.core, own.diff or b"", *(below.submitted for below in own.below))
        key += [own.code, *map(digest_bytes, texts)]
    args = (one.brought, other.brought, form, view.lang)
    return await view.context.made.get(view.context.workers, tuple(key), apart, *args)


def _move(found: tuple[Apart, ...]) -> Move:
    anew = [one for one in found if not one.here]
    gone = [one for one in found if not one.there]
    rest = [one for one in found if one not in anew and one not in gone]
    return Move(anew, gone, rest)
