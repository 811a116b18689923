"""Signing in and out."""

from __future__ import annotations

from litestar import Response, get, post
from litestar.params import FromQuery

from registry.context import Context
from registry.intake import StrictRequest
from registry.problems import RefusedError, status_of
from registry.services.end_session import sign_out, sign_out_everywhere
from registry.services.sign_in_with_code import sign_in_with_code
from registry.web.forms import sent
from registry.web.paths import both
from registry.web.signing import session_secret
from registry.web.signing.came_from import came_from
from registry.web.signing.leading import own_page
from registry.web.signing.sessions import with_session, without_session
from registry.web.view import View, go, view_of
from soroe.locale import explain


@get(both("/sign-in"))
async def get_sign_in(request: StrictRequest, to: FromQuery[str] = "") -> Response[bytes]:
    """The ways to sign in; afterwards one is led to the page `to`."""
    view = view_of(request)
    return _form(view, own_page(view.lang, to))


@post(both("/sign-in"))
async def post_sign_in(request: StrictRequest) -> Response[bytes]:
    """Sign in with an access code. A session that the browser had before ends."""
    view = view_of(request)
    form = await sent(request)
    to = own_page(view.lang, form.get("to"))
    secret = session_secret.new()
    try:
        await sign_in_with_code(
            view.context, form.get("code"), came_from(request), session_secret.kept(secret)
        )
    except RefusedError as error:
        return _form(view, to, form.get("code"), error)
    await end_former(view)
    return with_session(view.context, go(to), secret)


@post(both("/sign-out"))
async def post_sign_out(request: StrictRequest) -> Response[bytes]:
    """End this session; with `everywhere`, all of this person's."""
    view = view_of(request)
    form = await sent(request)
    if view.visitor is not None:
        if form.get("everywhere"):
            await sign_out_everywhere(view.context, view.visitor.by)
        else:
            await sign_out(view.context, view.visitor.by)
    return without_session(view.context, view.redirect("signed-out"))


@get(both("/signed-out"))
async def get_signed_out(request: StrictRequest) -> Response[bytes]:
    """That one is signed out."""
    return view_of(request).render("signed-out.html")


async def end_former(view: View) -> None:
    """End the session with which somebody signs in again: one browser has one."""
    if view.visitor is not None:
        await sign_out(view.context, view.visitor.by)


def _form(
    view: View, to: str, typed: str = "", error: RefusedError | None = None
) -> Response[bytes]:
    context: Context = view.context
    told = "" if error is None else _told(view, error)
    return view.render(
        "sign-in.html",
        status=200 if error is None else status_of(error.problem.type),
        keep=False,
        to=to,
        typed=typed[:100],
        error=told,
        provider=context.provider.client.name if context.provider else None,
    )


def _told(view: View, error: RefusedError) -> str:
    _, detail, remedy = explain(error.problem, view.lang)
    return f"{detail}{'' if view.lang == 'ja' else ' '}{remedy}"
