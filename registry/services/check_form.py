"""Checking a form against a core (anybody; nothing is kept)."""

from __future__ import annotations

from registry import days, names
from registry.compute.form import Against, Brought
from registry.compute.form import check_form as check_form_text
from registry.context import Context
from registry.db import cores, local_revisions, municipalities, states, successions
from registry.db.pool import Connection, read
from registry.problems import RefusedError
from registry.services.layers_below import published_below
from soroe.errors import Problem
from soroe.heirs import heirs
from soroe.lifecycle import note
from soroe.listing import StateEntry
from soroe.model import Note


async def check_form(
    context: Context, form: str, version: str, municipality: str | None, brought: Brought
) -> bytes:
    """The findings report (JSON text) of a form against a core version.

    `version` is exact, a major number, or `latest`. With a municipality that has published a diff
    for the form, differences are matched with it. Raises `RefusedError`, `DocumentError` and
    `DiffError`.
    """
    names.form(form)
    if municipality is not None:
        names.code(municipality)
    against = await read(context.pool, lambda c: against_what(c, form, version, municipality))
    schema = f"{context.public_url}/meta/findings-report.json"
    return await context.workers.run(check_form_text, brought, against, schema)


async def against_what(
    connection: Connection, form: str, version: str, municipality: str | None
) -> Against:
    """The core, and the municipality's diff if it has one; raises `RefusedError`."""
    core = await find_core(connection, form, version)
    told = await _told(connection, form, core)
    if municipality is None:
        return Against(form, core.version, core.document, told=told)
    owner = await whose_diff(connection, form, municipality)
    latest = await local_revisions.latest(connection, form, owner)
    if latest is None:
        return Against(form, core.version, core.document, municipality, told=told)
    below = await published_below(connection, form, latest.over)
    return Against(
        form,
        core.version,
        core.document,
        municipality,
        latest.revision,
        latest.submitted,
        below,
        owner,
        told,
    )


async def _told(connection: Connection, form: str, core: cores.CoreText) -> Note | None:
    """What is to be said of a core that is deprecated or withdrawn."""
    if core.state == "published":
        return None
    said = await states.last(connection, form, core.version)
    entry = None
    if said is not None:
        facts = (said.state, said.effective, said.removal, said.replacement, said.reason)
        entry = StateEntry(*facts)
    return note(form, core.version, core.state, entry)


async def whose_diff(connection: Connection, form: str, municipality: str) -> str:
    """Whose diffs stand for a municipality: its own, its heir's, or those under its former code.

    Raises `RefusedError` `no-such-municipality`.
    """
    endings = await successions.endings(connection)
    here = heirs(endings, days.today()).get(municipality, municipality)
    if here == municipality and await municipalities.get(connection, municipality) is None:
        raise RefusedError(Problem("no-such-municipality", params={"code": municipality}))
    owner = here
    while not await local_revisions.forms_of(connection, owner, form):
        renamed = [e for e in endings if e.heir == owner and e.kind == "code-change"]
        if len(renamed) != 1:
            return here
        owner = renamed[0].code
    return owner


async def find_core(connection: Connection, form: str, version: str) -> cores.CoreText:
    """The core by exact version, major number or `latest`, or `RefusedError` `no-such-version`."""
    if version == "latest":
        core = await cores.latest(connection, form)
    elif version.isdecimal() and version.isascii() and len(version) <= 6:
        core = await cores.latest(connection, form, int(version))
    else:
        names.version(version)
        core = await cores.by_version(connection, form, version)
    if core is None:
        known = ", ".join(v.version for v in await cores.versions(connection, form)) or "-"
        params = {"form": form, "version": version, "known": known}
        raise RefusedError(Problem("no-such-version", params=params))
    return core
