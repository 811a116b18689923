"""Measuring a form and keeping what came of it, so that reads need only look it up.

Candidates come first and take moments. How far each municipality is from the core is asked of the
engine, which may take minutes for a form that was never measured: a slice at a time, each revision
once and for ever, and the index says how many it lacks until then.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from uuid import UUID

import msgspec

from registry.compute import measures as compute
from registry.compute.held import Row
from registry.compute.measures import Stamp
from registry.context import Context
from registry.db import cluster_decisions, measures
from registry.db.cluster_decisions import Row as DecisionRow
from registry.db.measures import Measure
from registry.db.pool import Connection, read, snapshot, transaction
from registry.limits import OLDER_CHUNK, SLICE_SECONDS
from registry.services.bring_up import brought_up, cities_of, core_texts
from soroe.promotion import Decision


async def measure_form(context: Context, form: str, holder: UUID) -> bool:
    """Measure a form; whether it was kept, which it is only while this process is `holder`.

    Raises `RefusedError` `no-such-form`, and what the process raises.
    """
    async with brought_up(context, form, public=False) as now:
        rows, count, before = await snapshot(context.pool, lambda c: _known(c, form))
        stamp = Stamp(now.position, datetime.now(UTC), before)
        made = await context.standings.run(
            compute.measured, form, active(rows), stamp, SLICE_SECONDS
        )
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
        await measures.put_rows(connection, form, made.rows)
        return True

    return await transaction(context.pool, keep)


async def improve_form(context: Context, form: str, holder: UUID) -> bool:
    """Find out more about a form that was measured; whether there is more to be found out.

    First about the revisions in use, then about those before them. Nothing is kept, and there is
    more, where this process is not `holder` any more.
    """
    async with brought_up(context, form, public=False) as now:
        before = await read(context.pool, lambda c: measures.divergence(c, form))
        if before is None:
            return False
        found = await context.standings.run(compute.improve, form, SLICE_SECONDS)
        stamp = Stamp(now.position, datetime.now(UTC), before)
        text = await context.standings.run(compute.index, form, stamp)
        older = [] if found.left else await _older(context, form)

    async def keep(connection: Connection) -> bool:
        if not await measures.hold(connection, holder):
            return True
        await measures.put_divergence(connection, form, text)
        await measures.put_rows(connection, form, [*found.rows, *older])
        return bool(found.left or older)

    return await transaction(context.pool, keep)


async def unfinished(connection: Connection) -> list[str]:
    """The forms of which something is still to be found out."""
    texts = await measures.divergences(connection)
    open_ = {form for form, text in texts.items() if not _complete(text)}
    return sorted(open_ | set(await measures.unmeasured_forms(connection)) & texts.keys())


def active(rows: Sequence[DecisionRow]) -> list[Decision]:
    """The decisions that nobody took back, as clustering takes them."""
    return [decision(row) for row in rows if row.undone_at is None]


def decision(row: DecisionRow) -> Decision:
    """A decision as clustering takes it."""
    day = row.at.date().isoformat()
    return Decision(row.action, row.one, row.other, row.organisation or "", day, row.reason)


async def _known(connection: Connection, form: str) -> tuple[list[DecisionRow], int, bytes | None]:
    rows = await cluster_decisions.of_form(connection, form)
    count = await cluster_decisions.count(connection, form)
    return rows, count, await measures.divergence(connection, form)


class _Index(msgspec.Struct, frozen=True):
    complete: bool = False


def _complete(text: bytes) -> bool:
    return msgspec.json.decode(text, type=_Index).complete


async def _older(context: Context, form: str) -> list[Row]:
    """The divergence of some revisions that are no longer in use and lack it."""
    waiting = await read(context.pool, lambda c: measures.unmeasured(c, form, OLDER_CHUNK))
    if not waiting:
        return []
    cities = await cities_of(context, form, waiting)
    texts = await core_texts(context, form, {city.core for city in cities})
    return await context.standings.run(compute.rows_for, form, texts, cities)
