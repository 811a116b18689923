"""Durable publishes per second, 16 clients, against bare one-row INSERTs in the same PostgreSQL.

A publish is a new core form of 2 KB over HTTP: the strict door, the lint, the name ledger, the
audit row, the commit. The clients run in a process of their own; so do those of the bare INSERT.
"""

from __future__ import annotations

import asyncio
import json
import os
import subprocess
import sys
import time
from statistics import median
from urllib.parse import urlsplit

import asyncpg

from bench import servers
from bench.forms import form
from bench.load import Connection, LoadError, request

CLIENTS = 16
ROUNDS = 5
SECONDS = 3.0
BODY = form(2_048, "速さの測定")


def main() -> None:
    """Measure both in turn and print the ratio of the medians."""
    own, clients = ("0,1", "2,3") if (os.cpu_count() or 1) >= 4 else ("", "")
    rates: dict[str, list[float]] = {"publish": [], "insert": []}
    with servers.registry(own) as registry:
        for turn in range(ROUNDS + 1):
            for kind, found in rates.items():
                measured = _in_own_process(kind, registry, turn, clients)
                if turn:  # the first round warms up
                    found.append(measured)
    medians = {kind: median(found) for kind, found in rates.items()}
    print(f"publish: {CLIENTS} clients, {len(BODY)} bytes, fsync on")
    for kind, found_rate in medians.items():
        print(f"  {kind:<9}{found_rate:>8,.0f}/s")
    print(f"  publish/insert = {medians['publish'] / medians['insert']:.2f}", flush=True)


def _in_own_process(kind: str, registry: servers.Registry, turn: int, cores: str) -> float:
    pinned = ["taskset", "-c", cores] if cores else []
    said = subprocess.run(
        [*pinned, sys.executable, "-m", "bench.publish", kind, str(turn)],
        input=json.dumps([registry.url, registry.token, registry.database]),
        capture_output=True,
        check=True,
        text=True,
    )
    return float(said.stdout)


async def _publish(url: str, token: str, turn: int) -> float:
    parts = urlsplit(url)
    headers = (f"Authorization: Bearer {token}", "Content-Type: application/json")
    end = time.perf_counter() + SECONDS

    async def one(client: int) -> int:
        connection = await Connection.open(parts.hostname or "", parts.port or 80)
        count = 0
        while time.perf_counter() < end:
            path = f"{url}/api/v1/forms/bench-{turn}-{client}-{count}/versions/1.0.0"
            status, answer = await connection.send(request("PUT", path, *headers, body=BODY))
            if status != 201:
                raise LoadError(f"{status} {answer!r}")
            count += 1
        connection.close()
        return count

    return sum(await asyncio.gather(*(one(client) for client in range(CLIENTS)))) / SECONDS


async def _insert(database: str) -> float:
    pool = await asyncpg.create_pool(database, min_size=CLIENTS, max_size=CLIENTS)
    if await pool.fetchval("show fsync") != "on":
        raise LoadError("fsync is off")
    await pool.execute("create schema if not exists bench")
    await pool.execute("create table if not exists bench.row (id text, body bytea)")
    end = time.perf_counter() + SECONDS

    async def one(client: int) -> int:
        count = 0
        async with pool.acquire() as connection:
            while time.perf_counter() < end:
                name = f"{client}-{count}"
                await connection.execute("insert into bench.row values ($1, $2)", name, BODY)
                count += 1
        return count

    counts = await asyncio.gather(*(one(client) for client in range(CLIENTS)))
    await pool.close()
    return sum(counts) / SECONDS


if __name__ == "__main__":
    if len(sys.argv) == 1:
        main()
    else:
        address, secret, dsn = json.load(sys.stdin)
        work = (
            _insert(dsn) if sys.argv[1] == "insert" else _publish(address, secret, int(sys.argv[2]))
        )
        print(asyncio.run(work))
