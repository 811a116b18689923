"""From every exception to a problem document; what nobody expected says nothing of itself."""

from __future__ import annotations

import re
from contextlib import suppress
from typing import Any, Final

import asyncpg
from litestar import Request, Response
from litestar.exceptions import (
    HTTPException,
    MethodNotAllowedException,
    NotFoundException,
    ValidationException,
)
from litestar.types import Method
from litestar.utils import normalize_path

from registry import logs, problems
from registry.caching import NEVER
from registry.context import Context
from registry.intake import too_large
from registry.limits import MAX_BODY
from registry.openapi.operations import wanted
from registry.web.failed import failed
from registry.web.paths import is_page
from soroe.errors import Problem, SoroeError
from soroe.pointer import join

AWAY = (
    OSError,  # refused, reset, no socket; TimeoutError: no connection in time
    asyncpg.InterfaceError,  # the connection was lost under the query, or the pool is closing
    asyncpg.PostgresConnectionError,
    asyncpg.exceptions.CannotConnectNowError,
    asyncpg.exceptions.OperatorInterventionError,  # shutting down, query cancelled by time
    asyncpg.exceptions.InsufficientResourcesError,
    asyncpg.exceptions.LockNotAvailableError,
    asyncpg.exceptions.TransactionRollbackError,  # deadlock, serialization
    asyncpg.exceptions.InternalServerError,  # crash of another backend
)
"""What means that the database cannot be used for the moment: asking again is right."""

_MISSING: Final = re.compile(r"Missing required query parameter '(\w+)'")
_METHODS: Final[tuple[Method, ...]] = ("GET", "POST", "PUT", "DELETE")


def handle(request: Request[Any, Any, Any], error: Exception) -> Response[bytes]:
    """The problem document of an exception, with the status and headers that belong to it."""
    found = _problems(request, error)
    context: Context = request.app.state["context"]
    witness = error.witness if isinstance(error, problems.TooSmallError) else None
    status, body = problems.encode(found, context.public_url, witness)
    if is_page(request.scope["path"]):
        return failed(request, found, status)
    headers = {"Cache-Control": NEVER}
    if status == 401:
        headers["WWW-Authenticate"] = 'Bearer realm="soroe"'
    if after := problems.RETRY_AFTER.get(status):
        headers["Retry-After"] = after
    if isinstance(error, MethodNotAllowedException):
        headers["Allow"] = ", ".join(_allowed(request))
    return Response(body, status_code=status, media_type=problems.MEDIA_TYPE, headers=headers)


def _allowed(request: Request[Any, Any, Any]) -> list[str]:
    """The methods that the address knows."""
    path = normalize_path(request.scope["path"])
    found = ["OPTIONS"]
    for method in _METHODS:
        with suppress(MethodNotAllowedException):
            request.app.asgi_router.handle_routing(path=path, method=method)
            found.append(method)
    return sorted([*found, "HEAD"] if "GET" in found else found)


def _problems(request: Request[Any, Any, Any], error: Exception) -> tuple[Problem, ...]:
    path = request.scope["path"][:200]
    if isinstance(error, SoroeError):
        return error.problems
    if isinstance(error, NotFoundException):
        return (Problem("not-found", params={"path": path}),)
    if isinstance(error, MethodNotAllowedException):
        params = {"path": path, "method": request.scope["method"][:20]}
        return (Problem("method-not-allowed", params=params),)
    if isinstance(error, ValidationException):
        return tuple(_invalid(request, error))
    if isinstance(error, HTTPException) and error.status_code == 413:
        limit = request.route_handler.resolve_request_max_body_size()
        return too_large(limit or MAX_BODY).problems
    if isinstance(error, HTTPException) and error.status_code < 500:
        return (Problem("request-invalid", params={"detail": error.detail[:200]}),)
    if isinstance(error, AWAY) and not isinstance(error, HTTPException):
        logs.write("database-away", error=type(error).__name__)
        return (Problem("registry-unavailable"),)
    request_id = str(request.scope["state"].get("request_id", "-"))
    logs.failure(error, request_id)
    return (Problem("internal", params={"request": request_id}),)


def _invalid(request: Request[Any, Any, Any], error: ValidationException) -> list[Problem]:
    """Which parameter or which member of the body, in the words of the decoder."""
    extra = error.extra if isinstance(error.extra, list) else []
    if match := _MISSING.match(error.detail):
        return [Problem("parameter-missing", params={"name": match[1]})]
    found = [_one(request, item) for item in extra if isinstance(item, dict)]
    return found or [Problem("request-invalid", params={"detail": "-"})]


def _one(request: Request[Any, Any, Any], item: dict[str, Any]) -> Problem:
    message, key = str(item.get("message", "")), str(item.get("key", ""))
    if item.get("source") in {"body", None}:
        at = "" if key in {"", "data"} else join(key.split("."))
        return Problem("request-invalid", at, {"detail": message[:200]})
    route = str(request.scope.get("path_template", ""))
    takes = wanted(request.scope["method"], route, key) or message[:200]
    return Problem("parameter-invalid", params={"name": key, "wanted": takes})
