"""Does one process measure at a time, whatever happens to it, and is nothing kept that is stale?"""

from __future__ import annotations

import asyncio
import os
import signal
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from uuid import uuid4

import pytest

import registry.measuring
from registry.compute import asked as compute
from registry.compute.dedicated import Dedicated
from registry.compute.measures import tried
from registry.compute.workers import Workers
from registry.context import Context
from registry.db import measures
from registry.db.pool import close_pool, open_pool, read, transaction
from registry.measuring import Measuring
from registry.problems import RefusedError
from registry.services.bring_up import brought_up
from registry.services.measure import improve_form, measure_form
from registry.services.publish_diff import publish_diff
from registry.standings import Standings
from soroe.errors import DocumentError
from soroe.promotion import Decision
from tests.registry.databases import OTHER, OWNER, execute, fetch
from tests.registry.documents import FORM, encoded, small_diff
from tests.registry.served import PUBLIC_URL


@asynccontextmanager
async def contexts(url: str, count: int) -> AsyncIterator[list[Context]]:
    """So many processes of one registry, as far as measuring goes."""
    pools = [await open_pool(url, 4) for _ in range(count)]
    try:
        yield [Context(pool, Workers(0), PUBLIC_URL) for pool in pools]
    finally:
        for pool in pools:
            await close_pool(pool)


async def revises(context: Context, code: str, revision: int, top: int) -> None:
    body = encoded(small_diff(code, top=top))
    await publish_diff(context, None, form=FORM, code=code, revision=revision, body=body)


def test_only_one_measures_and_what_another_works_out_is_not_kept(database: str) -> None:
    async def go() -> None:
        async with contexts(database, 1) as (context,):
            one, two = uuid4(), uuid4()
            lease = measures.lease
            assert await transaction(context.pool, lambda c: lease(c, one, 60))
            assert not await transaction(context.pool, lambda c: lease(c, two, 60))
            assert await transaction(context.pool, lambda c: lease(c, one, 60))
            await revises(context, OTHER, 1, 3)
            assert not await measure_form(context, FORM, two)
            assert await improve_form(context, FORM, two)
            assert len(await fetch(database, "select from divergence")) == 1
            await transaction(context.pool, lambda c: measures.release(c, one))
            assert await transaction(context.pool, lambda c: lease(c, two, 60))
            assert await measure_form(context, FORM, two)
            while await improve_form(context, FORM, two):
                pass
            assert len(await fetch(database, "select from divergence")) == 2

    asyncio.run(go())


def test_a_lease_that_is_over_holds_no_more(database: str) -> None:
    async def go() -> None:
        async with contexts(database, 1) as (context,):
            dead, heir = uuid4(), uuid4()
            assert await transaction(context.pool, lambda c: measures.lease(c, dead, 60))
            await execute(database, "update measurer set until = now() - interval '1 second'")
            assert not await transaction(context.pool, lambda c: measures.hold(c, dead))
            assert await transaction(context.pool, lambda c: measures.lease(c, heir, 60))

    asyncio.run(go())


def test_what_was_published_while_nobody_measured_is_measured_first(database: str) -> None:
    """Also the revisions that were never in use while somebody measured."""

    async def go() -> None:
        async with contexts(database, 2) as (one, two):
            for revision in (1, 2, 3):
                await revises(one, OTHER, revision, revision)
            told: list[int] = []
            measuring = asyncio.create_task(Measuring(lambda: told.append(1)).run(two))
            await until(database, "select from divergence", 4)
            measuring.cancel()
            with pytest.raises(asyncio.CancelledError):
                await measuring
            assert told
            (row,) = await fetch(database, "select until < now() as free from measurer")
            assert row["free"]

    asyncio.run(go())


def test_what_could_not_be_kept_is_found_out_again(
    database: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Where the lease was over for a moment, and where looking into older revisions failed."""
    for name, seconds in (("AGAIN_SECONDS", 1.0), ("BUSY_SECONDS", 0.1), ("FAULT_SECONDS", 0.1)):
        monkeypatch.setattr(registry.measuring, name, seconds)
    fails = """create function fails() returns trigger language plpgsql as
      $$ begin raise 'for a while'; end $$;
      create trigger fails before insert on divergence for each row
      when (new.municipality = '992011' and new.revision = 1) execute function fails()"""

    async def go() -> None:
        async with contexts(database, 1) as (context,):
            await execute(database, fails)
            await revises(context, OTHER, 1, 3)
            await revises(context, OTHER, 2, 4)
            measuring = asyncio.create_task(Measuring(lambda: None).run(context))
            await until(database, "select from divergence", 2)
            await execute(database, "update measurer set until = 'epoch'")
            await revises(context, OWNER, 2, 2)
            await until(database, "select from divergence", 3)
            await execute(database, "drop trigger fails on divergence")
            await until(database, "select from divergence", 4)
            measuring.cancel()
            with pytest.raises(asyncio.CancelledError):
                await measuring

    asyncio.run(go())


async def until(url: str, sql: str, wanted: int) -> None:
    end = time.monotonic() + 30
    while len(await fetch(url, sql)) != wanted:
        assert time.monotonic() < end
        await asyncio.sleep(0.05)


def test_what_the_process_knows_follows_publications_and_endings(database: str) -> None:
    async def go() -> None:
        async with contexts(database, 1) as (context,):
            async with brought_up(context, FORM) as now:
                assert now.revisions == {OWNER: 1}
            await revises(context, OTHER, 1, 3)
            await revises(context, OWNER, 2, 2)
            async with brought_up(context, FORM) as now:
                assert now.revisions == {OWNER: 2, OTHER: 1}
            sql = """with s as (insert into succession (kind, heir, effective, note)
                values ('merger', $1, '2020-04-01', '') returning id)
              insert into succession_from select s.id, 0, $2 from s"""
            await execute(database, sql, OWNER, OTHER)
            async with brought_up(context, FORM) as now:
                assert now.revisions == {OWNER: 2}
            await execute(
                database,
                "update succession set cancelled_at = now() + interval '1 s', cancel_reason = 'x'",
            )
            async with brought_up(context, FORM) as now:
                assert now.revisions == {OWNER: 2, OTHER: 1}
            with pytest.raises(RefusedError) as refused:
                async with brought_up(context, "nothing"):
                    pass
            assert refused.value.problem.type == "no-such-form"

    asyncio.run(go())


def test_a_process_that_is_lost_is_replaced_and_told_everything_again(database: str) -> None:
    async def go() -> None:
        async with contexts(database, 1) as (context,):
            standings = Standings(apart=True)
            try:
                await asked(context, standings)
                process = standings._process._process
                assert process is not None
                os.kill(process.pid, signal.SIGKILL)
                await process.wait()
                await asked(context, standings)
            finally:
                await standings.close()

    asyncio.run(go())


async def asked(context: Context, standings: Standings) -> None:
    from msgspec.structs import replace  # noqa: PLC0415

    context = replace(context, standings=standings)
    async with brought_up(context, FORM) as now:
        makers = await standings.run(compute.makers, FORM, "/grade")
    assert {code: revision for code, (revision, _) in makers.items()} == {OWNER: 1}
    assert now.revisions == {OWNER: 1}


def test_what_takes_too_long_ends_the_process_and_an_error_does_not() -> None:
    async def go() -> None:
        process = Dedicated(apart=True)
        try:
            assert await process.run(abs, -1, seconds=30, patience=1) == 1
            assert process.generation == 1
            with pytest.raises(RefusedError) as missing:
                await process.run(tried, "x", [], seconds=30, patience=1)
            assert missing.value.problem.type == "registry-busy"
            with pytest.raises(DocumentError):
                await process.run(_circle, seconds=30, patience=1)
            assert process.generation == 1
            with pytest.raises(RefusedError) as late:
                await process.run(time.sleep, 30, seconds=0.2, patience=1)
            assert late.value.problem.type == "took-too-long"
            assert await process.run(abs, -2, seconds=30, patience=1) == 2
            assert process.generation == 2
            slow = asyncio.create_task(process.run(time.sleep, 1, seconds=30, patience=1))
            await asyncio.sleep(0)
            with pytest.raises(RefusedError) as busy:
                await process.run(abs, -3, seconds=30, patience=0.05)
            assert busy.value.problem.type == "registry-busy"
            await slow
        finally:
            await process.close()

    asyncio.run(go())


def _circle() -> None:
    from soroe.promotion import checked  # noqa: PLC0415 - in the process

    checked([Decision("merge", "a", "b"), Decision("merge", "b", "a")])


def test_a_measure_is_due_only_where_something_has_changed(database: str) -> None:
    async def go() -> None:
        async with contexts(database, 1) as (context,):
            marks = await read(context.pool, measures.marks)
            due = measures.due
            assert await read(context.pool, lambda c: due(c, marks.mark, 0)) == []
            await revises(context, OTHER, 1, 3)
            assert await read(context.pool, lambda c: due(c, marks.mark, 0)) == [FORM]
            assert await read(context.pool, lambda c: due(c, "another day", 10**9)) == [FORM]

    asyncio.run(go())
