"""Every page at national scale: how soon it is there, how much is sent, and the heat map.

    python -m bench.pages [--share 100] [--forms 30] [--form FORM] [--state DIR] [--only WORD]

A registry of its own is filled with diffs from a seed (`bench.national_make`), one form is measured
to its end, and 16 clients ask for each page, its places filled anew each time. Printed are
milliseconds from the request to the last byte of the answer: of the first one, for which nothing
had been kept; the median of one client alone; the median and the 95th percentile of 16 at once
(aim 150, `!` above it). Then the processor time of each of these answers, which a busy machine does
not change: of the program that answers + of its workers and the database; and the bytes over the
wire. Last, Chromium opens the heat map of all municipalities.

`--state` keeps the registry's data in a folder and takes them from there the next time. The
registry goes on measuring the other forms meanwhile, as it would anywhere.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import sys
import tempfile
from collections.abc import AsyncIterator
from contextlib import ExitStack, asynccontextmanager
from pathlib import Path
from statistics import median
from uuid import uuid4

from bench.national_make import FORMS, cores, document, municipalities, national
from bench.pages_asked import CITY, PAGES, Site, left_out, waited
from bench.pages_browser import chromium, opened
from bench.servers import free_port, running
from registry.compute.workers import Workers
from registry.context import Context
from registry.db import measures
from registry.db.migrate import migrate
from registry.db.pool import close_pool, open_pool, transaction
from registry.development_tokens import STEWARD, organisation_of
from registry.embedded import EmbeddedPostgres
from registry.load import find_entries, load_diffs
from registry.seed import seed
from registry.services.measure import improve_form, measure_form
from registry.services.open_session import CODE, Person, open_session
from registry.services.publish_core import publish_core
from registry.settings import read_settings
from registry.web.signing import session_secret, sessions

URL = "http://127.0.0.1:8000"
LOADED = "loaded"
AIM, WIRE, SOON, ASSETS = 150, 500_000, 1000, 200_000
HEAT = ("heat", "heat?rows=all", "heat?rows=all&items=all")


@asynccontextmanager
async def _context(database: str) -> AsyncIterator[Context]:
    pool = await open_pool(database, 2)
    try:
        yield Context(pool, Workers(0), URL)
    finally:
        await close_pool(pool)


async def _prepare(database: str, tokens: Path, count: int) -> None:
    await migrate(database)
    await seed(read_settings({"DATABASE_URL": database}), tokens)
    async with _context(database) as context:
        for core in cores(count):
            await publish_core(context, None, form=core.form, version="1.0.0", body=core.body)


async def _measure(database: str, form: str) -> None:
    """Measure a form to its end, as a registry does beside the requests."""
    holder = uuid4()
    async with _context(database) as context:
        day = 24 * 3600
        assert await transaction(context.pool, lambda c: measures.lease(c, holder, day))
        assert await measure_form(context, form, holder)
        while await improve_form(context, form, holder):
            pass
        await transaction(context.pool, lambda c: measures.release(c, holder))


async def _sign_in(database: str) -> dict[str, str]:
    """A cookie for each who asks."""
    out = {}
    async with _context(database) as context:
        for who in (STEWARD, CITY):
            secret = session_secret.new()
            person = Person("例示 花子", CODE, who)
            hash_ = session_secret.kept(secret)
            await open_session(context, organisation_of(who), person, hash_)
            out[who] = f"{sessions.NAME}={secret}"
    return out


def fill(state: Path, share: float, count: int, form: str) -> None:
    """Fill a folder as `make run` would, with a country's diffs, unless that was done before."""
    if (state / LOADED).exists():
        return
    file = state / "diffs.ndjson"
    with file.open("wb") as out:
        for core in cores(count):
            for made in national(core, municipalities(share), revisions=1):
                diff = json.loads(document(made.diff))
                line = json.dumps({"revision": made.revision, "diff": diff}, ensure_ascii=False)
                out.write(line.encode() + b"\n")
    with EmbeddedPostgres(state / "postgres") as database:
        asyncio.run(_prepare(database.url, state / "tokens", count))
        entries = find_entries(file)
        loaded = load_diffs(database.url, URL, entries, processes=os.cpu_count() or 1)
        print(f"  {loaded.written + loaded.known:,} diffs loaded", flush=True)
        asyncio.run(_measure(database.url, form))
    (state / LOADED).touch()


def ask(site: Site, only: str, count: int) -> None:
    """A line for each page."""
    print(f"  {'ms':48}{'first':>7}{'alone':>7}{'16: p50':>8}{'p95':>6}  {'processor':>15}   bytes")
    for name in PAGES:
        if only in name:
            w = waited(site, name, count)
            late = f"{w.late:>6.0f}{' !' if w.late > AIM else '  '}"
            print(
                f"  {name:48}{w.first:>7.0f}{w.alone:>7.1f}{w.middle:>8.0f}{late}"
                f"{w.own:>7.1f} +{w.others:>6.1f}{w.sent:>9,}",
                flush=True,
            )
    print("  not asked for, as something has to be made first or they lead elsewhere:")
    print("   ", " ".join(left_out()))


def heat(url: str, form: str) -> None:
    """The heat map as a person opens it, the median of three times."""
    with chromium() as browser:
        for which in HEAT:
            seen = [opened(browser, f"{url}/ja/forms/{form}/{which}") for _ in range(3)]
            one = seen[0]
            print(
                f"  {which}: {one.rows:,} rows, {one.columns} items;"
                f" {one.sent:,} bytes over the wire (aim {WIRE:,}),"
                f" own assets {one.assets:,} (aim {ASSETS:,});"
                f" drawn after {median(o.drawn for o in seen):.0f} ms,"
                f" answers after {median(o.answered for o in seen):.0f} ms (aim {SOON:,});"
                f" processor {median(o.processor for o in seen):.0f} ms;"
                f" moved {max(o.moved for o in seen):g} (aim 0)",
                flush=True,
            )


def main(arguments: list[str] | None = None) -> None:
    """Fill a registry, start it, ask it."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--share", type=int, default=100)
    parser.add_argument("--forms", type=int, default=FORMS)
    parser.add_argument("--form", default="gakudo-application")
    parser.add_argument("--state", type=Path)
    parser.add_argument("--only", default="", help="a part of the page's route")
    parser.add_argument("--count", type=int, default=160, help="requests for each page")
    args = parser.parse_args(arguments)
    codes = municipalities(args.share / 100)
    print(f"{len(codes):,} municipalities, {args.forms} forms")
    with ExitStack() as stack:
        given = args.state or Path(stack.enter_context(tempfile.TemporaryDirectory()))
        state = given.absolute()
        state.mkdir(parents=True, exist_ok=True)
        state.chmod(0o711)
        fill(state, args.share / 100, args.forms, args.form)
        port = free_port()
        url = f"http://127.0.0.1:{port}"
        environ = {"SOROE_STATE": str(state), "SOROE_PORT": str(port), "SOROE_PUBLIC_URL": url}
        command = [sys.executable, "-m", "registry.run"]
        pid = stack.enter_context(running(command, f"{url}/ready", "", **environ))
        database = f"postgresql://registry@/postgres?host={state / 'postgres' / 'sock'}"
        site = Site(url, pid, args.form, codes, asyncio.run(_sign_in(database)))
        ask(site, args.only, args.count)
        heat(url, args.form)


if __name__ == "__main__":
    main()
