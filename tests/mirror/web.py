"""Web servers that know nothing of a registry: Python's, and nginx with our configuration."""

from __future__ import annotations

import asyncio
import shutil
import subprocess
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import httpx

from registry.export.folder import Count
from registry.export.make import export
from registry.settings import Settings
from tests.registry.served import PUBLIC_URL, Served, free_port

CONFIG = Path(__file__).resolve().parents[2] / "deploy" / "mirror" / "nginx.conf"


class _Silent(SimpleHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def log_message(self, *_: object) -> None:
        """Say nothing."""


@contextmanager
def plain(folder: Path) -> Iterator[str]:
    """`python -m http.server` on the folder; yields the address."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(_Silent, directory=str(folder)))
    server.daemon_threads = True
    thread = threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_address[1]}"
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def configured(folder: Path, run: Path, port: int) -> str:
    """Our configuration with this folder and port, and its state in `run`."""
    text = CONFIG.read_text()
    changes = {
        "root /srv/soroe/mirror;": f"root {folder};",
        "listen 8080;": f"listen 127.0.0.1:{port};",
        "pid /run/nginx/nginx.pid;": f"daemon off; pid {run}/pid;",
        "worker_processes auto;": "worker_processes 1;",
        "http {\n": "http {\n"
        + "".join(
            f"  {kind}_temp_path {run}/{kind};\n"
            for kind in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
        ),
    }
    for old, new in changes.items():
        assert text.count(old) == 1, old
        text = text.replace(old, new)
    return text


@contextmanager
def nginx(folder: Path) -> Iterator[str]:
    """nginx with our configuration on the folder; yields the address."""
    run = Path(tempfile.mkdtemp(prefix="nginx-", dir=folder.parent))
    run.chmod(0o755)
    for one in (*folder.resolve().parents, folder, run):
        if one.stat().st_uid != 0 or one.is_relative_to("/tmp"):
            one.chmod(one.stat().st_mode | 0o055)  # nginx's workers have an account of their own
    port = free_port()
    (run / "nginx.conf").write_text(configured(folder, run, port))
    command = ["nginx", "-e", "stderr", "-p", str(run), "-c", str(run / "nginx.conf")]
    with (run / "log").open("wb") as log:
        process = subprocess.Popen(command, stdout=log, stderr=log)
    url = f"http://127.0.0.1:{port}"
    try:
        end = time.monotonic() + 20
        while True:
            assert process.poll() is None, (run / "log").read_text()
            try:
                httpx.get(f"{url}/ready", trust_env=False)
                break
            except httpx.TransportError:
                assert time.monotonic() < end, (run / "log").read_text()
                time.sleep(0.05)
        yield url
    finally:
        process.terminate()
        process.wait(20)


@contextmanager
def place() -> Iterator[Path]:
    """A folder that the account of nginx's workers can pass, for a mirror in it."""
    with tempfile.TemporaryDirectory(prefix="soroe-mirror-") as made:
        Path(made).chmod(0o755)
        yield Path(made)


class Mirror:
    """The mirror of a running registry in a folder."""

    def __init__(self, served: Served, folder: Path) -> None:
        key = served.log_file.parent / "signing-key.json"
        self.settings = Settings(served.database, PUBLIC_URL, signing_key=str(key))
        self.folder = folder

    def write(self) -> Count:
        """Bring it up to date."""
        return asyncio.run(export(self.settings, self.folder))


Serve = Callable[[Path], AbstractContextManager[str]]

SERVERS: dict[str, Serve] = {"http.server": plain}
if shutil.which("nginx"):
    SERVERS["nginx"] = nginx
