"""Attempts to sign in with a code that did not succeed: how many came from where lately."""

from __future__ import annotations

from datetime import timedelta
from typing import Final

from registry.db.pool import Connection

LOCK: Final = "select pg_advisory_xact_lock(hashtextextended('sign_in_failure ' || $1, 0))"
INSERT: Final = "insert into sign_in_failure (address) values ($1)"
FORGET: Final = "delete from sign_in_failure where at < now() - $1::interval"
DELETE: Final = """delete from sign_in_failure where ctid = (
  select ctid from sign_in_failure where address = $1 order by at desc limit 1)"""
COUNT: Final = """select count(*) from sign_in_failure
  where address = $1 and at > now() - $2::interval"""


async def lock(connection: Connection, address: bytes) -> None:
    """Count nobody else from there before the transaction ends."""
    await connection.execute(LOCK, address.hex())


async def insert(connection: Connection, address: bytes, window: timedelta) -> None:
    """Note one from an address, given as a digest; those older than the window are forgotten."""
    await connection.execute(FORGET, window)
    await connection.execute(INSERT, address)


async def delete(connection: Connection, address: bytes) -> None:
    """Take one back: it succeeded."""
    await connection.execute(DELETE, address)


async def count(connection: Connection, address: bytes, window: timedelta) -> int:
    """How many came from there within the window."""
    return int(await connection.fetchval(COUNT, address, window))
