"""Does the quick way give, byte for byte, the answer that the usual way gives?"""

from __future__ import annotations

import asyncio
import re
from collections.abc import Awaitable, Callable
from functools import partial
from typing import Any

import pytest
import uvicorn
from uvicorn.server import ServerState

from registry.caching import IMMUTABLE
from registry.front import Front
from registry.quick import protocol

BODY = "様式".encode() * 1000
ETAG = '"0123456789abcdef"'
DATE = [(b"date", b"Sun, 22 Nov 2026 00:00:00 GMT")]
HOST = "Host: soroe.example\r\n"
PLAIN = f"GET /forms/a/1.0.0.json HTTP/1.1\r\n{HOST}"
KEPT = {
    "plain": f"{PLAIN}\r\n",
    "compressed": f"{PLAIN}Accept-Encoding: br, gzip\r\n\r\n",
    "not compressed": f"{PLAIN}Accept-Encoding: gzip;q=0\r\n\r\n",
    "not modified": f"{PLAIN}If-None-Match: {ETAG}\r\n\r\n",
    "not modified, one of several": f'{PLAIN}If-None-Match: "x", W/{ETAG}\r\n\r\n',
    "modified": f'{PLAIN}If-None-Match: "other"\r\n\r\n',
    "with a token": f"{PLAIN}Authorization: Bearer x\r\n\r\n",
    "two at once": f"{PLAIN}\r\n{PLAIN}If-None-Match: {ETAG}\r\n\r\n",
}
PARTICULAR = {
    "head": f"HEAD /forms/a/1.0.0.json HTTP/1.1\r\n{HOST}\r\n",
    "query": f"GET /forms/a/1.0.0.json?x=1 HTTP/1.1\r\n{HOST}\r\n",
    "escaped": f"GET /forms/%61/1.0.0.json HTTP/1.1\r\n{HOST}\r\n",
    "another path": f"GET /forms/b/1.0.0.json HTTP/1.1\r\n{HOST}\r\n",
    "old protocol": f"GET /forms/a/1.0.0.json HTTP/1.0\r\n{HOST}\r\n",
    "last request": f"{PLAIN}Connection: close\r\n\r\n",
    "with a body": f"{PLAIN}Content-Length: 2\r\n\r\n{{}}",
    "chunked body": f"{PLAIN}Transfer-Encoding: chunked\r\n\r\n2\r\n{{}}\r\n0\r\n\r\n",
    "post": f"POST /forms/a/1.0.0.json HTTP/1.1\r\n{HOST}Content-Length: 2\r\n\r\n{{}}",
    "head, then plain": f"HEAD /forms/a/1.0.0.json HTTP/1.1\r\n{HOST}\r\n{PLAIN}\r\n",
}
FINAL = f"GET /end HTTP/1.1\r\n{HOST}Connection: close\r\n\r\n"
Send = Callable[[Any], Awaitable[None]]


async def application(scope: Any, receive: Callable[[], Awaitable[Any]], send: Send) -> None:
    """A framework with one immutable document."""
    while (await receive()).get("more_body"):
        pass
    known = scope["path"] == "/forms/a/1.0.0.json" and scope["method"] == "GET"
    body = BODY if known else b"?"
    headers = [(b"content-type", b"text/plain"), (b"content-length", b"%d" % len(body))]
    if known:
        headers += [(b"etag", ETAG.encode()), (b"cache-control", IMMUTABLE.encode())]
    status = 200 if known else 404
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": body, "more_body": False})


async def exchange(requests: str, *, quick: bool) -> tuple[list[bytes], int]:
    """What the server says to the requests, and how many answers it had kept."""
    front = Front(application, 1_000_000)
    http: Any = protocol(front) if quick else "httptools"
    config = uvicorn.Config(front, http=http, ws="none", proxy_headers=False, log_config=None)
    config.load()
    state = ServerState()
    state.default_headers = DATE

    made: Any = config.http_protocol_class
    connected = partial(made, config=config, server_state=state, app_state={})
    server = await asyncio.get_running_loop().create_server(connected, "127.0.0.1", 0)
    async with server:
        said = []
        for text in (f"{PLAIN}\r\n{FINAL}", f"{requests}{FINAL}"):  # the first is then kept
            reader, writer = await asyncio.open_connection(*server.sockets[0].getsockname())
            writer.write(text.encode())
            said.append(re.sub(rb"x-request-id: \w+\r\n", b"", await reader.read()))
            writer.close()
            await writer.wait_closed()
        return said, sum(front.served.values())


@pytest.mark.parametrize("requests", (KEPT | PARTICULAR).values(), ids=(KEPT | PARTICULAR).keys())
def test_the_quick_way_says_what_the_usual_way_says(requests: str) -> None:
    quick = asyncio.run(exchange(requests, quick=True))
    usual = asyncio.run(exchange(requests, quick=False))
    assert quick == usual
    assert usual[0][1]


@pytest.mark.parametrize("requests", KEPT.values(), ids=KEPT.keys())
def test_plain_reads_really_go_the_quick_way(
    requests: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[str] = []
    usual = Front.__call__

    async def noted(self: Front, scope: Any, receive: Any, send: Any) -> None:
        asked.append(scope["path"])
        await usual(self, scope, receive, send)

    monkeypatch.setattr(Front, "__call__", noted)
    asyncio.run(exchange(requests, quick=True))
    assert asked == ["/forms/a/1.0.0.json", "/end", "/end"]  # the first, and what ends each
