"""One organisation, for stewards: its tokens, access codes and sessions."""

from __future__ import annotations

from typing import Any, Final
from uuid import UUID

from litestar import Response, get, post
from litestar.params import FromPath

from registry.db import access_codes, organisations, sessions, tokens
from registry.db.pool import Connection, snapshot
from registry.intake import StrictRequest
from registry.limits import CODE_HOURS, MAX_PAGE
from registry.problems import RefusedError, status_of
from registry.services import rights
from registry.services.issue_code import issue_code
from registry.services.issue_token import issue_token
from registry.services.revoke_code import revoke_code
from registry.services.revoke_token import revoke_token
from registry.web.forms import Sent, sent
from registry.web.mistakes import Mistakes, mistakes
from registry.web.paths import both
from registry.web.view import View, view_of
from soroe.errors import Problem

DAYS: Final = 90
"""Days a token is valid where nothing else is typed."""

_NOTHING: Final = Sent({}, {})


@get(both("/admin/organisations/{organisation:str}"))
async def get_organisation(request: StrictRequest, organisation: FromPath[str]) -> Response[bytes]:
    """The organisation with what gives access to it."""
    return await _page(view_of(request), organisation)


@post(both("/admin/organisations/{organisation:str}/codes"))
async def post_code(request: StrictRequest, organisation: FromPath[str]) -> Response[bytes]:
    """Issue an access code; this answer is the only one that shows it."""
    view, form = view_of(request), await sent(request)
    assert view.visitor is not None, "the guard lets nobody else in"
    try:
        issued, code = await issue_code(
            view.context,
            view.visitor.by,
            organisation=organisation,
            person=form.get("person"),
            hours=_number(form.get("hours"), "/hours"),
        )
    except RefusedError as error:
        wrong = mistakes(view, error, {"person", "hours"})
        return await _page(view, organisation, code_form=form, code_wrong=wrong)
    return view.render(
        "admin-code.html", keep=False, organisation=organisation, issued=issued, code=code.reveal()
    )


@post(both("/admin/organisations/{organisation:str}/codes/{code:uuid}/revoke"))
async def post_revoke_code(
    request: StrictRequest, organisation: FromPath[str], code: FromPath[UUID]
) -> Response[bytes]:
    """Withdraw an access code."""
    view = view_of(request)
    await sent(request)
    assert view.visitor is not None, "the guard lets nobody else in"
    await revoke_code(view.context, view.visitor.by, code)
    return view.redirect("admin", "organisations", organisation)


@post(both("/admin/organisations/{organisation:str}/tokens"))
async def post_token(request: StrictRequest, organisation: FromPath[str]) -> Response[bytes]:
    """Issue a token; this answer is the only one that shows it."""
    view, form = view_of(request), await sent(request)
    assert view.visitor is not None, "the guard lets nobody else in"
    try:
        token, secret = await issue_token(
            view.context,
            view.visitor.by,
            organisation=organisation,
            label=form.get("label"),
            scopes=tuple(form.all("scopes")),
            days=_number(form.get("days"), "/days"),
        )
    except RefusedError as error:
        wrong = mistakes(view, error, {"label", "scopes", "days"})
        return await _page(view, organisation, token_form=form, token_wrong=wrong)
    return view.render(
        "admin-token.html",
        keep=False,
        organisation=organisation,
        token=token,
        secret=secret.reveal(),
    )


@post(both("/admin/organisations/{organisation:str}/tokens/{token:uuid}/revoke"))
async def post_revoke_token(
    request: StrictRequest, organisation: FromPath[str], token: FromPath[UUID]
) -> Response[bytes]:
    """End a token."""
    view = view_of(request)
    await sent(request)
    assert view.visitor is not None, "the guard lets nobody else in"
    await revoke_token(view.context, view.visitor.by, organisation, token)
    return view.redirect("admin", "organisations", organisation)


def _number(typed: str, at: str) -> int:
    """A whole number as it is typed; what is none is out of every bound."""
    if typed.isascii() and typed.isdecimal() and len(typed) < 7:
        return int(typed)
    raise RefusedError(Problem("request-invalid", at, {"detail": typed[:40] or "-"}))


async def _page(
    view: View,
    organisation: str,
    *,
    code_form: Sent = _NOTHING,
    code_wrong: Mistakes | None = None,
    token_form: Sent = _NOTHING,
    token_wrong: Mistakes | None = None,
) -> Response[bytes]:
    async def look(connection: Connection) -> dict[str, Any]:
        return {
            "organisation": await organisations.get(connection, organisation),
            "tokens": await tokens.page(connection, organisation, MAX_PAGE),
            "codes": await access_codes.open_ones(connection, organisation, MAX_PAGE),
            "sessions": await sessions.of_organisation(connection, organisation, MAX_PAGE),
        }

    found = await snapshot(view.context.pool, look)
    owner = found["organisation"]
    if not isinstance(owner, organisations.Organisation):
        raise RefusedError(Problem("no-such-organisation", params={"id": organisation[:100]}))
    wrong = code_wrong or token_wrong
    return view.render(
        "admin-organisation.html",
        status=status_of(wrong.type) if wrong else 200,
        **found,
        scopes_of=rights.SCOPES[owner.kind],
        code_form=code_form,
        code_wrong=code_wrong or Mistakes(),
        token_form=token_form,
        token_wrong=token_wrong or Mistakes(),
        hours=CODE_HOURS,
        days=DAYS,
    )
