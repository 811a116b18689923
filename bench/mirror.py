"""Reading one core of 20 KB from a mirror behind nginx, against the same file behind a plain nginx.

One worker each, 64 keep-alive connections, the same load generator, the median ratio of pairs of
runs: what our configuration (types, headers by address, compressed twins) costs.
"""

from __future__ import annotations

import gzip
import os
import shutil
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from statistics import median

from bench import load, servers
from bench.forms import form
from bench.reads import SIZE, conditional

CONFIG = Path(__file__).resolve().parent.parent / "deploy" / "mirror" / "nginx.conf"
ROUNDS = 15
ADDRESS = "forms/bench-mirror/1.0.0.json"


def main() -> None:
    """Measure and print the ratios, which should be 0.95 or more."""
    if not shutil.which("nginx"):
        print("mirror: nginx is not installed (Debian: apt-get install nginx-light wrk): left out")
        return
    many = (os.cpu_count() or 1) >= 4
    own, generator = ("0,1", "2,3") if many else ("", "")
    print(f"mirror: {SIZE} bytes, {load.CONNECTIONS} connections, generator: {load.tool()}")
    body = form(SIZE, "速さの測定")
    with ExitStack() as stack:
        urls = {
            "mirror": stack.enter_context(_mirror(body, own)),
            "file": stack.enter_context(servers.nginx(body, own)),
        }
        for status in (200, 304):
            pairs = _pairs(urls, status, generator)
            ratio = median(one["mirror"] / one["file"] for one in pairs)
            for name in urls:
                tail = f"   mirror/file = {ratio:.2f}" if name == "mirror" else ""
                rate = median(one[name] for one in pairs)
                print(f"  {status}  {name:<9}{rate:>10,.0f}/s{tail}", flush=True)


def _pairs(urls: dict[str, str], status: int, cores: str) -> list[dict[str, float]]:
    """The rates of both, one right after the other, who is first changing, after one to warm up."""
    headers = conditional(urls) if status == 304 else {}
    names = list(urls)
    found = []
    for turn in range(ROUNDS + 1):
        order = names if turn % 2 else reversed(names)
        found.append(
            {n: load.rate(urls[n], *headers.get(n, ()), seconds=1, cores=cores) for n in order}
        )
    return found[1:]


@contextmanager
def _mirror(body: bytes, cores: str) -> Iterator[str]:
    with servers.place() as here:
        file = here / "files" / ADDRESS
        file.parent.mkdir(parents=True)
        (here / "files").chmod(0o755)
        file.write_bytes(body)
        file.with_name(f"{file.name}.gz").write_bytes(gzip.compress(body))
        port = servers.free_port()
        (here / "nginx.conf").write_text(_configured(here, port))
        url = f"http://127.0.0.1:{port}/{ADDRESS}"
        with servers.running(["nginx", "-c", str(here / "nginx.conf")], url, cores):
            yield url


def _configured(here: Path, port: int) -> str:
    """Our configuration with one worker, as many requests per connection as the other has, here."""
    text = CONFIG.read_text()
    temporary = "".join(
        f"{kind}_temp_path {here}; "
        for kind in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    )
    changes = {
        "worker_processes auto;": "worker_processes 1;",
        "pid /run/nginx/nginx.pid;": f"daemon off; pid {here}/nginx.pid;",
        "keepalive_requests 100000;": "keepalive_requests 10000000; " + temporary,
        "listen 8080;": f"listen 127.0.0.1:{port};",
        "root /srv/soroe/mirror;": f"root {here}/files;",
    }
    for old, new in changes.items():
        if text.count(old) != 1:
            raise RuntimeError(f"{CONFIG}: {old}")
        text = text.replace(old, new)
    return text


if __name__ == "__main__":
    main()
