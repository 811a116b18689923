"""Signing in with the OpenID Connect provider: to it, and back."""

from __future__ import annotations

import hmac
from typing import Final

from litestar import Response, get
from litestar.params import FromQuery

from registry.context import Context
from registry.intake import StrictRequest
from registry.oidc import started
from registry.oidc.provider import Provider
from registry.problems import RefusedError
from registry.services.sign_in_with_provider import sign_in_with_provider
from registry.web.paths import LANGS, both, lang_of
from registry.web.signing import session_secret
from registry.web.signing.leading import own_page
from registry.web.signing.sessions import cookie, cookie_name, with_session
from registry.web.signing.sign_in import end_former
from registry.web.view import go, view_of
from soroe.errors import Problem

NAME: Final = "soroe-sign-in"
"""The cookie of a sign-in under way."""

BACK: Final = f"/{LANGS[0]}/sign-in/back"
"""Where the provider sends people back to: one address, to be registered with it."""


@get(both("/sign-in/provider"))
async def get_provider(request: StrictRequest, to: FromQuery[str] = "") -> Response[bytes]:
    """To the provider, with a question that only this browser can bring back."""
    view = view_of(request)
    provider = _provider(view.context)
    begun = started.begin(own_page(view.lang, to))
    there = await provider.question(
        back=view.context.public_url + BACK,
        state=begun.state,
        nonce=begun.nonce,
        challenge=begun.challenge,
    )
    answer = go(there)
    answer.set_cookie(cookie(view.context, begun.cookie(), name=NAME, max_age=started.SECONDS))
    return answer


@get(both("/sign-in/back"))
async def get_back(request: StrictRequest) -> Response[bytes]:
    """Back from the provider: who it is, and on to the page that was wanted.

    Raises `RefusedError`: `sign-in-interrupted` where this browser did not begin it,
    `sign-in-refused` where the provider refused, and what provider and services raise.
    """
    view = view_of(request)
    provider = _provider(view.context)
    told = {name: request.query_params.get(name, "") for name in ("code", "state", "error")}
    begun = started.resumed(request.cookies.get(cookie_name(view.context, NAME), ""))
    if begun is None or not hmac.compare_digest(begun.state.encode(), told["state"].encode()):
        raise RefusedError(Problem("sign-in-interrupted"))
    to = own_page(view.lang, begun.to)
    if lang_of(to) != view.lang:  # the address to come back to has one language, the person may not
        query = request.scope["query_string"].decode("latin-1")
        return go(f"/{lang_of(to)}/sign-in/back?{query}")
    if told["error"] or not told["code"]:
        params = {"provider": provider.client.name, "detail": told["error"][:100] or "-"}
        raise RefusedError(Problem("sign-in-refused", params=params))
    claims = await provider.person(
        told["code"],
        back=view.context.public_url + BACK,
        nonce=begun.nonce,
        verifier=begun.verifier,
    )
    secret = session_secret.new()
    await sign_in_with_provider(
        view.context, provider.client.issuer, claims, session_secret.kept(secret)
    )
    await end_former(view)
    answer = with_session(view.context, go(to), secret)
    answer.set_cookie(cookie(view.context, "", name=NAME, max_age=0))
    return answer


def _provider(context: Context) -> Provider:
    if context.provider is None:
        raise RefusedError(Problem("provider-not-set"))
    return context.provider
