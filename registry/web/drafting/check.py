"""Checking a form: a file, what was understood of it, what differs, and examples filled in."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from litestar import Response, get, post
from litestar.params import FromPath, FromQuery
from msgspec.structs import replace

from registry.compute.example_page import Way, example
from registry.compute.form import Brought
from registry.compute.form_check import GROUPS, CheckedForm, read_result
from registry.db import cores, municipalities
from registry.db.form_checks import KeptCheck
from registry.db.pool import read
from registry.intake import StrictRequest
from registry.limits import CHECK_DAYS, MAX_FILE
from registry.problems import RefusedError, encode
from registry.services import rights
from registry.services.kept_check import (
    begin_check,
    find_check,
    forget_check,
    read_names,
    rematch_check,
)
from registry.web.choices import forms_in_use, municipality_named
from registry.web.forms import Sent, sent
from registry.web.markup import form_html
from registry.web.paths import both
from registry.web.view import View, view_of
from soroe.errors import Problem, SoroeError
from soroe.importers import Names
from soroe.locale import explain
from soroe.page import FormPage
from soroe.page.model import Asked
from soroe.pointer import split

OWN = "own"
"""A field that is no item of the core, as the tables of matches send it."""

OTHER = "other"
"""A field that a person wants to match anew."""

_ABOUT_PLACE = frozenset(
    {"no-such-municipality", "municipality-unclear", "municipality-code-invalid",
     "check-digit-wrong"}
)  # fmt: skip


@get(both("/check"))
async def get_check(
    request: StrictRequest, form: FromQuery[str] = "", municipality: FromQuery[str] = ""
) -> Response[bytes]:
    """Where a file is chosen."""
    view = view_of(request)
    own = view.visitor.municipality if view.visitor else None
    return await _asking(view, {"form": form, "municipality": municipality or own or ""}, ())


@post(both("/check"), status_code=200, request_max_body_size=MAX_FILE + 65_536)
async def post_check(request: StrictRequest) -> Response[bytes]:
    """Check the file and show the result; what is wrong is said beside the field."""
    view = view_of(request)
    given = await sent(request)
    typed = {name: given.get(name) for name in ("form", "municipality", "sheet")}
    file = given.files.get("file")
    try:
        if file is None:
            raise RefusedError(Problem("file-not-chosen"))
        code = await municipality_named(view.context, typed["municipality"])
        brought = Brought(await file.read(), is_json=False, sheet=typed["sheet"] or None)
        check = await begin_check(view.context, typed["form"], code, brought, file.filename)
    except SoroeError as error:
        return await _asking(view, typed, error.problems)
    return view.redirect("check", str(check))


@get(both("/check/{check:uuid}"))
async def get_result(
    request: StrictRequest, check: FromPath[UUID], fix: FromQuery[str] = ""
) -> Response[bytes]:
    """What was understood and what differs; `fix` opens the choice for one field."""
    view = view_of(request)
    found = await find_check(view.context, check)
    return view.render(
        "check_result.html", **await _told(view, found), fix=fix.split(","), wrong=()
    )


@post(both("/check/{check:uuid}/match"), status_code=200)
async def post_match(request: StrictRequest, check: FromPath[UUID]) -> Response[bytes]:
    """Check again with the matches that a person has chosen."""
    view = view_of(request)
    given = await sent(request)
    found = await find_check(view.context, check)
    checked = read_result(found.result)
    chosen, open_ = _chosen(given, checked, read_names(found))
    try:
        await rematch_check(view.context, check, chosen)
    except SoroeError as error:
        told = [explain(problem, view.lang) for problem in error.problems]
        status = _status(view, error.problems)
        values = await _told(view, found)
        return view.render("check_result.html", status=status, **values, fix=open_, wrong=told)
    return view.redirect("check", str(check), fix=",".join(open_) or None)


@post(both("/check/{check:uuid}/forget"), status_code=200)
async def post_forget(request: StrictRequest, check: FromPath[UUID]) -> Response[bytes]:
    """Forget the file and the result."""
    view = view_of(request)
    await sent(request)
    await forget_check(view.context, check)
    return view.redirect("check")


@get(both("/check/{check:uuid}/example/{mark:str}"))
async def get_example(
    request: StrictRequest,
    check: FromPath[UUID],
    mark: FromPath[str],
    way: FromQuery[Way | None] = None,
) -> Response[bytes]:
    """The counterexample of one finding as a form that is filled in."""
    view = view_of(request)
    found = await find_check(view.context, check)
    core = await read(view.context.pool, lambda c: cores.by_version(c, found.form, found.version))
    assert core is not None, "a version is never deleted"
    shown = await view.context.workers.run(
        example, found.result, core.document, mark, way, view.lang
    )
    if shown is None:
        raise RefusedError(Problem("not-found", params={"path": view.path[:200]}))
    near, rest = _parted(shown.page)
    return view.render(
        "check_example.html",
        check=found,
        shown=shown,
        way=shown.way,
        page=form_html(near, view.lang),
        rest=form_html(rest, view.lang, whole=False) if rest.whole.nodes else "",
    )


def _parted(page: FormPage) -> tuple[FormPage, FormPage]:
    """The parts of the form that have mistakes, and the others; all where none is in a part."""
    wrong = {split(at)[0] for at, _ in page.mistakes if at}
    nodes = page.whole.nodes
    near = tuple(n for n in nodes if split(n.asked.at)[0] in wrong)
    if not near:
        return page, replace(page, whole=replace(page.whole, nodes=()))
    others = tuple(n for n in nodes if n not in near)
    plain = replace(page.whole, nodes=others, unknown=(), asked=Asked("", "", page.title))
    return (
        replace(page, whole=replace(page.whole, nodes=near)),
        replace(page, whole=plain, mistakes=(), notes=()),
    )


async def _asking(
    view: View, typed: dict[str, str], problems: tuple[Problem, ...]
) -> Response[bytes]:
    """The page where a file is chosen, with what was typed and what is wrong with it."""
    place = [p for p in problems if p.type in _ABOUT_PLACE]
    told = {
        "municipality": [explain(p, view.lang) for p in place],
        "file": [explain(p, view.lang) for p in problems if p not in place],
    }
    status = _status(view, problems) if problems else 200
    forms = await forms_in_use(view.context)
    typed = {"sheet": "", **typed}
    return view.render("check.html", status=status, forms=forms, typed=typed, told=told)


def _status(view: View, problems: tuple[Problem, ...]) -> int:
    status, _ = encode(problems, view.context.public_url)
    return status


async def _told(view: View, found: KeptCheck) -> dict[str, Any]:
    """All that the page of a result says."""
    checked = read_result(found.result)
    place = found.municipality
    known = await read(
        view.context.pool, lambda c: municipalities.some(c, [place] if place else [])
    )
    core = await read(view.context.pool, lambda c: cores.by_version(c, found.form, found.version))
    assert core is not None, "a version is never deleted"
    visitor = view.visitor
    return {
        "check": found,
        "checked": checked,
        "said": checked.ja if view.lang == "ja" else checked.en,
        "groups": GROUPS,
        "place": known.get(place or ""),
        "drafts": visitor is not None and visitor.may(rights.DIFF_PUBLISH),
        "days": CHECK_DAYS,
    }


def _chosen(given: Sent, checked: CheckedForm, before: Names) -> tuple[Names, list[str]]:
    """What a person says now, over what was said before; and the fields to be chosen for anew."""
    aliases, own = dict(before.aliases), set(before.own)
    open_: list[str] = []
    for number, entry in enumerate(checked.entries):
        choice = given.get(f"match-{number}")
        if not choice:
            continue
        aliases = {item: code for item, code in aliases.items() if code != entry.code}
        own.discard(entry.code)
        if choice in (OWN, OTHER):
            own.add(entry.code)
        else:
            aliases[choice] = entry.code
        if choice == OTHER:
            open_.append(str(number))
    return Names(aliases, frozenset(own)), open_
