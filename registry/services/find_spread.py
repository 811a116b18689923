"""Who changes which item of a form, worked out once for each publication."""

from __future__ import annotations

from collections.abc import Collection

from registry import days
from registry.compute.finding import core_titles
from registry.compute.spread import Spread, indexed, spread
from registry.context import Context
from registry.db import cores, local_revisions, pages
from registry.db.pages import Mark, Own
from registry.db.pool import Connection, read
from registry.problems import RefusedError
from registry.services.find_municipality import history
from soroe.errors import Problem
from soroe.when import ALWAYS

MAX_NAMING = 40
"""Local forms that are read for the titles of items which the core lacks."""


async def find_spread(context: Context, form: str) -> Spread:
    """The heat map of a form; `RefusedError` `no-such-form`."""
    core, mark, measured = await read(context.pool, lambda c: _standing(c, form))
    key = (form, core.digest, mark, days.today())
    found = context.made.held(indexed, *key, measured)
    if found is not None:
        return found
    made = context.made.held(spread, *key) or await _made(context, form, core, key)

    async def index() -> Spread:
        return indexed(made, await read(context.pool, lambda c: pages.places(c, form)))

    # While a form is measured there is a new index every moment, and nothing else is new.
    return await context.made.keep((indexed.__qualname__, *key, measured), index)


async def _made(
    context: Context, form: str, core: cores.CoreText, key: tuple[object, ...]
) -> Spread:
    known = await context.made.get(context.workers, (core.digest,), core_titles, core.document)

    async def gather(
        connection: Connection,
    ) -> tuple[list[pages.Place], list[pages.Changed], list[bytes]]:
        past = await history(connection, ALWAYS)
        there = [p for p in await pages.places(connection, form) if p.code not in past.heirs]
        codes = {place.code for place in there}
        changes = [c for c in await pages.changes(connection, form) if c.place in codes]
        own = await pages.own(connection, form, list(known))
        return there, changes, await naming_forms(connection, form, own)

    there, changes, forms = await read(context.pool, gather)
    return await context.made.get(
        context.workers, key, spread, core.document, there, changes, forms
    )


async def naming_forms(connection: Connection, form: str, own: Collection[Own]) -> list[bytes]:
    """Local forms that have the items, one for each, as far as they are not too many."""
    wanted = dict.fromkeys((one.municipality, one.revision) for one in own)
    out: list[bytes] = []
    for code, revision in list(wanted)[:MAX_NAMING]:
        text = await local_revisions.local_form(connection, form, code, revision)
        if text is not None:
            out.append(text)
    return out


async def _standing(connection: Connection, form: str) -> tuple[cores.CoreText, Mark, int]:
    """The version in use, or where all are withdrawn the highest one; what marks the diffs.

    And how many of them have been measured.
    """
    core = await cores.latest(connection, form)
    if core is None:
        version = await cores.highest(connection, form)
        core = await cores.by_version(connection, form, version) if version else None
    if core is None:
        raise RefusedError(Problem("no-such-form", params={"form": form}))
    marks = await pages.marks(connection, form)
    return core, marks.get(form, Mark(form)), await pages.measured(connection, form)
