"""Loading with several processes; what is not plain is published one by one at the end."""

from __future__ import annotations

import asyncio
import multiprocessing
from collections.abc import Callable, Iterable, Sequence
from multiprocessing.process import BaseProcess
from multiprocessing.queues import Queue
from queue import Empty

import msgspec

from registry.compute.workers import Workers
from registry.context import Context
from registry.db.pool import close_pool, open_pool
from registry.load.entries import Entry
from registry.load.lane import Batch, Lane, batches
from registry.services.publish_diff import publish_diff
from soroe.errors import Problem, SoroeError


class Refused(msgspec.Struct, frozen=True):
    """An entry that cannot be published, and why."""

    entry: Entry
    problem: Problem


class Loaded(msgspec.Struct, frozen=True):
    """How many revisions were published, were published already, and were refused."""

    written: int
    known: int
    refused: tuple[Refused, ...]


def load_diffs(
    dsn: str,
    public_url: str,
    entries: Sequence[Entry],
    *,
    processes: int,
    tell: Callable[[int], object] = lambda _: None,
) -> Loaded:
    """Publish all entries as the operator; `tell` hears how many have been looked at.

    Each batch is a transaction: after an interruption the same call goes on where it stopped, and
    publishes nothing twice. What is refused keeps nothing else from being published but the later
    revisions of its city and form.
    """
    lanes = _lanes(list(batches(entries)), max(1, processes))
    written = known = 0
    left: list[Entry] = []
    spawned = multiprocessing.get_context("spawn")
    said: Queue[Batch | Exception] = spawned.Queue()
    running = [
        spawned.Process(target=_run, args=(dsn, public_url, lane, said), daemon=True)
        for lane in lanes
    ]
    try:
        for process in running:
            process.start()
        for _ in range(sum(map(len, lanes))):
            found = _heard(said, running)
            written, known = written + found.written, known + found.known
            left += found.left
            tell(written + known + len(left))
    finally:
        for process in running:
            process.terminate()
    more, same, refused = asyncio.run(_one_by_one(dsn, public_url, left))
    return Loaded(written + more, known + same, refused)


def _heard(said: Queue[Batch | Exception], running: Sequence[BaseProcess]) -> Batch:
    """The next batch that a process is done with; what went wrong there is raised here."""
    while True:
        try:
            found = said.get(timeout=1)
        except Empty:
            if any(process.exitcode for process in running):
                raise SoroeError(Problem("load-process-died")) from None
            continue
        if isinstance(found, Exception):
            raise found
        return found


def _lanes(found: list[list[Entry]], count: int) -> list[list[list[Entry]]]:
    """The batches in so many parts of neighbours, because neighbours have a core in common."""
    each = -(-len(found) // count)
    return [found[start : start + each] for start in range(0, len(found), max(each, 1))]


def _run(
    dsn: str, public_url: str, lane: list[list[Entry]], said: Queue[Batch | Exception]
) -> None:
    async def work() -> None:
        pool = await open_pool(dsn, 1)
        try:
            one = Lane(pool, public_url)
            for batch in lane:
                said.put(await one.load(batch))
        finally:
            await close_pool(pool)

    try:
        asyncio.run(work())
    except Exception as e:  # noqa: BLE001 - it is raised by whoever started the process
        said.put(e)


async def _one_by_one(
    dsn: str, public_url: str, left: Iterable[Entry]
) -> tuple[int, int, tuple[Refused, ...]]:
    """Publish in the ordinary way; what lies over something that is not there yet comes later."""
    waiting = sorted(left, key=lambda e: (e.form, e.municipality[2:5] != "000"))
    written = known = 0
    pool = await open_pool(dsn, 1)
    try:
        context = Context(pool, Workers(0), public_url)
        refused: list[Refused] = []
        while True:
            later: list[Refused] = []
            progress = False
            for entry in waiting:
                try:
                    made = await _publish(context, entry)
                except SoroeError as e:
                    into = later if e.problem.type in _LATER else refused
                    into.append(Refused(entry, e.problem))
                    continue
                progress = True
                written, known = written + made, known + (not made)
            waiting = [one.entry for one in later]
            if not progress or not waiting:
                return written, known, (*refused, *later)
    finally:
        await close_pool(pool)


_LATER = frozenset({"layer-missing", "revision-gap"})
"""What may be otherwise once another entry is published."""


async def _publish(context: Context, entry: Entry) -> bool:
    made = await publish_diff(
        context,
        None,
        form=entry.form,
        code=entry.municipality,
        revision=entry.revision,
        body=entry.body(),
    )
    return made.created
