"""One process that loads its part of the entries, a batch in a transaction."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from itertools import groupby
from typing import NamedTuple

import asyncpg
import msgspec

from registry import days
from registry.compute.loading import Ground, read_plainly
from registry.compute.local import PreparedCitation, PreparedDiff, ReadDiff
from registry.db import loading, municipalities, successions
from registry.db.citations import NewEdition
from registry.db.loading import Core, Head, Row
from registry.db.pool import Connection, Pool, read, transaction
from registry.load.entries import Entry
from registry.services.publish_diff import USABLE, change_row, new_revision
from registry.services.share_citations import KEY, Shared, first
from soroe.errors import SoroeError
from soroe.heirs import ending_of
from soroe.jsontext import digest
from soroe.model import LocalDiff

BATCH = 300
"""So many revisions are written in one transaction, or a few more: a city's stay together."""

TRIES = 5
"""So often a batch is tried again when somebody else publishes the same at the same time."""


class Batch(msgspec.Struct, frozen=True):
    """What became of a batch: written, there already, and left to be published one by one."""

    written: int = 0
    known: int = 0
    left: tuple[Entry, ...] = ()


class _Ready(NamedTuple):
    """An entry with its diff, as far as it was worked out."""

    entry: Entry
    body: bytes
    diff: LocalDiff
    submitted: str
    prepared: PreparedDiff


class _Seen(NamedTuple):
    """What the database says about a batch."""

    known: dict[str, str]
    cores: dict[tuple[str, str], Core]
    heads: dict[tuple[str, str], Head]
    under: set[tuple[str, str]]
    places: frozenset[str]
    endings: list[successions.Ending]


def batches(entries: Sequence[Entry]) -> Iterator[list[Entry]]:
    """The entries in batches; all revisions of a city for a form are in one of them."""
    batch: list[Entry] = []
    for _, several in groupby(entries, key=lambda e: (e.form, e.municipality)):
        batch.extend(several)
        if len(batch) >= BATCH:
            yield batch
            batch = []
    if batch:
        yield batch


class Lane:
    """Loads batches; keeps what it found out about the cores. One at a time."""

    def __init__(self, pool: Pool, public_url: str) -> None:
        """Nothing was loaded yet."""
        self._pool = pool
        self._public_url = public_url
        self._grounds: dict[str, Ground] = {}

    async def load(self, entries: Sequence[Entry]) -> Batch:
        """Write what is new of a batch, all of it or nothing.

        What is not plain (layers, cities that end, whatever would be refused) is left for
        `publish_diff`, with all that comes after it in its city and form.
        """
        for turn in range(TRIES):
            try:
                return await self._load(entries)
            except (asyncpg.UniqueViolationError, ChangedError):
                if turn == TRIES - 1:
                    raise
        raise AssertionError

    async def _load(self, entries: Sequence[Entry]) -> Batch:
        seen = await read(self._pool, lambda c: _look(c, entries))
        same, ready, left = 0, list[_Ready](), list[Entry]()
        for (form, code), several in groupby(entries, key=lambda e: (e.form, e.municipality)):
            head = seen.heads.get((form, code))
            follows, stopped = head.revision if head else 0, not _plain(seen, form, code)
            for entry in several:
                one = False if stopped else self._ready(entry, seen, follows)
                if isinstance(one, _Ready):
                    ready.append(one)
                    follows = entry.revision
                elif one:
                    same += 1
                else:
                    stopped = True
                    left.append(entry)
        if ready:
            await transaction(self._pool, lambda c: _write(c, entries, seen, ready))
        return Batch(len(ready), same, tuple(left))

    def _ready(self, entry: Entry, seen: _Seen, follows: int) -> _Ready | bool:
        """The entry worked out; True where it is published already, False where it is not plain."""
        body = entry.body()
        try:
            source, diff = read_plainly(body)
        except SoroeError:
            return False
        if (there := seen.known.get(entry.name)) is not None:
            return there == digest(source)
        core = seen.cores.get((entry.form, diff.core))
        named = (diff.form, diff.municipality) == (entry.form, entry.municipality)
        if not named or entry.revision != follows + 1 or core is None or core.state not in USABLE:
            return False
        day = date.fromisoformat(diff.effective_from) if diff.effective_from else None
        if day is not None and day < core.effective_from and core.effective_from > days.today():
            return False
        if core.digest not in self._grounds:
            self._grounds[core.digest] = Ground(core.document)
        address = f"{self._public_url}/{entry.name}.json"
        prepared = self._grounds[core.digest].prepare(source, diff, address)
        if prepared is None:
            return False
        return _Ready(entry, body, diff, prepared.submitted_digest, prepared)


class ChangedError(Exception):
    """Somebody else changed what the batch rests on, while it was worked out."""


def _plain(seen: _Seen, form: str, code: str) -> bool:
    ends = ending_of(seen.endings, code) is not None
    return code in seen.places and not ends and (form, code) not in seen.under


async def _look(connection: Connection, entries: Sequence[Entry]) -> _Seen:
    wanted = {(e.form, e.municipality) for e in entries}
    forms, codes = {form for form, _ in wanted}, {code for _, code in wanted}
    return _Seen(
        await loading.known(connection, [e.name for e in entries]),
        await loading.cores(connection, forms),
        await loading.heads(connection, wanted),
        await loading.under(connection, forms),
        frozenset(await municipalities.some(connection, codes)),
        await successions.endings(connection),
    )


async def _write(
    connection: Connection, entries: Sequence[Entry], seen: _Seen, ready: Sequence[_Ready]
) -> None:
    await loading.begin(connection)
    # A succession that is recorded meanwhile sees these revisions, and carries them over.
    await successions.share(connection)
    if await _look(connection, entries) != seen:
        raise ChangedError
    await loading.take(connection, [(one.entry.name, one.submitted) for one in ready])
    tracked = await _share(connection, ready)
    before = {place: head.digest for place, head in seen.heads.items()}
    rows: list[Row] = []
    for one in ready:
        entry, diff = one.entry, one.diff
        place = entry.form, entry.municipality
        named = ReadDiff(diff.form, diff.core, diff.municipality, diff.over)
        new = new_revision(named, entry.revision, one.body, one.prepared, entry.name)
        shared = Shared(tracked[entry.name], ())
        changes = [change_row(change, shared) for change in one.prepared.changes]
        rows.append(Row(new, changes, before.get(place)))
        before[place] = one.submitted
    await loading.write(connection, rows)


async def _share(connection: Connection, ready: Sequence[_Ready]) -> dict[str, dict[str, str]]:
    """What `share_citations` does for one diff: by name, the substances that it rests on."""
    codes = {one.entry.municipality for one in ready}
    known = await loading.shared(connection, codes)
    fresh: dict[tuple[str, str], NewEdition] = {}
    for one in ready:
        for cited in _fit(one):
            place = one.entry.municipality, cited.key
            if place not in known and place not in fresh:
                fresh[place] = first(cited, one.entry.name)
    await loading.share(connection, [(code, new) for (code, _), new in fresh.items()])
    known = await loading.shared(connection, codes)  # with what somebody else shared meanwhile
    tracked: dict[str, dict[str, str]] = {}
    for one in ready:
        mine = tracked.setdefault(one.entry.name, {})
        for cited in _fit(one):
            shared = known[one.entry.municipality, cited.key]
            if cited.substance in shared.substances or cited.title == shared.title:
                mine[cited.key] = cited.substance
    return tracked


def _fit(one: _Ready) -> list[PreparedCitation]:
    return [cited for cited in one.prepared.citations if KEY.fullmatch(cited.key)]
