"""Organisations, for stewards: who there is, and registering another one."""

from __future__ import annotations

from functools import partial
from typing import Final, get_args

from litestar import Response, get, post
from litestar.params import FromQuery

from registry.db import municipalities, organisations
from registry.db.organisations import Kind
from registry.db.pool import read
from registry.intake import StrictRequest
from registry.problems import RefusedError, status_of
from registry.services.create_organisation import create_organisation
from registry.web.forms import Sent, sent
from registry.web.mistakes import Mistakes, mistakes
from registry.web.paths import both
from registry.web.view import View, view_of
from soroe.errors import Problem

PAGE: Final = 100
KINDS: Final[tuple[Kind, ...]] = get_args(Kind)
FIELDS: Final = frozenset({"kind", "municipality", "id", "name"})
ABOUT: Final = {
    "municipality-code-invalid": "municipality",
    "check-digit-wrong": "municipality",
    "organisation-name-invalid": "id",
}


@get(both("/admin"))
async def get_admin(request: StrictRequest) -> Response[bytes]:
    """What there is to look after."""
    return view_of(request).render("admin.html")


@get(both("/admin/organisations"))
async def get_organisations(
    request: StrictRequest,
    q: FromQuery[str] = "",
    kind: FromQuery[str] = "",
    after: FromQuery[str] = "",
) -> Response[bytes]:
    """The organisations that fit, a hundred at a time."""
    view = view_of(request)
    of: Kind | None = next((one for one in KINDS if one == kind), None)
    words = q.strip()[:100]
    found = await read(
        view.context.pool, lambda c: organisations.find(c, words, of, after, PAGE + 1)
    )
    return view.render(
        "admin-organisations.html",
        found=found[:PAGE],
        next=found[PAGE - 1].id if len(found) > PAGE else None,
        words=words,
        kind=of or "",
        kinds=KINDS,
        is_first=not after,
    )


@get(both("/admin/organisations/new"))
async def get_new(request: StrictRequest, kind: FromQuery[str] = "") -> Response[bytes]:
    """The form in which an organisation is registered."""
    return _form(view_of(request), Sent({"kind": [kind]}, {}), Mistakes())


@post(both("/admin/organisations/new"))
async def post_new(request: StrictRequest) -> Response[bytes]:
    """Register an organisation. Of a municipality the code is enough."""
    view = view_of(request)
    form = await sent(request)
    assert view.visitor is not None, "the guard lets nobody else in"
    code = form.get("municipality")
    municipal = form.get("kind") == "municipality"
    try:
        made = await create_organisation(
            view.context,
            view.visitor.by,
            id_=form.get("id") or (f"municipality-{code}" if municipal else ""),
            kind=_kind(form.get("kind")),
            name=form.get("name") or (await _name_of(view, code) if municipal else ""),
            municipality=code if municipal else None,
        )
    except RefusedError as error:
        return _form(view, form, mistakes(view, error, FIELDS, ABOUT))
    return view.redirect("admin", "organisations", made.id)


def _kind(given: str) -> Kind:
    for kind in KINDS:
        if kind == given:
            return kind
    detail = ", ".join(KINDS)
    raise RefusedError(Problem("request-invalid", "/kind", {"detail": detail}))


async def _name_of(view: View, code: str) -> str:
    """What the directory calls the municipality; what it is not, the service says."""
    found = await read(view.context.pool, partial(municipalities.get, code=code))
    return found.name if found else code or "-"


def _form(view: View, typed: Sent, wrong: Mistakes) -> Response[bytes]:
    return view.render(
        "admin-organisation-new.html",
        status=status_of(wrong.type) if wrong.type else 200,
        typed=typed,
        wrong=wrong,
        kinds=KINDS,
    )
