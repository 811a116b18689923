"""Who may call what: one table, keyed by method and route. A route that is not in it is closed."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from litestar.connection import ASGIConnection
from litestar.handlers import BaseRouteHandler

from registry import secret
from registry.context import Context
from registry.openapi.operations import queries
from registry.problems import RefusedError
from registry.services import rights
from registry.turns import asker
from registry.web.paths import is_page
from registry.web.signing.came_from import came_from
from soroe.errors import Problem

PUBLIC: Final = "public"
"""Anybody; a token that is sent along is not looked at."""

TOKEN: Final = "token"  # noqa: S105 - the name of a permission
"""Anybody with a token that holds."""

_WEBHOOKS: Final = "/api/v1/organisations/{organisation}/webhooks"

PERMISSIONS: Final[Mapping[tuple[str, str], str]] = {
    ("GET", "/health"): PUBLIC,
    ("GET", "/ready"): PUBLIC,
    ("GET", "/problems.json"): PUBLIC,
    ("GET", "/problems/{slug}"): PUBLIC,
    ("GET", "/openapi.json"): PUBLIC,
    ("GET", "/openapi"): PUBLIC,
    ("GET", "/static/swagger-ui/{file}"): PUBLIC,
    ("GET", "/static/pages/{stamp}/{file}"): PUBLIC,
    ("GET", "/catalog.json"): PUBLIC,
    ("GET", "/bundle.json"): PUBLIC,
    ("GET", "/municipalities.json"): PUBLIC,
    ("GET", "/forms.json"): PUBLIC,
    ("GET", "/forms/{file}"): PUBLIC,
    ("GET", "/forms/{form}/{file}"): PUBLIC,
    ("GET", "/forms/{form}/local/{file}"): PUBLIC,
    ("GET", "/forms/{form}/local/{code}/{file}"): PUBLIC,
    ("GET", "/components/{component}/{file}"): PUBLIC,
    ("GET", "/meta/{file}"): PUBLIC,
    ("GET", "/rules/{file}"): PUBLIC,
    ("GET", "/checkpoint"): PUBLIC,
    ("GET", "/keys.json"): PUBLIC,
    ("GET", "/log/{file}"): PUBLIC,
    ("GET", "/api/v1/log/inclusion"): PUBLIC,
    ("GET", "/api/v1/log/consistency"): PUBLIC,
    ("GET", "/api/v1/municipalities"): PUBLIC,
    ("GET", "/api/v1/municipalities/{code}"): PUBLIC,
    ("POST", "/api/v1/check"): PUBLIC,
    ("PUT", "/api/v1/reports/{organisation}/{form}"): rights.REPORT,
    ("GET", "/api/v1/reports/{organisation}/{form}"): PUBLIC,
    ("GET", "/badges/{organisation}/{file}"): PUBLIC,
    ("GET", "/api/v1/forms/{form}/in-force"): PUBLIC,
    ("GET", "/api/v1/successions"): PUBLIC,
    ("POST", "/api/v1/successions"): rights.CORE_PUBLISH,
    ("POST", "/api/v1/successions/{succession}/cancel"): rights.CORE_PUBLISH,
    ("GET", "/api/v1/forms/{form}/local/{code}/{revision}/origins"): PUBLIC,
    ("GET", "/api/v1/municipalities/{code}/citations"): PUBLIC,
    ("GET", "/api/v1/municipalities/{code}/citations/{key}"): PUBLIC,
    ("GET", "/api/v1/municipalities/{code}/citations/{key}/history"): PUBLIC,
    ("GET", "/api/v1/municipalities/{code}/needs-review"): PUBLIC,
    ("GET", "/api/v1/municipalities/{code}/handover"): rights.DRAFT,
    ("PUT", "/api/v1/municipalities/{code}/citations/{key}"): rights.DIFF_PUBLISH,
    ("POST", "/api/v1/municipalities/{code}/citations/{key}/confirm"): rights.DIFF_PUBLISH,
    ("PUT", "/api/v1/forms/{form}/versions/{version}"): rights.CORE_PUBLISH,
    ("PUT", "/api/v1/forms/{form}/local/{code}/{revision}"): rights.DIFF_PUBLISH,
    ("GET", "/api/v1/reviews"): PUBLIC,
    ("GET", "/api/v1/forms/{form}/reviews"): PUBLIC,
    ("GET", "/api/v1/forms/{form}/reviews/{version}"): PUBLIC,
    ("PUT", "/api/v1/forms/{form}/reviews/{version}"): rights.CORE_PUBLISH,
    ("GET", "/api/v1/forms/{form}/reviews/{version}/document"): PUBLIC,
    ("GET", "/api/v1/forms/{form}/reviews/{version}/comments"): PUBLIC,
    ("POST", "/api/v1/forms/{form}/reviews/{version}/comments"): rights.COMMENT,
    ("POST", "/api/v1/forms/{form}/reviews/{version}/publish"): rights.CORE_PUBLISH,
    ("POST", "/api/v1/forms/{form}/reviews/{version}/drop"): rights.CORE_PUBLISH,
    ("GET", "/api/v1/proposals"): PUBLIC,
    ("GET", "/api/v1/forms/{form}/proposals"): PUBLIC,
    ("POST", "/api/v1/forms/{form}/proposals"): rights.DRAFT,
    ("GET", "/api/v1/forms/{form}/proposals/{proposal}"): PUBLIC,
    ("GET", "/api/v1/forms/{form}/proposals/{proposal}/document"): PUBLIC,
    ("GET", "/api/v1/forms/{form}/proposals/{proposal}/impact"): PUBLIC,
    ("POST", "/api/v1/forms/{form}/proposals/{proposal}/refresh"): rights.DRAFT,
    ("GET", "/api/v1/forms/{form}/proposals/{proposal}/voices"): PUBLIC,
    ("PUT", "/api/v1/forms/{form}/proposals/{proposal}/voices/{code}"): rights.COMMENT,
    ("GET", "/api/v1/forms/{form}/proposals/{proposal}/comments"): PUBLIC,
    ("POST", "/api/v1/forms/{form}/proposals/{proposal}/comments"): rights.COMMENT,
    ("POST", "/api/v1/forms/{form}/proposals/{proposal}/decide"): rights.CORE_PUBLISH,
    ("POST", "/api/v1/forms/{form}/proposals/{proposal}/undo"): rights.CORE_PUBLISH,
    ("POST", "/api/v1/forms/{form}/proposals/{proposal}/publish"): rights.CORE_PUBLISH,
    ("POST", "/api/v1/forms/{form}/proposals/{proposal}/withdraw"): rights.DRAFT,
    ("GET", "/api/v1/forms/{form}/versions/{version}/state"): PUBLIC,
    ("POST", "/api/v1/forms/{form}/versions/{version}/state"): rights.CORE_PUBLISH,
    ("GET", "/api/v1/forms/{form}/candidates"): PUBLIC,
    ("GET", "/api/v1/forms/{form}/divergence"): PUBLIC,
    ("GET", "/api/v1/forms/{form}/divergence/history"): PUBLIC,
    ("GET", "/api/v1/municipalities/{code}/divergence"): PUBLIC,
    ("GET", "/api/v1/forms/{form}/neighbours/{code}"): PUBLIC,
    ("GET", "/api/v1/forms/{form}/solved"): PUBLIC,
    ("POST", "/api/v1/forms/{form}/what-if"): PUBLIC,
    ("GET", "/api/v1/forms/{form}/clusters/decisions"): PUBLIC,
    ("POST", "/api/v1/forms/{form}/clusters/decisions"): rights.CORE_PUBLISH,
    ("GET", "/api/v1/drafts"): rights.DRAFT,
    ("POST", "/api/v1/drafts"): rights.DRAFT,
    ("GET", "/api/v1/drafts/{draft}"): rights.DRAFT,
    ("DELETE", "/api/v1/drafts/{draft}"): rights.DRAFT,
    ("GET", "/api/v1/drafts/{draft}/document"): rights.DRAFT,
    ("PUT", "/api/v1/drafts/{draft}/document"): rights.DRAFT,
    ("GET", "/api/v1/drafts/{draft}/edits"): rights.DRAFT,
    ("GET", "/api/v1/drafts/{draft}/edits/{edit}"): rights.DRAFT,
    ("GET", "/api/v1/drafts/{draft}/missing"): rights.DRAFT,
    ("POST", "/api/v1/drafts/{draft}/restore"): rights.DRAFT,
    ("POST", "/api/v1/drafts/{draft}/publish"): rights.DRAFT,
    ("GET", "/api/v1/forms/{form}/local/{code}/rebase"): rights.DRAFT,
    ("POST", "/api/v1/forms/{form}/local/{code}/rebase"): rights.DIFF_PUBLISH,
    ("POST", "/api/v1/forms/{form}/local/{code}/rebase/confirm"): rights.DIFF_PUBLISH,
    ("POST", "/api/v1/forms/{form}/local/{code}/rebase/retry"): rights.DRAFT,
    ("GET", "/api/v1/forms/{form}/rebases"): rights.CORE_PUBLISH,
    ("POST", "/api/v1/forms/{form}/impact"): TOKEN,
    ("GET", "/api/v1/forms/{form}/reviews/{version}/impact"): TOKEN,
    ("GET", "/feeds/all.atom"): PUBLIC,
    ("GET", "/feeds/forms/{file}"): PUBLIC,
    ("GET", "/feeds/municipalities/{file}"): PUBLIC,
    ("GET", "/feeds/prefectures/{file}"): PUBLIC,
    ("GET", "/api/v1/digest"): PUBLIC,
    ("GET", _WEBHOOKS): rights.WEBHOOK,
    ("POST", _WEBHOOKS): rights.WEBHOOK,
    ("DELETE", f"{_WEBHOOKS}/{{webhook}}"): rights.WEBHOOK,
    ("POST", f"{_WEBHOOKS}/{{webhook}}/test"): rights.WEBHOOK,
    ("GET", f"{_WEBHOOKS}/{{webhook}}/deliveries"): rights.WEBHOOK,
    ("POST", f"{_WEBHOOKS}/{{webhook}}/deliveries/{{delivery}}/redeliver"): rights.WEBHOOK,
    ("GET", "/api/v1/whoami"): TOKEN,
    ("GET", "/api/v1/audit"): rights.AUDIT_READ,
    ("GET", "/api/v1/organisations"): rights.ORGANISATION_MANAGE,
    ("POST", "/api/v1/organisations"): rights.ORGANISATION_MANAGE,
    ("GET", "/api/v1/organisations/{organisation}/tokens"): rights.ORGANISATION_MANAGE,
    ("POST", "/api/v1/organisations/{organisation}/tokens"): rights.ORGANISATION_MANAGE,
    ("DELETE", "/api/v1/organisations/{organisation}/tokens/{token}"): rights.ORGANISATION_MANAGE,
}


async def guard(connection: ASGIConnection[Any, Any, Any, Any], _handler: BaseRouteHandler) -> None:
    """Let the request pass, or raise `RefusedError`; runs before a body is read.

    The hash of the token, and its holder, are left in the request's state for the handler.
    """
    method = str(connection.scope.get("method"))
    asker.set(came_from(connection))
    if method == "OPTIONS" or is_page(str(connection.scope["path"])):
        return  # pages have a table and a guard of their own: registry.web
    needed = PERMISSIONS[method, route(connection)]
    if needed != PUBLIC:
        await _identify(connection, needed)
    _known_parameters(connection, method)
    _clean_parameters(connection)


async def _identify(connection: ASGIConnection[Any, Any, Any, Any], needed: str) -> None:
    given = _token(connection, needed)
    context: Context = connection.app.state["context"]
    actor = await rights.holder(context, given.hash())
    if needed != TOKEN:
        rights.require(actor, *needed.split(rights.ONE_OF))
    connection.scope["state"]["by"] = given.hash()
    connection.scope["state"]["actor"] = actor


def _known_parameters(connection: ASGIConnection[Any, Any, Any, Any], method: str) -> None:
    """A misspelt parameter is refused, not ignored; below /api only, where no mirror answers."""
    template = route(connection)
    if template.startswith("/api/"):
        known = queries().get((method, template), frozenset())
        for name in connection.query_params:
            if name not in known:
                wanted = ", ".join(sorted(known)) or "-"
                params = {"name": name[:100], "wanted": wanted}
                raise RefusedError(Problem("parameter-unknown", params=params))


def _clean_parameters(connection: ASGIConnection[Any, Any, Any, Any]) -> None:
    """No parameter holds a NUL, which no name has and the database cannot take."""
    given = [*connection.path_params.items(), *connection.query_params.multi_items()]
    for name, value in given:
        if "\0" in str(value):
            params = {"name": name.replace("\0", "\\0")[:100], "wanted": "NUL (U+0000) ×"}
            raise RefusedError(Problem("parameter-invalid", params=params))


def route(connection: ASGIConnection[Any, Any, Any, Any]) -> str:
    """The route that matched, with the names of its places: `/forms/{form}/{file}`."""
    return str(connection.scope["path_template"])


def _token(connection: ASGIConnection[Any, Any, Any, Any], needed: str) -> secret.Secret:
    scheme, _, text = connection.headers.get("authorization", "").partition(" ")
    if scheme.lower() != "bearer" or not text:
        scope = "-" if needed == TOKEN else needed
        raise RefusedError(Problem("token-required", params={"scope": scope}))
    parsed = secret.parse(text.strip())
    if parsed is None:
        raise RefusedError(Problem("token-unknown"))
    return parsed
