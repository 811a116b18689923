"""Measuring beside the requests: one form after the other, by one process at a time.

Which one that is stands in the database and is said again every few seconds. When it stops, or is
cut off, another one follows, and what the first one still works out is not kept. What is to be
measured follows from the log and from what was measured, so that nothing is forgotten on the way.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Mapping
from contextlib import suppress
from uuid import uuid4

import asyncpg

from registry import logs, runner
from registry.context import Context
from registry.db import measures
from registry.db.measures import Marks
from registry.db.pool import read, transaction
from registry.errors import AWAY
from registry.problems import RefusedError
from registry.services.measure import improve_form, measure_form, unfinished

LEASE_SECONDS = 15.0
"""After that a process that has not said that it measures is taken for dead."""

AGAIN_SECONDS = 5.0
"""How often it says so, and how often the others ask."""

FAULT_SECONDS = 30.0
"""When to try a form again that could not be measured."""

BUSY_SECONDS = 2.0
"""When to try one again whose process was lost or busy."""


class Measuring:
    """One registry process's part in it; `told` is called whenever something was measured."""

    def __init__(self, told: Callable[[], None]) -> None:
        """Measure nothing yet."""
        self._told = told
        self._holder = uuid4()
        self._leads = False
        self._seen: Marks | None = None
        self._due: dict[str, float] = {}
        """Forms with the time from which on they may be tried."""
        self._unfinished: dict[str, float] = {}
        """Forms of which something is still to be found out, with the time likewise."""

    async def run(self, context: Context) -> None:
        """Measure what is due until cancelled."""
        leading = asyncio.create_task(self._lead(context))
        try:
            await runner.run(context, self.work)
        finally:
            leading.cancel()
            with suppress(asyncio.CancelledError):
                await leading
            with suppress(*AWAY, asyncpg.PostgresError):
                if self._leads:  # the next one need not wait until the lease is over
                    await transaction(context.pool, lambda c: measures.release(c, self._holder))

    async def work(self, context: Context) -> int:
        """Measure one form, or find out more about one; 0 where there is nothing to do."""
        if not self._leads:
            return 0
        await self._look(context)
        now = time.monotonic()
        if (form := _first(self._due, now)) is not None:
            await self._measure(context, form)
            return 1
        if (form := _first(self._unfinished, now)) is not None:
            await self._improve(context, form)
            return 1
        return 0

    async def _improve(self, context: Context, form: str) -> None:
        try:
            more = await improve_form(context, form, self._holder)
        except AWAY:
            raise
        except Exception as error:  # noqa: BLE001 - logged; the other forms go on
            self._unfinished[form] = time.monotonic() + _failed(error, form)
            return
        if not more:  # until then the others wait: what is known of a form may not be kept so long
            self._unfinished.pop(form, None)
        self._told()

    async def _measure(self, context: Context, form: str) -> None:
        del self._due[form]
        started = time.perf_counter()
        try:
            kept, wait = await measure_form(context, form, self._holder), BUSY_SECONDS
        except AWAY:
            self._due[form] = 0.0
            raise
        except Exception as error:  # noqa: BLE001 - logged; the other forms go on
            kept, wait = False, _failed(error, form)
        if not kept:  # also where the lease was over and is ours again in a moment
            self._due[form] = time.monotonic() + wait
            return
        self._unfinished[form] = 0.0
        ms = round((time.perf_counter() - started) * 1000, 1)
        logs.write("measured", form=form, ms=ms)
        self._told()

    async def _look(self, context: Context) -> None:
        """Note which forms are due, if anything has happened at all."""
        marks = await read(context.pool, measures.marks)
        if marks == self._seen:
            return
        since = self._seen.position if self._seen else 0
        for form in await read(context.pool, lambda c: measures.due(c, marks.mark, since)):
            self._due.setdefault(form, 0.0)
        self._seen = marks

    async def _lead(self, context: Context) -> None:
        """Become the one that measures, and stay it."""
        while True:
            try:
                leads = await transaction(
                    context.pool, lambda c: measures.lease(c, self._holder, LEASE_SECONDS)
                )
                if leads and not self._leads:
                    self._seen, self._due = None, {}
                    self._unfinished = dict.fromkeys(await read(context.pool, unfinished), 0.0)
            except (*AWAY, asyncpg.PostgresError):  # away, or not yet set up
                leads = False
            self._leads = leads
            await asyncio.sleep(AGAIN_SECONDS if leads else runner.IDLE_SECONDS)


def _first(forms: Mapping[str, float], now: float) -> str | None:
    """The first of the forms whose time has come."""
    return next((form for form, when in forms.items() if when <= now), None)


def _failed(error: Exception, form: str) -> float:
    """Log why a form could not be measured; the seconds after which to try it again."""
    logs.failure(error, f"measure {form}")
    passes = isinstance(error, RefusedError) and error.problem.type == "registry-busy"
    return BUSY_SECONDS if passes else FAULT_SECONDS
