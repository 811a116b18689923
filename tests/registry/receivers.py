"""Targets of webhooks: servers on the loopback that take, refuse, redirect or never answer."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import msgspec


class Taken(msgspec.Struct, frozen=True):
    """One message as it arrived."""

    path: str
    headers: dict[str, str]
    body: bytes


class Receiver:
    """What has arrived, and what is answered: a status for each path, and for each message in turn.

    The path `/hang` is answered when the receiver ends, `/endless` with a body that does not.
    """

    def __init__(self) -> None:
        self.taken: list[Taken] = []
        self.statuses: dict[str, list[int]] = {}
        self.port = 0
        self.ended = threading.Event()

    def url(self, path: str) -> str:
        return f"http://127.0.0.1:{self.port}{path}"

    def at(self, path: str) -> list[Taken]:
        return [one for one in self.taken if one.path == path]

    def answer(self, path: str) -> int:
        """The next status of a path; the last one stays."""
        left = self.statuses.get(path, [204])
        return left.pop(0) if len(left) > 1 else left[0]


@contextmanager
def receiving() -> Iterator[Receiver]:
    """A receiver on a free port of the loopback."""
    receiver = Receiver()

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["content-length"]))
            headers = {name.lower(): value for name, value in self.headers.items()}
            receiver.taken.append(Taken(self.path, headers, body))
            if self.path == "/hang":
                receiver.ended.wait(60)
                return
            status = receiver.answer(self.path)
            self.send_response(status)
            if 300 <= status < 400:
                self.send_header("location", receiver.url("/elsewhere"))
            if self.path == "/endless":
                self.end_headers()
                while not receiver.ended.is_set():
                    self.wfile.write(b"x" * 4096)
                return
            self.send_header("content-length", "0")
            self.end_headers()

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - its name
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    receiver.port = server.server_address[1]
    thread = threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True)
    thread.start()
    try:
        yield receiver
    finally:
        receiver.ended.set()
        server.shutdown()
        server.server_close()
        thread.join()


def until(there: Callable[[], Any], log: Callable[[], str] = str) -> Any:
    """What `there` says as soon as it is true; it has half a minute."""
    end = time.monotonic() + 30
    while time.monotonic() < end:
        if found := there():
            return found
        time.sleep(0.05)
    raise AssertionError(log())
