"""A registry as it is run: a process of its own, spoken to over HTTP on the loopback."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any, TypeAlias

import httpx
import msgspec

from registry.signing_key import made

PUBLIC_URL = "https://registry.example"
SERVE = ("-m", "registry", "serve")
Program: TypeAlias = tuple[str, ...]


class Tokens(msgspec.Struct, frozen=True):
    """A token for each sort of caller."""

    steward: str
    owner: str
    other: str
    auditor: str
    expired: str
    revoked: str


class Served:
    """A running registry: its address, its database, its log, and a client."""

    def __init__(
        self,
        url: str,
        database: str,
        tokens: Tokens,
        process: subprocess.Popen[bytes],
        log: Path,
    ) -> None:
        self.url = url
        self.database = database
        self.tokens = tokens
        self.process = process
        self.log_file = log
        self.client = httpx.Client(base_url=url, timeout=120, trust_env=False)

    def call(self, method: str, path: str, token: str | None = None, **more: Any) -> httpx.Response:
        """One request, with a token if given."""
        headers = dict(more.pop("headers", {}))
        if token:
            headers["Authorization"] = f"Bearer {token}"
        if "content" in more:
            headers.setdefault("Content-Type", "application/json")
        return self.client.request(method, path, headers=headers, **more)

    def get(self, path: str, **more: Any) -> httpx.Response:
        """One read."""
        return self.call("GET", path, **more)

    def log(self) -> str:
        """What the process has logged."""
        return self.log_file.read_text()


def free_port() -> int:
    """A port of the loopback that nobody uses now."""
    with socket.socket() as s:
        s.bind(("127.0.0.1", 0))
        return int(s.getsockname()[1])


@contextmanager
def serving(
    database: str,
    tokens: Tokens,
    environ: Mapping[str, str] | None = None,
    program: Program = SERVE,
) -> Iterator[Served]:
    """Run `soroe-registry serve` until the block ends; it must then stop cleanly on SIGTERM."""
    port = free_port()
    with tempfile.TemporaryDirectory(prefix="soroe-serve-") as place:
        log = Path(place) / "log"
        process = start(database, port, log, environ, program)
        served = Served(f"http://127.0.0.1:{port}", database, tokens, process, log)
        try:
            await_ready(served)
            yield served
            if served.process.poll() is None:
                served.process.send_signal(signal.SIGTERM)
                assert served.process.wait(60) == 0, served.log()
        finally:
            served.client.close()
            if served.process.poll() is None:
                served.process.kill()
            served.process.wait()


def start(
    database: str,
    port: int,
    log: Path,
    environ: Mapping[str, str] | None = None,
    program: Program = SERVE,
) -> subprocess.Popen[bytes]:
    """Start the process; its log is written to a file."""
    settings = {
        "DATABASE_URL": database,
        "SOROE_PORT": str(port),
        "SOROE_PUBLIC_URL": PUBLIC_URL,
        "SOROE_CHECK_SECONDS": "60",  # a busy machine may take its time
        "SOROE_SIGNING_KEY": str(made(log.parent / "signing-key.json", PUBLIC_URL)),
        "PATH": os.environ["PATH"],
        "PYTHONPATH": str(Path(__file__).resolve().parents[2]),
        **(environ or {}),
    }
    with log.open("ab") as out:
        return subprocess.Popen([sys.executable, *program], env=settings, stdout=out, stderr=out)


def await_ready(served: Served) -> None:
    """Wait until the registry can do its work."""
    end = time.monotonic() + 120
    while time.monotonic() < end:
        assert served.process.poll() is None, served.log()
        try:
            if served.client.get("/ready").status_code == 200:
                return
        except httpx.TransportError:
            time.sleep(0.05)
    raise AssertionError(served.log())
