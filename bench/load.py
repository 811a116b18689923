"""HTTP load from another process: `wrk` where it is installed, a small client of our own elsewhere.

    python -m bench.load URL SECONDS CONNECTIONS [HEADER: VALUE]

prints the answers per second of our own client.
"""

from __future__ import annotations

import asyncio
import re
import shutil
import subprocess
import sys
import time
from urllib.parse import urlsplit

CONNECTIONS = 64


class LoadError(Exception):
    """The load did not run as it should: refused connections, other statuses than expected."""


def tool() -> str:
    """The load generator that this machine has."""
    return "wrk" if shutil.which("wrk") else "python"


def rate(url: str, *headers: str, seconds: int = 4, cores: str = "") -> float:
    """Answers per second over `CONNECTIONS` keep-alive connections, with status 200 or 304.

    Args:
        url: Where to read.
        headers: Request headers, "Name: value".
        seconds: How long.
        cores: The processor cores for the generator as `taskset` takes them, all if "".

    Raises:
        LoadError: not every answer was good.
    """
    pinned = ["taskset", "-c", cores] if cores and shutil.which("taskset") else []
    if tool() == "wrk":
        options = ["-t2", f"-c{CONNECTIONS}", f"-d{seconds}s"]
        options += [part for header in headers for part in ("-H", header)]
        said = _output([*pinned, "wrk", *options, url])
        if "Non-2xx" in said or "Socket errors" in said:
            raise LoadError(said)
        return float(re.findall(r"Requests/sec:\s+([\d.]+)", said)[0])
    command = [sys.executable, "-m", "bench.load", url, str(seconds), str(CONNECTIONS), *headers]
    return float(_output([*pinned, *command]))


def slowest(url: str, *, seconds: int = 4, cores: str = "") -> float:
    """The seconds within which 99 of 100 answers came, over `CONNECTIONS` connections.

    Raises:
        LoadError: not every answer was good, or `wrk` is not installed.
    """
    if tool() != "wrk":
        raise LoadError("wrk is not installed (Debian: apt-get install wrk)")
    pinned = ["taskset", "-c", cores] if cores and shutil.which("taskset") else []
    options = ["-t2", f"-c{CONNECTIONS}", f"-d{seconds}s", "--latency"]
    said = _output([*pinned, "wrk", *options, url])
    if "Non-2xx" in said or "Socket errors" in said:
        raise LoadError(said)
    ((number, unit),) = re.findall(r"99%\s+([\d.]+)(us|ms|s|m)\b", said)
    return float(number) * {"us": 1e-6, "ms": 1e-3, "s": 1, "m": 60}[unit]


def _output(command: list[str]) -> str:
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout


class Connection:
    """One keep-alive HTTP/1.1 connection that can do no more than a benchmark needs."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._reader = reader
        self._writer = writer

    @classmethod
    async def open(cls, host: str, port: int) -> Connection:
        """Connect."""
        return cls(*await asyncio.open_connection(host, port))

    async def send(self, request: bytes) -> tuple[int, bytes]:
        """Send a whole request and return the status and the body of its answer."""
        self._writer.write(request)
        head = (await self._reader.readuntil(b"\r\n\r\n")).lower()
        status = int(head.split(b" ", 2)[1])
        length = re.search(rb"\r\ncontent-length:\s*(\d+)", head)
        if length is None and status != 304:
            raise LoadError(head.decode())
        return status, await self._reader.readexactly(int(length[1])) if length else b""

    def close(self) -> None:
        """Hang up."""
        self._writer.close()


def request(method: str, url: str, *headers: str, body: bytes = b"") -> bytes:
    """The bytes of a request."""
    parts = urlsplit(url)
    asked = f"{parts.path or '/'}{f'?{parts.query}' if parts.query else ''}"
    lines = [f"{method} {asked} HTTP/1.1", f"Host: {parts.netloc}", *headers]
    if body:
        lines.append(f"Content-Length: {len(body)}")
    return "\r\n".join([*lines, "", ""]).encode() + body


async def _read(url: str, seconds: float, connections: int, headers: list[str]) -> float:
    parts = urlsplit(url)
    asked = request("GET", url, *headers)
    end = time.perf_counter() + seconds

    async def one() -> int:
        connection = await Connection.open(parts.hostname or "", parts.port or 80)
        count = 0
        while time.perf_counter() < end:
            status, _ = await connection.send(asked)
            if status not in {200, 304}:
                raise LoadError(str(status))
            count += 1
        connection.close()
        return count

    return sum(await asyncio.gather(*(one() for _ in range(connections)))) / seconds


if __name__ == "__main__":
    print(asyncio.run(_read(sys.argv[1], float(sys.argv[2]), int(sys.argv[3]), sys.argv[4:])))
