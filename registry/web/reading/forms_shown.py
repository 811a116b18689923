"""Forms: the list, one of them, a version with its items, and the form as applicants see it."""

from __future__ import annotations

from collections.abc import Mapping

import msgspec
from litestar import Response, get
from litestar.params import FromPath

from registry import days, names
from registry.compute.pages import FormTable, applicant, form_table
from registry.compute.spread import Spread
from registry.context import Context
from registry.db import pages, reviews
from registry.db.cores import CoreText, Version
from registry.db.pages import Adoption
from registry.db.pool import Connection, read
from registry.db.reviews import Review
from registry.db.states import Standing
from registry.intake import StrictRequest
from registry.problems import RefusedError
from registry.services.check_form import find_core
from registry.services.find_spread import find_spread
from registry.services.in_force import Versions, versions_then
from registry.services.review_state import RUNNING, state_of
from registry.web.markup import trusted
from registry.web.paths import both
from registry.web.view import View, view_of
from soroe.errors import Problem
from soroe.page import anchor
from soroe.when import ALWAYS

FEW = 12
"""Municipalities that the page of a form names; more stand in the heat map."""

MOST = 10
"""Items that are changed most, as the page of a form names them."""


class Family(msgspec.Struct, frozen=True):
    """A form: its versions (highest first), what was said of them, reviews that are not over."""

    form: str
    title: str
    description: str
    latest: str | None
    versions: list[Version]
    said: dict[str, list[Standing]]
    reviews: list[tuple[Review, str]]
    adoption: Adoption

    @property
    def head(self) -> str:
        """The version in use; where there is none, the highest."""
        return self.latest or self.versions[0].version


@get(both("/forms"))
async def get_forms(request: StrictRequest) -> Response[bytes]:
    """All forms."""
    view = view_of(request)
    size = await read(view.context.pool, pages.log_size)
    adoptions = await view.context.made.keep(
        ("adoptions", size), lambda: read(view.context.pool, pages.adoptions)
    )
    found = await read(view.context.pool, lambda c: families(c, None, adoptions))
    return view.render("forms.html", forms=found)


@get(both("/forms/{form:str}"))
async def get_form(request: StrictRequest, form: FromPath[str]) -> Response[bytes]:
    """One form: where it stands, who differs, its items."""
    view = view_of(request)
    family = await find_family(view.context, form)
    spread = await find_spread(view.context, form)
    table = await _table(view, await _core(view, form, family.head))
    changing = sorted((c for c in spread.columns if c.count), key=lambda c: -c.count)[:MOST]
    return view.render(
        "form.html",
        family=family,
        table=table,
        spread=spread,
        changing=changing,
        counts=_counts(spread),
        few=len(spread.lines) <= FEW,
        anchor=anchor,
    )


@get(both("/forms/{form:str}/{version:str}"))
async def get_version(
    request: StrictRequest, form: FromPath[str], version: FromPath[str]
) -> Response[bytes]:
    """One version: its items and what was said of it."""
    view = view_of(request)
    family = await find_family(view.context, form)
    core = await _core(view, form, version)
    return view.render(
        "version.html",
        family=family,
        version=next(v for v in family.versions if v.version == core.version),
        earlier=_earlier(family, core.version),
        table=await _table(view, core),
        counts={},
        anchor=anchor,
    )


@get(both("/forms/{form:str}/{version:str}/applicant"))
async def get_applicant(
    request: StrictRequest, form: FromPath[str], version: FromPath[str]
) -> Response[bytes]:
    """The form of a version as applicants see it."""
    view = view_of(request)
    family = await find_family(view.context, form)
    core = await _core(view, form, version)
    made = await view.context.made.get(
        view.context.workers, (core.digest, view.lang), applicant, core.document, view.lang
    )
    return view.render(
        "applicant.html", family=family, page=made, html=trusted(made.html), version=core.version
    )


async def find_family(context: Context, form: str) -> Family:
    """A form as pages show it; `RefusedError` `no-such-form`."""
    names.form(form)

    async def work(connection: Connection) -> list[Family]:
        return await families(connection, form, await pages.adoptions(connection, form))

    found = await read(context.pool, work)
    if not found:
        raise RefusedError(Problem("no-such-form", params={"form": form}))
    return found[0]


async def families(
    connection: Connection, form: str | None, adoptions: Mapping[str, Adoption]
) -> list[Family]:
    """One form (or none, where there is no such), or all of them."""
    versions = await versions_then(connection, form, ALWAYS)
    today = days.today()
    running: dict[str, list[tuple[Review, str]]] = {}
    for review in await reviews.everything(connection, form):
        if (state := state_of(review, today)) in RUNNING:
            running.setdefault(review.form, []).append((review, state))
    return [
        _family(name, found, running.get(name, []), adoptions.get(name))
        for name, found in versions.items()
    ]


def _family(
    form: str, found: Versions, running: list[tuple[Review, str]], adoption: Adoption | None
) -> Family:
    title, description = found.named
    return Family(
        form=form,
        title=title or form,
        description=description,
        latest=found.latest,
        versions=found.shown[::-1],
        said={version: list(said) for version, said in found.standings.items()},
        reviews=running,
        adoption=adoption or Adoption(form, 0, 0),
    )


async def _core(view: View, form: str, version: str) -> CoreText:
    names.version(version)
    return await read(view.context.pool, lambda c: find_core(c, form, version))


async def _table(view: View, core: CoreText) -> FormTable:
    return await view.context.made.get(
        view.context.workers, (core.digest, view.lang), form_table, core.document, view.lang
    )


def _earlier(family: Family, version: str) -> str | None:
    """The version before one."""
    known = [v.version for v in family.versions]
    after = known[known.index(version) + 1 :]
    return after[0] if after else None


def _counts(spread: Spread) -> dict[str, int]:
    return {column.item: column.count for column in spread.columns}
