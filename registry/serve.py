"""Serving HTTP until told to stop."""

from __future__ import annotations

import signal
import socket
from types import FrameType

import uvicorn

from registry.settings import Settings


def serve(settings: Settings, listening: socket.socket | None = None) -> None:
    """Serve until SIGTERM or Ctrl-C, let what is under way come to its end, then return.

    `listening` is a socket that was bound before; without one, the host and port of the settings.
    uvicorn raises the signal again when it has stopped, which would end the process before a caller
    could stop its database; here the signal does nothing more.
    """
    from registry.app import create_app  # noqa: PLC0415 - litestar only where it is served
    from registry.quick import protocol  # noqa: PLC0415

    def ignore(_signal: int, _frame: FrameType | None) -> None:
        return

    front = create_app(settings)
    config = uvicorn.Config(
        front,
        http=protocol(front),
        ws="none",
        proxy_headers=False,  # nothing here depends on who asks or under which address
        host=settings.host,
        port=settings.port,
        log_config=None,
        access_log=False,
        server_header=False,
        lifespan="on",
        timeout_graceful_shutdown=10,
    )
    before = {s: signal.signal(s, ignore) for s in (signal.SIGTERM, signal.SIGINT)}
    try:
        uvicorn.Server(config).run(sockets=None if listening is None else [listening])
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
