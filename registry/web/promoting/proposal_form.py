"""The form in which a change of the core is proposed, and in which a proposal is put right."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Final

import msgspec
from litestar import Response, get, post
from litestar.params import FromPath, FromQuery, QueryParameter
from msgspec.structs import replace

from registry.compute.candidates_page import Ranked
from registry.compute.proposal_file import chosen_changes, content_of
from registry.intake import StrictRequest
from registry.problems import RefusedError, encode
from registry.services.open_proposal import Asked, open_proposal, refresh_proposal
from registry.services.own_ground import Ground, own_ground
from registry.services.show_candidates import show_candidates
from registry.services.show_proposal import Told, show_proposal
from registry.web.forms import Sent, sent
from registry.web.mistakes import Mistakes, mistakes
from registry.web.paths import both
from registry.web.reading.forms_shown import find_family
from registry.web.view import View, view_of
from registry.web.visitor import Visitor
from soroe.errors import DocumentError, Problem, SoroeError
from soroe.jsontext import read as read_json
from soroe.model import Change
from soroe.wareki import read_date, wareki

FIELDS: Final = frozenset({"title", "text", "closes_on", "effective_from", "file"})
ABOUT: Final = {
    "closing-day-missing": "closes_on",
    "closing-day-past": "closes_on",
    "applies-before-closing": "effective_from",
}
OFFERED: Final = 20
"""Candidates that are offered, the first of the ranking; what is chosen is there in any case."""

_NAME: Final = "name "
"""Before the id of a candidate, as the form names the field of its name."""


class Typed(msgspec.Struct, frozen=True):
    """What stands in the form."""

    title: str = ""
    text: str = ""
    closes_on: str = ""
    effective_from: str = ""
    candidates: tuple[str, ...] = ()
    names: dict[str, str] = {}
    own: tuple[int, ...] = ()


@get(both("/forms/{form:str}/proposals/new"))
async def get_new(
    request: StrictRequest,
    form: FromPath[str],
    *,
    chosen: Annotated[list[str] | None, QueryParameter(name="candidate")] = None,
    change: FromQuery[list[int] | None] = None,
) -> Response[bytes]:
    """The form with what was chosen before: candidates, or changes of the visitor's own diff."""
    typed = Typed(candidates=tuple(dict.fromkeys(chosen or ())), own=tuple(change or ()))
    return await _form(view_of(request), form, typed)


@post(both("/forms/{form:str}/proposals/new"), status_code=200)
async def post_new(request: StrictRequest, form: FromPath[str]) -> Response[bytes]:
    """Open the proposal; the same once more leads to the one that is there."""
    view, given = view_of(request), await sent(request)
    typed = _typed(given)
    try:
        asked = await _asked(view, form, given, typed, None)
        opened = await open_proposal(view.context, _visitor(view).by, form=form, asked=asked)
    except SoroeError as error:
        return await _form(view, form, typed, error=error)
    number = str(opened.proposal.proposal)
    done = "opened" if opened.created else "there"
    return view.redirect("forms", form, "proposals", number, done=done)


@get(both("/forms/{form:str}/proposals/{proposal:int}/edit"))
async def get_edit(
    request: StrictRequest, form: FromPath[str], proposal: FromPath[int]
) -> Response[bytes]:
    """The form with the text that the proposal has now."""
    view = view_of(request)
    told = await show_proposal(view.context, form, proposal)
    one = told.proposal
    typed = Typed(
        title=one.title,
        text=told.facts.text,
        closes_on=_spelt(view, one.closes_on),
        effective_from=_spelt(view, one.effective_from) if one.effective_from else "",
        candidates=told.source.candidates,
        names=told.source.names,
    )
    return await _form(view, form, typed, told)


@post(both("/forms/{form:str}/proposals/{proposal:int}/edit"), status_code=200)
async def post_edit(
    request: StrictRequest, form: FromPath[str], proposal: FromPath[int]
) -> Response[bytes]:
    """Make the text anew with what was typed, if it is still the one that the page showed."""
    view, given = view_of(request), await sent(request)
    typed = _typed(given)
    told = await show_proposal(view.context, form, proposal)
    try:
        edit = given.get("edit")
        if not (edit.isascii() and edit.isdecimal() and len(edit) < 10):
            raise RefusedError(Problem("proposal-edit-missing", "/edit"))
        asked = await _asked(view, form, given, typed, told)
        made = await refresh_proposal(
            view.context,
            _visitor(view).by,
            form=form,
            number=proposal,
            asked=asked,
            edit=int(edit),
        )
    except SoroeError as error:
        return await _form(view, form, typed, told, error=error)
    done = "same" if made.edit == told.proposal.edit else "refresh"
    return view.redirect("forms", form, "proposals", str(proposal), done=done)


def _visitor(view: View) -> Visitor:
    assert view.visitor is not None, "the guard lets nobody else in"
    return view.visitor


def _typed(given: Sent) -> Typed:
    names = {
        name.removeprefix(_NAME): values[0]
        for name, values in given.fields.items()
        if name.startswith(_NAME) and values[0]
    }
    return Typed(
        title=given.get("title"),
        text=given.get("text"),
        closes_on=given.get("closes_on"),
        effective_from=given.get("effective_from"),
        candidates=tuple(dict.fromkeys(given.all("candidate"))),
        names=names,
        own=tuple(int(n) for n in given.all("change") if n.isascii() and n.isdecimal()),
    )


async def _asked(view: View, form: str, given: Sent, typed: Typed, told: Told | None) -> Asked:
    """What is asked of the service; of a proposal that is there, only what is not so already."""
    asked = Asked(
        title=typed.title,
        text=typed.text,
        closes_on=_day(typed.closes_on, "/closes_on"),
        effective_from=_day(typed.effective_from, "/effective_from"),
    )
    file = given.files.get("file")
    if file is not None:
        body = await file.read()
        found = await view.context.workers.run(content_of, body, file.filename)
        if found.core is not None:
            core = read_json(found.core)
            return replace(asked, core=core, candidates=typed.candidates or None)
        return _made(asked, typed, found.changes, told)
    changes: tuple[Change, ...] | None = None
    if typed.own and (ground := await _ground(view, form)) is not None:
        changes = await view.context.workers.run(chosen_changes, ground.submitted, typed.own)
    return _made(asked, typed, changes, told)


def _made(
    asked: Asked, typed: Typed, changes: tuple[Change, ...] | None, told: Told | None
) -> Asked:
    names = {id_: name for id_, name in typed.names.items() if id_ in typed.candidates}
    same = told is not None and (told.source.candidates, told.source.names) == (
        typed.candidates,
        names,
    )
    if same:
        return replace(asked, changes=changes)
    return replace(asked, candidates=typed.candidates, item_names=names, changes=changes)


def _spelt(view: View, day: date) -> str:
    """A day as people of the language type it."""
    return wareki(day) if view.lang == "ja" else day.isoformat()


def _day(text: str, at: str) -> date | None:
    if not text:
        return None
    try:
        return read_date(text)
    except DocumentError as error:
        raise DocumentError(*(replace(problem, at=at) for problem in error.problems)) from None


async def _ground(view: View, form: str) -> Ground | None:
    code = _visitor(view).municipality
    return await own_ground(view.context, form, code) if code else None


async def _form(
    view: View,
    form: str,
    typed: Typed,
    told: Told | None = None,
    *,
    error: SoroeError | None = None,
) -> Response[bytes]:
    family = await find_family(view.context, form)
    ranked: tuple[Ranked, ...] = ()
    try:
        ranked = (await show_candidates(view.context, form, view.lang)).candidates
    except RefusedError as refusal:
        if refusal.problem.type != "not-measured-yet":
            raise
    first, rest = ranked[:OFFERED], ranked[OFFERED:]
    known = {one.id for one in ranked}
    return view.render(
        "proposal-form.html",
        status=encode(error.problems, view.context.public_url)[0] if error else 200,
        keep=False,
        family=family,
        told=told,
        typed=typed,
        offered=[*first, *(one for one in rest if one.id in typed.candidates)],
        more=bool(rest),
        gone=[id_ for id_ in typed.candidates if id_ not in known],
        ground=await _ground(view, form),
        wrong=mistakes(view, error, FIELDS, ABOUT) if error else Mistakes(),
    )
