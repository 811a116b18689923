"""Servers on loopback that misbehave in the ways networks do."""

from __future__ import annotations

import base64
import ssl
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import urlsplit

import httpx

Handler = Callable[[BaseHTTPRequestHandler], None]


@contextmanager
def serving(handle: Handler, context: ssl.SSLContext | None = None) -> Iterator[int]:
    """Answer every request with `handle` on a free port; yields the port."""

    class Answering(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def _any(self) -> None:
            handle(self)

        def __getattr__(self, name: str) -> Any:
            if name.startswith("do_"):
                return self._any
            raise AttributeError(name)

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    class Server(ThreadingHTTPServer):
        daemon_threads = True

        def handle_error(self, request: Any, client_address: Any) -> None:
            """A client that hangs up is what these tests are about."""

    server = Server(("127.0.0.1", 0), Answering)
    if context is not None:
        server.socket = context.wrap_socket(server.socket, server_side=True)
    thread = threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True)
    thread.start()
    try:
        yield server.server_address[1]
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def taken(to: BaseHTTPRequestHandler) -> bytes:
    """The body of the request; it must be read once before the next one can be."""
    if not hasattr(to, "body"):
        to.body = to.rfile.read(int(to.headers.get("content-length", "0")))  # type: ignore[attr-defined]
    body: bytes = to.body  # type: ignore[attr-defined]
    return body


def reply(to: BaseHTTPRequestHandler, status: int, body: bytes = b"", **headers: str) -> None:
    """Answer with a status, a body and headers (`_` in a name is a hyphen)."""
    taken(to)
    del to.body  # type: ignore[attr-defined]
    to.send_response(status)
    for name, value in headers.items():
        to.send_header(name.replace("_", "-"), value)
    to.send_header("content-length", str(len(body)))
    to.end_headers()
    to.wfile.write(body)


@contextmanager
def forward_proxy(password: str | None = None) -> Iterator[tuple[int, list[str]]]:
    """A proxy for http:// addresses; yields its port and what it was asked for."""
    asked: list[str] = []
    wanted = None if password is None else "Basic " + base64.b64encode(password.encode()).decode()

    def handle(to: BaseHTTPRequestHandler) -> None:
        asked.append(f"{to.command} {to.path}")
        if wanted is not None and to.headers.get("proxy-authorization") != wanted:
            reply(to, 407, b"who are you")
            return
        if to.command == "CONNECT":
            reply(to, 403, b"not allowed")
            return
        parts = urlsplit(to.path)
        with httpx.Client(trust_env=False) as client:
            onward = client.get(f"http://{parts.netloc}{parts.path}?{parts.query}".rstrip("?"))
        reply(to, onward.status_code, onward.content, content_type=onward.headers["content-type"])

    with serving(handle) as port:
        yield port, asked
