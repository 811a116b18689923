"""Checking a form on the pages: what was understood and found is kept for the pages that follow.

A file defines a form; of a file of answers, which are people's, only the questions are kept.
"""

from __future__ import annotations

from hashlib import sha256
from uuid import UUID

import msgspec

from registry import names
from registry.compute.form import Against, Brought
from registry.compute.form_check import Look, look_at
from registry.context import Context
from registry.db import form_checks, local_revisions
from registry.db.form_checks import KeptCheck, NewCheck
from registry.db.pool import Connection, read, transaction
from registry.limits import CHECK_DAYS, CHECKS_BYTES, CHECKS_KEPT, FILE_NAME
from registry.problems import RefusedError
from registry.services.check_form import against_what, whose_diff
from registry.turns import asker
from registry.visible import visible
from soroe.errors import DiffError, Problem
from soroe.importers import Names

_SECONDS = CHECK_DAYS * 86_400.0


async def begin_check(
    context: Context, form: str, municipality: str | None, brought: Brought, file_name: str
) -> UUID:
    """Check a form against the highest core in use; the id under which the result is kept.

    Of the network that asks (`registry.turns.asker`) a digest is kept with it.
    Where the municipality's diff does not fit that core yet, the core that it was made for counts.
    Raises `RefusedError` (names, `no-such-form`, `no-such-municipality`), `DocumentError`.
    """
    names.form(form)
    if municipality is not None:
        names.code(municipality)
    against, look = await _look(context, form, municipality, brought)
    new = NewCheck(
        form=form,
        version=against.version,
        municipality=municipality,
        file_name=visible(file_name)[:FILE_NAME],
        sheet=brought.sheet if look.body == brought.body else None,
        body=look.body,
        names=msgspec.json.encode(Names()),
        result=look.result,
        seconds=_SECONDS,
        origin=sha256(b"soroe check\0" + who.encode()).digest() if (who := asker.get()) else None,
    )

    async def work(connection: Connection) -> UUID:
        id_ = await form_checks.insert(connection, new)
        await form_checks.sweep(connection, CHECKS_KEPT, CHECKS_BYTES)
        return id_

    return await transaction(context.pool, work)


async def find_check(context: Context, id_: UUID) -> KeptCheck:
    """The check; `RefusedError` `check-gone` where its time is over, or there never was one."""
    found = await read(context.pool, lambda c: form_checks.get(c, id_))
    if found is None:
        raise RefusedError(Problem("check-gone", params={"days": str(CHECK_DAYS)}))
    return found


async def rematch_check(context: Context, id_: UUID, given: Names) -> None:
    """Check the same file again with what a person says about its items.

    Raises what `begin_check` and `find_check` raise.
    """
    found = await find_check(context, id_)
    against = await read(
        context.pool,
        lambda c: against_what(c, found.form, found.version, found.municipality),
    )
    brought = Brought(found.body, is_json=False, sheet=found.sheet)
    look = await context.workers.run(look_at, brought, against, given)
    text = msgspec.json.encode(given)
    await transaction(context.pool, lambda c: form_checks.update(c, id_, text, look.result))


async def forget_check(context: Context, id_: UUID) -> None:
    """Forget it now."""
    await transaction(context.pool, lambda c: form_checks.delete(c, id_))


def read_names(found: KeptCheck) -> Names:
    """What a person has said about the items."""
    return msgspec.json.decode(found.names, type=Names)


async def _look(
    context: Context, form: str, municipality: str | None, brought: Brought
) -> tuple[Against, Look]:
    against = await read(context.pool, lambda c: against_what(c, form, "latest", municipality))
    try:
        return against, await context.workers.run(look_at, brought, against, Names())
    except DiffError:
        pinned = await read(context.pool, lambda c: _pinned(c, form, municipality))
        if pinned in (None, against.version):
            raise
    there = pinned or ""
    against = await read(context.pool, lambda c: against_what(c, form, there, municipality))
    return against, await context.workers.run(look_at, brought, against, Names())


async def _pinned(connection: Connection, form: str, municipality: str | None) -> str | None:
    """The version that the municipality's latest diff was made for."""
    if municipality is None:
        return None
    owner = await whose_diff(connection, form, municipality)
    latest = await local_revisions.latest(connection, form, owner)
    return latest.core if latest else None
