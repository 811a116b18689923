"""The servers that are compared, each on a free port of 127.0.0.1 and stopped at the end."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.request import Request, urlopen

NGINX = """
daemon off; master_process on; worker_processes 1; pid {place}/nginx.pid;
error_log {place}/error.log warn;
events {{ worker_connections 1024; }}
http {{
  access_log off; sendfile on; tcp_nopush on; keepalive_requests 10000000;
  open_file_cache max=100; types {{ application/schema+json json; }}
  client_body_temp_path {place}; proxy_temp_path {place}; fastcgi_temp_path {place};
  uwsgi_temp_path {place}; scgi_temp_path {place};
  server {{
    listen 127.0.0.1:{port}; root {place}/files;
    add_header Cache-Control "public, max-age=31536000, immutable";
  }}
}}
"""


@dataclass(frozen=True)
class Registry:
    """A running registry: its address, a token that may publish, and its database."""

    url: str
    token: str
    database: str


def free_port() -> int:
    """A port that nobody listens on now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def answers(url: str) -> bool:
    """Whether a GET gets an answer."""
    try:
        with urlopen(url, timeout=2):
            return True
    except OSError:  # refused, or accepted and not served yet
        return False


@contextmanager
def running(command: list[str], url: str, cores: str, **environ: str) -> Iterator[int]:
    """Run a server from when it answers at `url` until the end of the block; yields its pid."""
    pinned = ["taskset", "-c", cores] if cores and shutil.which("taskset") else []
    process = subprocess.Popen(
        [*pinned, *command],
        stdout=subprocess.DEVNULL,
        env=os.environ | environ,
    )
    try:
        end = time.monotonic() + 60
        while not answers(url):
            if process.poll() is not None or time.monotonic() > end:
                raise RuntimeError(f"{command} does not answer at {url}")
            time.sleep(0.05)
        yield process.pid
    finally:
        process.terminate()
        process.wait(30)


@contextmanager
def place() -> Iterator[Path]:
    """An empty directory that the accounts of the servers can pass."""
    with tempfile.TemporaryDirectory(prefix="bench-") as made:
        Path(made).chmod(0o711)
        yield Path(made)


@contextmanager
def nginx(body: bytes, cores: str) -> Iterator[str]:
    """Run nginx with one worker that serves `body` as a file; yields its address."""
    with place() as here:
        (here / "files").mkdir()
        (here / "files").chmod(0o755)
        (here / "files" / "form.json").write_bytes(body)
        port = free_port()
        (here / "nginx.conf").write_text(NGINX.format(place=here, port=port))
        url = f"http://127.0.0.1:{port}/form.json"
        with running(["nginx", "-c", str(here / "nginx.conf")], url, cores):
            yield url


@contextmanager
def fastapi(body: bytes, cores: str) -> Iterator[str]:
    """A plain FastAPI handler under uvicorn with one worker; yields its address."""
    with place() as here:
        (here / "form.json").write_bytes(body)
        port = free_port()
        command = [sys.executable, "-m", "uvicorn", "bench.plain_fastapi:app"]
        command += ["--port", str(port), "--no-access-log", "--log-level", "warning"]
        url = f"http://127.0.0.1:{port}/form.json"
        with running(command, url, cores, BENCH_FILE=str(here / "form.json")):
            yield url


@contextmanager
def registry(cores: str) -> Iterator[Registry]:
    """The registry as `make run` starts it, durable, in a directory of its own."""
    with place() as here:
        port = free_port()
        url = f"http://127.0.0.1:{port}"
        environ = {
            "SOROE_STATE": str(here / "state"),
            "SOROE_PORT": str(port),
            "SOROE_PUBLIC_URL": url,
        }
        with running([sys.executable, "-m", "registry.run"], f"{url}/ready", cores, **environ):
            token = (here / "state" / "tokens" / "steward").read_text().strip()
            socket_directory = here / "state" / "postgres" / "sock"
            database = f"postgresql://registry@/postgres?host={socket_directory}"
            yield Registry(url, token, database)


def put(url: str, token: str, body: bytes) -> None:
    """Publish a document."""
    headers = {"Authorization": f"Bearer {token}", "Content-Type": "application/json"}
    with urlopen(Request(url, body, headers, method="PUT"), timeout=30) as answer:
        if answer.status != 201:
            raise RuntimeError(f"{url}: {answer.status}")


def etag(url: str) -> str:
    """The ETag of an address."""
    with urlopen(url, timeout=30) as answer:
        found: str = answer.headers["ETag"]
        return found
