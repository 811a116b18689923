"""Who is signed in and who may sign in, for stewards."""

from __future__ import annotations

from typing import Any, Final
from uuid import UUID

from litestar import Response, get, post
from litestar.params import FromPath

from registry.db import access_codes, sessions, sign_in_rules
from registry.db.pool import Connection, snapshot
from registry.intake import StrictRequest
from registry.limits import MAX_PAGE
from registry.problems import RefusedError, status_of
from registry.services.end_session import end_session
from registry.services.sign_in_rule import add_rule, remove_rule
from registry.web.forms import Sent, sent
from registry.web.mistakes import Mistakes, mistakes
from registry.web.paths import both
from registry.web.view import View, view_of

FIELDS: Final = frozenset({"issuer", "claim", "value", "organisation", "note"})


@get(both("/admin/sign-ins"))
async def get_sign_ins(request: StrictRequest) -> Response[bytes]:
    """Sessions that are open, codes that can be used, and the rules for the provider's people."""
    return await _page(view_of(request), Sent({}, {}), Mistakes())


@post(both("/admin/sign-ins/{session:uuid}/revoke"))
async def post_revoke_session(request: StrictRequest, session: FromPath[UUID]) -> Response[bytes]:
    """End somebody's session."""
    view = view_of(request)
    await sent(request)
    assert view.visitor is not None, "the guard lets nobody else in"
    await end_session(view.context, view.visitor.by, session)
    return view.redirect("admin", "sign-ins")


@post(both("/admin/sign-ins/rules"))
async def post_rule(request: StrictRequest) -> Response[bytes]:
    """Say for which organisation somebody of the provider works."""
    view, form = view_of(request), await sent(request)
    assert view.visitor is not None, "the guard lets nobody else in"
    try:
        await add_rule(
            view.context,
            view.visitor.by,
            issuer=form.get("issuer"),
            claim=form.get("claim"),
            value=form.get("value"),
            organisation=form.get("organisation"),
            note=form.get("note"),
        )
    except RefusedError as error:
        return await _page(view, form, mistakes(view, error, FIELDS))
    return view.redirect("admin", "sign-ins")


@post(both("/admin/sign-ins/rules/{rule:uuid}/remove"))
async def post_remove_rule(request: StrictRequest, rule: FromPath[UUID]) -> Response[bytes]:
    """Take a rule away."""
    view = view_of(request)
    await sent(request)
    assert view.visitor is not None, "the guard lets nobody else in"
    await remove_rule(view.context, view.visitor.by, rule)
    return view.redirect("admin", "sign-ins")


async def _page(view: View, typed: Sent, wrong: Mistakes) -> Response[bytes]:
    async def look(connection: Connection) -> dict[str, Any]:
        return {
            "sessions": await sessions.open_ones(connection, MAX_PAGE),
            "codes": await access_codes.open_ones(connection, None, MAX_PAGE),
            "rules": await sign_in_rules.page(connection, MAX_PAGE),
        }

    provider = view.context.provider
    return view.render(
        "admin-sign-ins.html",
        status=status_of(wrong.type) if wrong.type else 200,
        **await snapshot(view.context.pool, look),
        provider=provider.client if provider else None,
        typed=typed,
        wrong=wrong,
    )
