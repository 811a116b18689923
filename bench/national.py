"""National scale: candidates, one publish more, what-if, loading; and how they grow.

    python -m bench.national [--share 10 50 100] [--form FORM] [--forms 30] [--no-load]

Municipalities and their diffs come from a seed (`bench.national_make`). For each share of the 1,741
municipalities it prints

  - candidates of one form from nothing, signing included, and again after one put
  - what-if of an added item, after the divergence of the form was measured once
  - revisions loaded per second by `soroe-registry load`, all forms and three revisions of each
  - within which time 99 of 100 reads of what was measured about the form are answered (64 clients)

Times are those of the wall; beside them stands the processor time, which a busy machine does not
change. `--no-load` leaves out what needs a database; `--share 10 --forms 3` is the quickest that
shows all of it.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import tempfile
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import TypeVar
from urllib.error import HTTPError
from urllib.request import urlopen

from bench import load, servers
from bench.national_make import FORMS, Core, cores, document, municipalities, national
from registry.compute.workers import Workers
from registry.context import Context
from registry.db.migrate import migrate
from registry.db.pool import close_pool, open_pool
from registry.embedded import EmbeddedPostgres
from registry.load import find_entries, load_diffs
from registry.seed import load as load_components
from registry.services.publish_core import publish_core
from soroe.divergence import Member
from soroe.impact import Subject
from soroe.promotion import Below
from soroe.standing import Standing

SCHEMAS = Path(__file__).resolve().parents[1] / "schemas"
URL = "http://127.0.0.1:8000"

T = TypeVar("T")


def timed(name: str, work: Callable[[], T], aim: float | None = None) -> T:
    """What the work makes; a line with its seconds."""
    wall, own = time.perf_counter(), time.process_time()
    made = work()
    wall, own = time.perf_counter() - wall, time.process_time() - own
    said = "" if aim is None else f"  (aim {aim:g} s)"
    print(f"  {name:38}{wall:>9.3f} s  processor {own:>8.3f} s{said}", flush=True)
    return made


def standing(core: Core, share: float) -> None:
    """What one form takes in memory."""
    codes = municipalities(share)
    revisions = list(national(core, codes, revisions=2))
    members = [
        Member(Subject(r.municipality, "", r.revision), core.core, r.diff) for r in revisions
    ]
    first, second = members[::2], members[1::2]
    state = Standing(core.form, core.core, "1.0.0")

    def fresh() -> Below:
        for member in first:
            state.put(member)
        return state.below()

    def again() -> Below:
        state.put(second[0])
        return state.below()

    below = timed("candidates from nothing", fresh, 2)
    timed("candidates after one put", again, 0.1)
    timed("divergence from nothing", state.divergences)
    added = [c for c in below.candidates if c.kind == "added"]
    for name, found in (
        ("what-if of an item of the form", [c for c in added if not c.item]),
        ("what-if of an item in a group", [c for c in added if c.item]),
    ):
        if len(found) > 1:
            one, other = found[:2]
            timed(f"{name}, first", partial(state.what_if, [one.id]))
            timed(name, partial(state.what_if, [other.id]), 1)


async def _prepare(dsn: str, forms: tuple[Core, ...]) -> None:
    pool = await open_pool(dsn, 2)
    try:
        context = Context(pool, Workers(0), URL)
        await load_components(context, SCHEMAS)
        for core in forms:
            await publish_core(context, None, form=core.form, version="1.0.0", body=core.body)
    finally:
        await close_pool(pool)


def loading(share: float, count: int) -> None:
    """What loading takes, with the embedded PostgreSQL and fsync."""
    forms, codes = cores(count), municipalities(share)
    with tempfile.TemporaryDirectory(prefix="soroe-bench-") as place:
        Path(place).chmod(0o711)
        file = Path(place) / "diffs.ndjson"
        changes = 0
        with file.open("wb") as out:
            for core in forms:
                for r in national(core, codes):
                    changes += len(r.diff.changes)
                    diff = json.loads(document(r.diff))
                    line = json.dumps({"revision": r.revision, "diff": diff}, ensure_ascii=False)
                    out.write(line.encode() + b"\n")
        with EmbeddedPostgres(Path(place) / "postgres") as database:
            asyncio.run(migrate(database.url))
            asyncio.run(_prepare(database.url, forms))
            entries = find_entries(file)
            start = time.perf_counter()
            loaded = load_diffs(database.url, URL, entries, processes=os.cpu_count() or 1)
            took = time.perf_counter() - start
    assert loaded.written == len(entries), loaded.refused[:3]
    print(
        f"  loading {len(entries):,} diffs, {changes:,} changes: {len(entries) / took:,.0f}/s"
        " (aim 2,000/s)",
        flush=True,
    )


def reading(core: Core, share: float) -> None:
    """How long readers wait for what a registry has measured, while it does nothing else."""
    diffs = list(national(core, municipalities(share), revisions=1))
    many = (os.cpu_count() or 1) >= 4
    own, generator = ("0,1", "2,3") if many else ("", "")
    with servers.registry(own) as registry, tempfile.TemporaryDirectory() as place:
        file = Path(place) / "diffs.ndjson"
        lines = [{"revision": 1, "diff": json.loads(document(r.diff))} for r in diffs]
        file.write_text("".join(json.dumps(line) + "\n" for line in lines), encoding="utf-8")
        loaded = load_diffs(registry.database, registry.url, find_entries(file), processes=1)
        assert loaded.written == len(diffs), loaded.refused[:3]
        address = f"{registry.url}/api/v1/forms/{core.form}"
        start = time.perf_counter()
        while not _is_measured(f"{address}/divergence", len(diffs)):
            time.sleep(1)
        print(f"  measured by the registry after        {time.perf_counter() - start:>9.0f} s")
        for name in ("divergence", "candidates"):
            with urlopen(f"{address}/{name}", timeout=60) as answer:
                size = len(answer.read())
            waited = load.slowest(f"{address}/{name}", cores=generator)
            print(
                f"  reading {name}, {size / 1000:,.0f} kB: 99 of 100 within {waited * 1000:.1f} ms"
                f" at {load.CONNECTIONS} clients (aim 50 ms)",
                flush=True,
            )


def _is_measured(url: str, count: int) -> bool:
    """Whether all of at least so many municipalities have been measured."""
    try:
        with urlopen(url, timeout=60) as answer:
            told = json.loads(answer.read())
    except HTTPError:
        return False
    return bool(told.get("complete")) and len(told["municipalities"]) >= count


def main(arguments: list[str] | None = None) -> None:
    """Print all of it for every share."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--share", type=int, nargs="+", default=[10, 50, 100])
    parser.add_argument("--form", default="gakudo-application")
    parser.add_argument("--forms", type=int, default=FORMS)
    parser.add_argument("--no-load", action="store_true")
    args = parser.parse_args(arguments)
    core = next(core for core in cores(10) if core.form == args.form)
    for share in args.share:
        print(f"{share} %: {len(municipalities(share / 100)):,} municipalities, {args.form}")
        standing(core, share / 100)
        if not args.no_load:
            loading(share / 100, args.forms)
            reading(core, share / 100)


if __name__ == "__main__":
    main()
