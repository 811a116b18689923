"""Finding the visitor of a request by the cookie of its session; setting and ending the cookie."""

from __future__ import annotations

from typing import Any, Final

from litestar import Response
from litestar.connection import ASGIConnection
from litestar.datastructures import Cookie

from registry.context import Context
from registry.db import sessions
from registry.db.pool import read, transaction
from registry.web.signing import session_secret
from registry.web.visitor import Visitor

NAME: Final = "soroe"


def cookie_name(context: Context, name: str = NAME) -> str:
    """The name of a cookie of ours.

    Over https it begins with `__Host-`: the browser takes such a cookie from this very host only,
    and only over https.
    """
    return f"__Host-{name}" if _secure(context) else name


def cookie(context: Context, value: str, *, name: str = NAME, max_age: int | None = None) -> Cookie:
    """A cookie that no script reads and no other site sends with what it posts."""
    return Cookie(
        key=cookie_name(context, name),
        value=value,
        path="/",
        max_age=max_age,
        secure=_secure(context),
        httponly=True,
        samesite="lax",
    )


def with_session(context: Context, answer: Response[bytes], secret: str) -> Response[bytes]:
    """The answer that lets the browser keep the session until it is closed."""
    answer.set_cookie(cookie(context, secret))
    return answer


def without_session(context: Context, answer: Response[bytes]) -> Response[bytes]:
    """The answer that makes the browser forget the session, and what it kept of its pages."""
    answer.set_cookie(cookie(context, "", max_age=0))
    answer.headers["Clear-Site-Data"] = '"cache", "storage"'
    return answer


def secret_of(context: Context, connection: ASGIConnection[Any, Any, Any, Any]) -> str | None:
    """The secret that the request's cookie holds; None where there is none."""
    return session_secret.read(connection.cookies.get(cookie_name(context), ""))


async def visitor_of(
    context: Context, connection: ASGIConnection[Any, Any, Any, Any]
) -> Visitor | None:
    """Who is signed in; None where nobody is, or the session is over."""
    secret = secret_of(context, connection)
    if secret is None:
        return None
    hash_ = session_secret.kept(secret)
    found = await read(context.pool, lambda c: sessions.find(c, hash_))
    if found is None or found.idle or found.holder.expired or found.holder.revoked:
        return None
    if found.unseen:
        token = found.holder.token
        await transaction(context.pool, lambda c: sessions.seen(c, token, context.session_idle))
    return Visitor(
        by=hash_,
        holder=found.holder,
        person=found.person,
        provider=found.provider,
        subject=found.subject,
        organisation_name=found.organisation_name,
        csrf=session_secret.word(secret),
    )


def _secure(context: Context) -> bool:
    return context.public_url.startswith("https:")
