"""Questions that nobody can answer in advance: what if, who is like us, who has solved this."""

from __future__ import annotations

import time
from collections import defaultdict
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from registry import names
from registry.compute import asked
from registry.compute.measures import improve
from registry.context import Context
from registry.db import cluster_decisions, measures
from registry.db.measures import Made
from registry.db.pool import Connection, snapshot
from registry.limits import (
    ASK_SECONDS,
    MAX_BEST,
    MAX_NEAREST,
    MAX_PROMOTED,
    SLICE_SECONDS,
    WARM_SECONDS,
)
from registry.problems import RefusedError
from registry.services.bring_up import Now, brought_up
from registry.services.in_force import versions_then
from registry.services.measure import active
from soroe.errors import Problem
from soroe.in_force import first_day
from soroe.listing import RevisionEntry, VersionEntry
from soroe.measured import Wanted
from soroe.model import Lang
from soroe.when import ALWAYS


async def what_if(context: Context, form: str, wanted: Wanted) -> bytes:
    """What promoting would do (`soroe.measured.WhatIfAnswer`), as JSON; nothing is kept.

    One is worked out at a time. Raises `RefusedError`: names, `no-such-form`, `what-if-unfit`,
    `registry-busy`, `took-too-long`; `DocumentError` for candidates, changes and promotions that
    are none.
    """
    names.form(form)
    _fit(wanted)
    if context.impacts.locked():
        raise RefusedError(Problem("registry-busy"))
    rows = await snapshot(context.pool, lambda c: cluster_decisions.of_form(c, form))
    async with context.impacts, _warm(context, form) as now:
        # What ended the process once would do so again, and everybody else would wait for it.
        question = (form, wanted)
        state = hash(frozenset(now.revisions.items()))
        if context.standings.endless.get(question) == state:
            params = {"seconds": f"{ASK_SECONDS:g}"}
            raise RefusedError(Problem("took-too-long", params=params))
        try:
            return await context.standings.run(
                asked.what_if, form, wanted, active(rows), now.position, seconds=ASK_SECONDS
            )
        except RefusedError as refusal:
            if refusal.problem.type == "took-too-long":
                context.standings.gave_up(question, state)
            raise


async def neighbours(context: Context, form: str, code: str, count: int, lang: Lang) -> bytes:
    """The nearest municipalities (`soroe.measured.Neighbours`), as JSON.

    Raises `RefusedError`: names, `no-such-form`, `parameter-invalid`, `registry-busy`,
    `took-too-long`; `DocumentError` `municipality-without-diff`.
    """
    names.form(form)
    names.code(code)
    if not 1 <= count <= MAX_NEAREST:
        params = {"name": "count", "wanted": f"1-{MAX_NEAREST}"}
        raise RefusedError(Problem("parameter-invalid", params=params))
    async with _warm(context, form) as now:
        return await context.standings.run(
            asked.nearest, form, code, count, lang, now.position, seconds=ASK_SECONDS
        )


async def solved(context: Context, form: str, item: str, lang: Lang) -> bytes:
    """How everybody treats an item (`soroe.measured.Solved`), as JSON.

    Since when is looked up in all revisions. Raises `RefusedError`: names, `no-such-form`,
    `registry-busy`, `took-too-long`; `DocumentError` `item-unknown`.
    """
    names.form(form)
    async with _warm(context, form) as now:
        makers = await context.standings.run(asked.makers, form, item, seconds=ASK_SECONDS)
        since = await snapshot(context.pool, lambda c: _since(c, form, makers))
        return await context.standings.run(
            asked.solutions, form, item, lang, since, now.position, seconds=ASK_SECONDS
        )


@asynccontextmanager
async def _warm(context: Context, form: str) -> AsyncIterator[Now]:
    """The process knows the form, and has found out about each municipality what is asked about.

    After a start that may take longer than a caller waits: `RefusedError` `registry-busy`, and what
    was found out until then is not asked again.
    """
    end = time.monotonic() + WARM_SECONDS
    async with brought_up(context, form) as now:
        while (await context.standings.run(improve, form, SLICE_SECONDS)).left:
            if time.monotonic() > end:
                raise RefusedError(Problem("registry-busy"))
        yield now


def _fit(wanted: Wanted) -> None:
    """Either some promotions, or how many of the best; not too many of either."""
    several = len(wanted.candidates) + len(wanted.changes)
    if bool(several) == (wanted.best is not None):
        raise RefusedError(
            Problem("what-if-unfit", params={"wanted": "candidates, changes | best"})
        )
    if several > MAX_PROMOTED:
        raise RefusedError(Problem("what-if-unfit", params={"wanted": f"≤ {MAX_PROMOTED}"}))
    if wanted.best is not None and not 1 <= wanted.best <= MAX_BEST:
        params = {"wanted": f"best: 1-{MAX_BEST}"}
        raise RefusedError(Problem("what-if-unfit", "/best", params))


async def _since(
    connection: Connection, form: str, makers: dict[str, tuple[int, frozenset[str]]]
) -> dict[str, str]:
    """The first day from which each has made all its changes, without a break, until now."""
    found = (await versions_then(connection, form, ALWAYS)).get(form)
    versions = found.entries if found else ()
    shelves: dict[str, list[Made]] = defaultdict(list)
    for row in await measures.made(connection, form, sorted(makers)):
        shelves[row.municipality].append(row)
    out: dict[str, str] = {}
    for code, (revision, wanted) in makers.items():
        day: str | None = None
        for row in shelves[code]:
            if row.revision > revision:
                continue
            if not wanted <= set(row.signatures):
                break
            day = _first(row, versions) or day
        if day:
            out[code] = day
    return out


def _first(row: Made, versions: tuple[VersionEntry, ...]) -> str | None:
    own = row.effective_from.isoformat() if row.effective_from else None
    entry = RevisionEntry(row.revision, row.core, "", "", own, recorded_at=row.recorded_at)
    day = first_day(entry, versions)
    return day.isoformat() if day else None
