"""Measuring a form and keeping what came of it, so that reads need only look it up."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from uuid import UUID

from registry.compute import measures as compute
from registry.compute.measures import Row, Stamp
from registry.context import Context
from registry.db import cluster_decisions, measures
from registry.db.cluster_decisions import Row as DecisionRow
from registry.db.measures import Measure
from registry.db.pool import Connection, read, snapshot, transaction
from registry.limits import STANDING_CHUNK
from registry.services.bring_up import Now, brought_up, cities_of, core_texts
from soroe.promotion import Decision


async def measure_form(context: Context, form: str, holder: UUID) -> bool:
    """Measure a form; whether it was kept, which it is only while this process is `holder`.

    The divergence of each revision is worked out once, that of older ones after the form itself.
    Raises `RefusedError` `no-such-form`, and what the process raises.
    """
    async with brought_up(context, form, public=False) as now:
        rows, count = await snapshot(context.pool, lambda c: _decided(c, form))
        made = await context.standings.run(
            compute.measured, form, active(rows), Stamp(now.position, datetime.now(UTC))
        )
        fresh = await _fresh(context, form, now)
    measure = Measure(
        form=form,
        position=now.position,
        decisions=count,
        mark=now.marks.mark,
        core=made.core,
        municipalities=made.municipalities,
        candidates=made.candidates,
        divergence=made.divergence,
        measured_at=made.measured_at,
    )

    async def keep(connection: Connection) -> bool:
        if not await measures.hold(connection, holder):
            return False
        await measures.put(connection, measure)
        await measures.put_rows(connection, form, fresh)
        return True

    return await transaction(context.pool, keep)


async def measure_older(context: Context, form: str, holder: UUID) -> int:
    """Work out the divergence of some revisions that lack it; how many, 0 where none does."""
    waiting = await read(context.pool, lambda c: measures.unmeasured(c, form, STANDING_CHUNK))
    if not waiting:
        return 0
    async with brought_up(context, form, public=False):
        cities = await cities_of(context, form, waiting)
        texts = await core_texts(context, form, {city.core for city in cities})
        rows = await context.standings.run(compute.rows_for, form, texts, cities)

    async def keep(connection: Connection) -> int:
        if not await measures.hold(connection, holder):
            return 0
        await measures.put_rows(connection, form, rows)
        return len(rows)

    return await transaction(context.pool, keep)


def active(rows: Sequence[DecisionRow]) -> list[Decision]:
    """The decisions that nobody took back, as clustering takes them."""
    return [decision(row) for row in rows if row.undone_at is None]


def decision(row: DecisionRow) -> Decision:
    """A decision as clustering takes it."""
    day = row.at.date().isoformat()
    return Decision(row.action, row.one, row.other, row.organisation or "", day, row.reason)


async def _decided(connection: Connection, form: str) -> tuple[list[DecisionRow], int]:
    rows = await cluster_decisions.of_form(connection, form)
    return rows, await cluster_decisions.count(connection, form)


async def _fresh(context: Context, form: str, now: Now) -> list[Row]:
    """The divergence of the revisions in use that lack it, as far as they are few."""
    waiting = await read(context.pool, lambda c: measures.unmeasured(c, form, STANDING_CHUNK))
    codes = [code for code, revision in waiting if now.revisions.get(code) == revision]
    return await context.standings.run(compute.rows_of, form, codes) if codes else []
