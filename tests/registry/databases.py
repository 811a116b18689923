"""Databases for tests: one template, filled once, from which each is copied."""

from __future__ import annotations

import asyncio
import itertools
import os
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import Any, TypeVar
from urllib.parse import urlsplit, urlunsplit
from uuid import uuid4

import asyncpg

from registry.compute.workers import Workers
from registry.context import Context
from registry.db import measures
from registry.db.migrate import migrate
from registry.db.pool import close_pool, open_pool, read, transaction
from registry.seed import read_directory
from registry.services import rights
from registry.services.create_organisation import create_organisation
from registry.services.issue_token import issue_token
from registry.services.load_component import load_component
from registry.services.load_directory import load_directory
from registry.services.measure import improve_form, measure_form
from registry.services.open_review import Asked, open_review
from registry.services.publish_core import publish_core
from registry.services.publish_diff import publish_diff
from registry.services.revoke_token import revoke_token
from tests.registry.documents import COMPONENT, FORM, SENT, encoded, small_core, small_diff
from tests.registry.served import PUBLIC_URL, Tokens

T = TypeVar("T")

ROOT = Path(__file__).resolve().parents[2]
TEMPLATE = "filled"
OWNER, OTHER = "999903", "992011"

_numbers = itertools.count(1)


def at(url: str, name: str) -> str:
    """The address of another database of the same server."""
    parts = urlsplit(url)
    return urlunsplit(parts._replace(path=f"/{name}"))


@contextmanager
def made(url: str, template: str) -> Iterator[str]:
    """A new database, which is dropped afterwards."""
    name = f"t{os.getpid()}_{next(_numbers)}"
    strategy = " strategy file_copy" if template == TEMPLATE else ""
    asyncio.run(execute(url, f"create database {name} template {template}{strategy}"))
    try:
        yield at(url, name)
    finally:
        asyncio.run(execute(url, f"drop database {name} with (force)"))


async def execute(url: str, sql: str, *args: Any) -> None:
    """Run one statement on a connection of its own."""
    connection = await asyncpg.connect(url)
    try:
        await connection.execute(sql, *args)
    finally:
        await connection.close()


async def fetch(url: str, sql: str, *args: Any) -> list[Any]:
    """The rows of one query on a connection of its own."""
    connection = await asyncpg.connect(url)
    try:
        return await connection.fetch(sql, *args)
    finally:
        await connection.close()


def rows(url: str, sql: str, *args: Any) -> list[Any]:
    """The rows of one query, for tests that are not asynchronous."""
    return asyncio.run(fetch(url, sql, *args))


_ASKED_FOR = {
    "audit": "action <> 'prepare-rebase'",
    "draft": "organisation is not null",
    "draft_edit": "organisation is not null",
    "rebase": "false",
    "measure": "false",
    "divergence": "false",
    "outbox": "topic not like 'rebase.%' and topic not like '%.closing'",
}
"""What the registry prepares beside the requests comes at its own time, and is not counted."""


def counts(url: str) -> dict[str, int]:
    """How many rows each table has: what a refusal must leave as it was."""
    return asyncio.run(_counts(url))


async def _counts(url: str) -> dict[str, int]:
    connection = await asyncpg.connect(url)
    try:
        tables = await connection.fetch(
            "select tablename from pg_tables where schemaname = 'public'"
        )
        names = sorted(row["tablename"] for row in tables)
        parts = (
            f"select '{name}' as name, count(*) as n from {name} where {_ASKED_FOR.get(name, 'true')}"
            for name in names
        )
        return {r["name"]: r["n"] for r in await connection.fetch(" union all ".join(parts))}
    finally:
        await connection.close()


async def with_context(url: str, act: Callable[[Context], Awaitable[T]]) -> T:
    """Do something as the operator does: services without a server."""
    pool = await open_pool(url, 2)
    try:
        return await act(Context(pool, Workers(0), PUBLIC_URL))
    finally:
        await close_pool(pool)


def fill(url: str) -> Tokens:
    """Make the template database; the tokens that were issued in it."""
    asyncio.run(execute(url, f"create database {TEMPLATE} template template0"))
    template = at(url, TEMPLATE)
    asyncio.run(migrate(template))
    tokens = asyncio.run(with_context(template, _fill))
    expire = (
        "update token set created_at = now() - interval '2 days', "
        "expires_at = now() - interval '1 day' where label = 'expired'"
    )
    asyncio.run(execute(template, expire))
    return tokens


async def measure_all(context: Context) -> None:
    """Measure everything, as a registry does beside the requests, so that nothing is due."""
    holder = uuid4()
    assert await transaction(context.pool, lambda c: measures.lease(c, holder, 60))
    marks = await read(context.pool, measures.marks)
    for form in await read(context.pool, lambda c: measures.due(c, marks.mark, 0)):
        assert await measure_form(context, form, holder)
        while await improve_form(context, form, holder):
            pass
    await transaction(context.pool, lambda c: measures.release(c, holder))


async def _fill(context: Context) -> Tokens:
    await load_directory(context, list(read_directory(ROOT / "schemas")))
    await load_component(context, "note", "1.0.0", encoded(COMPONENT))
    await publish_core(context, None, form=FORM, version="1.0.0", body=encoded(small_core()))
    await publish_diff(
        context, None, form=FORM, code=OWNER, revision=1, body=encoded(small_diff(OWNER))
    )
    for form, version in ((FORM, "1.0.1"), (SENT, "1.0.0"), (SENT, "2.0.0")):
        body, asked = encoded(small_core()), Asked(date(2999, 3, 31))
        await open_review(
            context, None, form=form, version=version, body=body, asked=asked, held=None
        )
    await measure_all(context)
    await create_organisation(context, None, id_="steward", kind="steward", name="例示県")
    for code in (OWNER, OTHER):
        await create_organisation(
            context, None, id_=code, kind="municipality", name=code, municipality=code
        )

    async def issue(owner: str, label: str, *scopes: str) -> str:
        kind: Any = "steward" if owner == "steward" else "municipality"
        _, secret = await issue_token(
            context,
            None,
            organisation=owner,
            label=label,
            scopes=scopes or rights.SCOPES[kind],
            days=30,
        )
        return secret.reveal()

    revoked, secret = await issue_token(
        context,
        None,
        organisation="steward",
        label="revoked",
        scopes=rights.SCOPES["steward"],
        days=30,
    )
    await revoke_token(context, None, "steward", revoked.id)
    return Tokens(
        steward=await issue("steward", "all"),
        owner=await issue(OWNER, "own"),
        other=await issue(OTHER, "own"),
        auditor=await issue("steward", "audit", rights.AUDIT_READ),
        expired=await issue("steward", "expired"),
        revoked=secret.reveal(),
    )
