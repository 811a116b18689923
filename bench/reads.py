"""Reading one immutable 20 KB form: the registry against nginx and a plain FastAPI handler.

One worker each, 64 keep-alive connections, the same load generator, rounds interleaved, medians.
With four cores or more the servers and the generator have cores of their own.
"""

from __future__ import annotations

import os
import shutil
from contextlib import ExitStack
from statistics import median
from urllib.request import urlopen

from bench import load, servers
from bench.forms import form

ROUNDS = 5
SIZE = 20_480


def main() -> None:
    """Measure and print the ratios; nginx is left out, and said so, where it is not installed."""
    many = (os.cpu_count() or 1) >= 4
    own, generator = ("0,1", "2,3") if many else ("", "")
    print(f"reads: {SIZE} bytes, {load.CONNECTIONS} connections, generator: {load.tool()}")
    with ExitStack() as stack:
        registry = stack.enter_context(servers.registry(own))
        servers.put(
            f"{registry.url}/api/v1/forms/bench-reads/versions/1.0.0",
            registry.token,
            form(SIZE, "速さの測定"),
        )
        address = f"{registry.url}/forms/bench-reads/1.0.0.json"
        with urlopen(address, timeout=30) as answer:
            body = answer.read()
        urls = {"registry": address, "fastapi": stack.enter_context(servers.fastapi(body, own))}
        if shutil.which("nginx"):
            urls["nginx"] = stack.enter_context(servers.nginx(body, own))
        else:
            print("  nginx is not installed (Debian: apt-get install nginx-light wrk): left out")
        for status in (200, 304):
            report(status, compare(urls, status, generator))


def compare(urls: dict[str, str], status: int, cores: str) -> dict[str, float]:
    """The median rate of each server over interleaved rounds, after one to warm up."""
    headers = conditional(urls) if status == 304 else {}
    rates: dict[str, list[float]] = {name: [] for name in urls}
    for turn in range(ROUNDS + 1):
        for name, url in urls.items():
            found = load.rate(url, *headers.get(name, ()), seconds=3 if turn else 1, cores=cores)
            if turn:
                rates[name].append(found)
    return {name: median(found) for name, found in rates.items()}


def conditional(urls: dict[str, str]) -> dict[str, tuple[str, ...]]:
    """The header that makes each server answer 304."""
    return {name: (f"If-None-Match: {servers.etag(url)}",) for name, url in urls.items()}


def report(status: int, rates: dict[str, float]) -> None:
    """One line per server, with the registry's ratio to it."""
    for name, found in rates.items():
        ratio = (
            "" if name == "registry" else f"   registry/{name} = {rates['registry'] / found:.2f}"
        )
        print(f"  {status}  {name:<9}{found:>10,.0f}/s{ratio}", flush=True)


if __name__ == "__main__":
    main()
