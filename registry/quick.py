"""Kept answers, written by the HTTP protocol itself.

For every request uvicorn makes a cycle, an event and a task. An answer that is kept needs none of
them, and without them reads are two to three times as fast. Only the plainest request is answered
here; whatever is in any way particular goes the usual way and gets the same answer.
"""

from __future__ import annotations

import http

from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

from registry.front import Front, Variant

_PARTICULAR = frozenset({b"content-length", b"transfer-encoding", b"expect", b"upgrade"})
_STATUS = {
    status: f"HTTP/1.1 {status} {http.HTTPStatus(status).phrase}\r\n".encode()
    for status in (200, 304)
}


def protocol(front: Front) -> type[HttpToolsProtocol]:
    """The protocol class for `uvicorn.Config(front, http=...)`."""

    class Quick(HttpToolsProtocol):
        _answered = False

        def on_headers_complete(self) -> None:
            found = front.find(self.url) if self._is_plain() else None
            self._answered = found is not None
            if found is None:
                super().on_headers_complete()
                return
            variant, has = found.pick(self.headers)
            status = 304 if has else 200
            self.transport.write(_written(variant, status, self.server_state.default_headers))
            front.served[status] += 1
            self.on_response_complete()

        def on_message_complete(self) -> None:
            if not self._answered:
                super().on_message_complete()

        def _is_plain(self) -> bool:
            """A GET of HTTP/1.1 without a body, on a connection that is free and stays open."""
            return (
                self.parser.get_method() == b"GET"
                and self.parser.get_http_version() == "1.1"
                and self.parser.should_keep_alive()
                and getattr(self.cycle, "response_complete", True)  # there is none before the first
                and not self.flow.write_paused
                and not self.transport.is_closing()
                and not any(name in _PARTICULAR for name, _ in self.headers)
            )

    return Quick


def _written(variant: Variant, status: int, default: list[tuple[bytes, bytes]]) -> bytes:
    """The whole answer as it goes over the wire."""
    start = variant.full if status == 200 else variant.unchanged
    lines = [b"%b: %b\r\n" % header for header in (*default, *start["headers"])]
    body: bytes = variant.body["body"] if status == 200 else b""
    return b"".join((_STATUS[status], *lines, b"\r\n", body))
