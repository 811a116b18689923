"""Asking the registry's own public addresses from inside, for what is made of public reads."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any, TypeAlias

from litestar import Litestar

from registry.problems import RefusedError
from soroe.errors import Problem

Get: TypeAlias = Callable[[str], Awaitable[bytes | None]]
"""The body that is served at a path; None where there is none. A redirection is followed once."""


def reader(app: Litestar) -> Get:
    """A reader of the application, which sees what everybody sees.

    Raises `RefusedError` `registry-unavailable` where an answer is neither a document nor a 404.
    """

    async def get(path: str) -> bytes | None:
        status, headers, body = await _ask(app, path)
        if status == 308:
            onward = path.rpartition("/")[0] + "/" + headers[b"location"].decode()
            status, _, body = await _ask(app, onward)
        if status == 404:
            return None
        if status != 200:
            raise RefusedError(Problem("registry-unavailable"))
        return body

    return get


async def _ask(app: Litestar, path: str) -> tuple[int, dict[bytes, bytes], bytes]:
    """Status, headers and body of one GET."""
    start: MutableMapping[str, Any] = {}
    parts: list[bytes] = []

    async def receive() -> dict[str, Any]:
        return {"type": "http.request", "body": b"", "more_body": False}

    async def send(message: MutableMapping[str, Any]) -> None:
        if message["type"] == "http.response.start":
            start.update(message)
        elif message["type"] == "http.response.body":
            parts.append(message.get("body", b""))

    scope: dict[str, Any] = {
        "type": "http",
        "asgi": {"version": "3.0", "spec_version": "2.3"},
        "http_version": "1.1",
        "method": "GET",
        "scheme": "http",
        "path": path,
        "raw_path": path.encode(),
        "query_string": b"",
        "root_path": "",
        "headers": [(b"host", b"localhost")],
        "client": ("127.0.0.1", 0),
        "server": ("127.0.0.1", 80),
        "state": {},
        "extensions": {},
    }
    await app(scope, receive, send)  # type: ignore[arg-type]  # the scope as servers give it
    return start["status"], dict(start["headers"]), b"".join(parts)
