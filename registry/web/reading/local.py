"""A municipality's revision of a form: what it changes, why, and on what that rests."""

from __future__ import annotations

from itertools import groupby

import msgspec
from litestar import Response, get
from litestar.params import FromPath

from registry import names
from registry.compute.local import BelowDiff
from registry.compute.pages import ToldChange, ToldDiff, applicant, told_diff
from registry.db import cores, local_revisions, municipalities, pages
from registry.db.local_revisions import Revision
from registry.db.municipalities import Municipality
from registry.db.pages import ChangeFact
from registry.db.pool import Connection, read
from registry.intake import StrictRequest
from registry.problems import RefusedError
from registry.services.layers_below import published_below
from registry.web.markup import trusted
from registry.web.paths import both
from registry.web.reading.forms_shown import find_family
from registry.web.reading.heat_rows import CLASSES
from registry.web.view import View, view_of
from soroe.errors import Problem
from soroe.table.shown import Layout


class Documents(msgspec.Struct, frozen=True):
    """A revision with all it follows from."""

    place: Municipality
    revisions: list[Revision]
    revision: Revision
    core: bytes
    below: tuple[BelowDiff, ...]
    submitted: bytes
    local_form: bytes
    facts: list[ChangeFact]


class Shown(msgspec.Struct, frozen=True):
    """A change as the page shows it; `number` counts from 1 in the diff."""

    number: int
    fact: ChangeFact
    told: ToldChange


@get(both("/forms/{form:str}/local/{code:str}"))
async def get_latest(
    request: StrictRequest, form: FromPath[str], code: FromPath[str]
) -> Response[bytes]:
    """To the latest revision of a municipality."""
    view = view_of(request)
    names.form(form)
    names.code(code)
    revision, _ = await read(view.context.pool, lambda c: local_revisions.highest(c, form, code))
    if not revision:
        raise _missing(form, code, "latest")
    return view.redirect("forms", form, "local", code, str(revision))


@get(both("/forms/{form:str}/local/{code:str}/{revision:str}"))
async def get_local(
    request: StrictRequest, form: FromPath[str], code: FromPath[str], revision: FromPath[str]
) -> Response[bytes]:
    """A revision: its changes by class, with their citations."""
    view = view_of(request)
    found = await _documents(view, form, code, revision)
    told = await _told(view, found)
    shown = [
        Shown(n + 1, fact, one)
        for n, (fact, one) in enumerate(zip(found.facts, told.changes, strict=True))
    ]
    return view.render(
        "local.html",
        family=await find_family(view.context, form),
        found=found,
        told=told,
        groups=_groups(shown),
        layout=Layout(view.lang),
    )


@get(both("/forms/{form:str}/local/{code:str}/{revision:str}/applicant"))
async def get_local_applicant(
    request: StrictRequest, form: FromPath[str], code: FromPath[str], revision: FromPath[str]
) -> Response[bytes]:
    """The municipality's form as its applicants see it."""
    view = view_of(request)
    found = await _documents(view, form, code, revision)
    key = (found.revision.form_digest, view.lang)
    made = await view.context.made.get(
        view.context.workers, key, applicant, found.local_form, view.lang
    )
    return view.render(
        "local_applicant.html",
        family=await find_family(view.context, form),
        found=found,
        page=made,
        html=trusted(made.html),
    )


async def _documents(view: View, form: str, code: str, revision: str) -> Documents:
    names.form(form)
    names.code(code)
    number = names.revision(revision)

    async def work(connection: Connection) -> Documents:
        text = await local_revisions.text(connection, form, code, number)
        if text is None:
            raise _missing(form, code, revision)
        core = await cores.by_version(connection, form, text.core)
        local_form = await local_revisions.local_form(connection, form, code, number)
        places = await municipalities.some(connection, [code])
        revisions = await local_revisions.revisions(connection, form, code)
        assert core is not None, "a diff lies on a published core"
        assert local_form is not None, "it was made when the diff was published"
        return Documents(
            place=places[code],
            revisions=revisions,
            revision=next(r for r in revisions if r.revision == number),
            core=core.document,
            below=await published_below(connection, form, text.over),
            submitted=text.submitted,
            local_form=local_form,
            facts=await pages.of_revision(connection, form, code, number),
        )

    return await read(view.context.pool, work)


async def _told(view: View, found: Documents) -> ToldDiff:
    key = (found.revision.digest, found.revision.form_digest, view.lang)
    texts = (found.core, found.below, found.submitted, found.local_form)
    return await view.context.made.get(view.context.workers, key, told_diff, *texts, view.lang)


def _groups(shown: list[Shown]) -> list[tuple[str, list[Shown]]]:
    """By class, what says nothing of applicants last; in the order of the diff."""
    order = (*CLASSES, "wording")

    def group(one: Shown) -> str:
        return "wording" if one.fact.effect == "none" else one.fact.klass

    ranked = sorted(shown, key=lambda one: (order.index(group(one)), one.number))
    return [(name, list(members)) for name, members in groupby(ranked, key=group)]


def _missing(form: str, code: str, revision: str) -> RefusedError:
    params = {"form": form, "municipality": code, "revision": revision}
    return RefusedError(Problem("no-such-revision", params=params))
