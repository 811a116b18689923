"""Bringing a database to the schema of this program: plain SQL files, one transaction each.

A file `NNNN_name.up.sql` leads one version up and `NNNN_name.down.sql` leads back. Files that were
applied must not change; a database that is ahead of the program is refused.
"""

from __future__ import annotations

import asyncio
import hashlib
import re
import time
from importlib.resources import files
from typing import Final

import asyncpg
import msgspec

from soroe.errors import Problem, SoroeError

LOCK: Final = 0x736F_726F_655F_6462  # any fixed number will do, if it is only ours

TABLE: Final = """create table if not exists schema_migration (
  version int primary key, name text not null, sha256 text not null,
  applied_at timestamptz not null default now())"""
APPLIED: Final = "select version, sha256 from schema_migration order by version"
RECORD: Final = "insert into schema_migration (version, name, sha256) values ($1, $2, $3)"
FORGET: Final = "delete from schema_migration where version = $1"
TRY_LOCK: Final = "select pg_try_advisory_lock($1)"
UNLOCK: Final = "select pg_advisory_unlock($1)"
EXISTS: Final = "select to_regclass('schema_migration') is not null"

_NAME = re.compile(r"^(\d{4})_([a-z0-9_]+)\.(up|down)\.sql$")


class MigrationError(SoroeError):
    """The database cannot be brought to this program's schema."""


class Migration(msgspec.Struct, frozen=True, order=True):
    """One step, both ways; `sha256` is of the way up."""

    version: int
    name: str
    up: str
    down: str
    sha256: str


def migrations() -> list[Migration]:
    """All steps of this program in order of their versions; no two share one."""
    found: dict[tuple[int, str], dict[str, str]] = {}
    for file in files("registry.db").joinpath("migrations").iterdir():
        if match := _NAME.match(file.name):
            text = file.read_text("utf-8").replace("\r\n", "\n")
            found.setdefault((int(match[1]), match[2]), {})[match[3]] = text
    steps = sorted(
        Migration(
            version, name, way["up"], way["down"], hashlib.sha256(way["up"].encode()).hexdigest()
        )
        for (version, name), way in found.items()
    )
    assert len({s.version for s in steps}) == len(steps), "no two steps share a version"
    return steps


async def migrate(dsn: str, *, patience: float = 60) -> list[int]:
    """Bring the database up to date; the versions applied, empty if it was.

    Any number of processes may do this at once. `dsn` must lead to a session of its own, not
    through a transaction pooler. Raises `MigrationError`.
    """
    connection = await asyncpg.connect(dsn)
    try:
        await _lock(connection, patience)
        await connection.execute("set lock_timeout = '4s'; set statement_timeout = 0")
        await connection.execute(TABLE)
        return [await _up(connection, step) for step in await _pending(connection)]
    finally:
        await connection.close()


async def migrate_down(dsn: str, to: int, *, patience: float = 60) -> list[int]:
    """Lead the database back to version `to`; the versions undone. Data of the tables go."""
    connection = await asyncpg.connect(dsn)
    try:
        await _lock(connection, patience)
        await connection.execute(TABLE)
        applied = {row["version"] for row in await connection.fetch(APPLIED)}
        undone = []
        for step in reversed(migrations()):
            if step.version > to and step.version in applied:
                async with connection.transaction():
                    await connection.execute(step.down)
                    await connection.execute(FORGET, step.version)
                undone.append(step.version)
        return undone
    finally:
        await connection.close()


async def _lock(connection: asyncpg.Connection[asyncpg.Record], patience: float) -> None:
    # Polled: a session that waits inside pg_advisory_lock keeps a snapshot, and CREATE INDEX
    # CONCURRENTLY in the holder would wait for that snapshot. Closing the session unlocks.
    end = time.monotonic() + patience
    while not await connection.fetchval(TRY_LOCK, LOCK):
        if time.monotonic() > end:
            params = {"seconds": f"{patience:.0f}"}
            raise MigrationError(Problem("migration-locked", params=params))
        await asyncio.sleep(0.1)


async def _pending(connection: asyncpg.Connection[asyncpg.Record]) -> list[Migration]:
    steps = migrations()
    applied = {row["version"]: row["sha256"] for row in await connection.fetch(APPLIED)}
    newest = steps[-1].version
    if applied and max(applied) > newest:
        params = {"database": str(max(applied)), "program": str(newest)}
        raise MigrationError(Problem("program-too-old", params=params))
    for step in steps:
        if applied.get(step.version, step.sha256) != step.sha256:
            name = f"{step.version:04d}_{step.name}"
            raise MigrationError(Problem("migration-changed", params={"name": name}))
    return [step for step in steps if step.version not in applied]


async def _up(connection: asyncpg.Connection[asyncpg.Record], step: Migration) -> int:
    try:
        async with connection.transaction():
            await connection.execute(step.up)
            await connection.execute(RECORD, step.version, step.name, step.sha256)
    except asyncpg.PostgresError as e:
        params = {"name": f"{step.version:04d}_{step.name}", "detail": str(e)}
        raise MigrationError(Problem("migration-failed", params=params)) from e
    return step.version
