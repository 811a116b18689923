"""A registry with the samples, as `make run` shows it, and people who are signed in to it."""

from __future__ import annotations

import asyncio
import tempfile
from collections.abc import Callable, Coroutine, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from typing import Any, TypeVar

from registry.context import Context
from registry.db.migrate import migrate
from registry.development_tokens import STEWARD
from registry.secret import parse
from registry.seed import seed
from registry.services.open_session import CODE, Person, open_session
from registry.settings import Settings
from registry.web.signing import session_secret, sessions
from tests.registry import databases
from tests.registry.served import PUBLIC_URL, Served, Tokens, serving

T = TypeVar("T")

_PATIENT = {"SOROE_PUBLIC_URL": "", "SOROE_CHECK_SECONDS": "120"}
"""The address that browsers see is the registry's own; a busy machine may take its time."""

TEMPLATE = "samples"
CITY = "999903"
"""例示市: the municipality that most tests sign in for."""


def apart(act: Callable[..., T], *args: Any) -> T:
    """Do something in a thread of its own: the browser's driver keeps an event loop in this one."""
    with ThreadPoolExecutor(1) as thread:
        return thread.submit(act, *args).result()


def now(work: Coroutine[Any, Any, T]) -> T:
    """The result of something asynchronous, from wherever a test is."""

    def run() -> T:
        return asyncio.run(work)

    return apart(run)


def rows(site: Served, sql: str, *args: Any) -> list[Any]:
    """The rows of one query in the registry's database."""
    return now(databases.fetch(site.database, sql, *args))


def acting(site: Served, act: Callable[[Context], Coroutine[Any, Any, T]]) -> T:
    """Do something as the operator does: services without a server."""
    return now(databases.with_context(site.database, act))


def fill(url: str) -> Tokens:
    """Make the template database from the samples; the tokens that were issued in it."""
    now(databases.execute(url, f"create database {TEMPLATE} template template0"))
    there = databases.at(url, TEMPLATE)
    now(migrate(there))
    with tempfile.TemporaryDirectory(prefix="soroe-tokens-") as place:
        folder = Path(place)
        differing = now(seed(Settings(there, PUBLIC_URL), folder))
        assert not differing
        now(databases.with_context(there, databases.measure_all))

        def token(owner: str) -> str:
            held = parse((folder / owner).read_text().strip())
            assert held is not None
            return held.reveal()

        return Tokens(
            steward=token(STEWARD),
            owner=token(CITY),
            other=token("992011"),
            auditor="",
            expired="",
            revoked="",
        )


@contextmanager
def served(url: str, tokens: Tokens, environ: Mapping[str, str] | None = None) -> Iterator[Served]:
    """A running registry on a copy of the samples, under the address that browsers see."""
    with copied(url, TEMPLATE, tokens, environ) as site:
        yield site


@contextmanager
def copied(
    url: str, template: str, tokens: Tokens, environ: Mapping[str, str] | None = None
) -> Iterator[Served]:
    """A running registry on a copy of a database, under the address that browsers see."""
    copy = databases.made(url, template)
    there = apart(copy.__enter__)
    try:
        with serving(there, tokens, {**_PATIENT, **(environ or {})}) as site:
            yield site
    finally:
        apart(copy.__exit__, None, None, None)


def organisation(site: Served, who: str) -> str:
    """The id of the organisation of `steward`, of `vendor` or of a municipality's code."""
    query = (
        "select id from organisation "
        "where coalesce(municipality, id) = $1 or id = 'municipality-' || $1"
    )
    return str(rows(site, query, who)[0]["id"])


def session(site: Served, who: str, person: str = "例示 花子") -> tuple[str, str]:
    """Open a session; the name and the value of its cookie."""
    secret = session_secret.new()
    hash_ = session_secret.kept(secret)
    somebody = Person(person, CODE, person)
    id_ = organisation(site, who)

    async def act(context: Context) -> None:
        await open_session(context, id_, somebody, hash_)

    acting(site, act)
    return sessions.NAME, secret


@contextmanager
def again(site: Served, environ: Mapping[str, str]) -> Iterator[Served]:
    """Another process on the same database, with other settings."""
    with serving(site.database, site.tokens, {"SOROE_PUBLIC_URL": "", **environ}) as other:
        yield other
