"""Drafts for the heir of a municipality: its diffs, carried over to the new code."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from registry.db import drafts, local_revisions, municipalities
from registry.db.drafts import NewDraft
from registry.db.pool import Connection
from registry.db.successions import Ending, Succession
from registry.limits import MAX_PAGE
from soroe.jsontext import pretty, read

_NEWEST = 2**62


def origin_of(code: str) -> str:
    """The origin of the drafts that carry over the diffs of a code."""
    return f"succession:{code}"


async def prepare_all(connection: Connection, succession: Succession) -> list[UUID]:
    """A draft for the heir for every form of which a predecessor has published a diff."""
    out: list[UUID] = []
    for code in succession.codes:
        facts = (succession.heir, succession.effective, succession.kind, succession.recorded_at)
        ending = Ending(code, *facts)
        forms = await local_revisions.forms_of(connection, code)
        out += [await prepare(connection, ending, form) for form in forms]
    return out


async def prepare(connection: Connection, ending: Ending, form: str) -> UUID:
    """Carry the latest diff of a form over to the heir, as a draft; the draft.

    A draft that nobody but the registry has written to is brought up to date, so that what the old
    municipality still publishes before the day arrives. One that people work on is left to them.
    """
    latest = await local_revisions.latest(connection, form, ending.code)
    assert latest is not None, "there is a diff to carry over"
    body = carried(latest.submitted, ending.heir, ending.effective)
    there = await drafts.open_of(connection, "diff", form, ending.heir, origin_of(ending.code))
    if there is None:
        place = await municipalities.some(connection, [ending.code])
        title = f"{place[ending.code].name}({ending.code})の差分 第{latest.revision}版から"
        new = NewDraft(
            kind="diff",
            form=form,
            municipality=ending.heir,
            body=body,
            title=title,
            origin=origin_of(ending.code),
        )
        return await drafts.insert(connection, new)
    if there.edited_by is None:
        await drafts.save(connection, there.id, there.edit, body, None)
    return there.id


async def discard_prepared(connection: Connection, succession: Succession) -> None:
    """Discard the drafts of a succession that nobody but the registry has written to."""
    wanted = {origin_of(code) for code in succession.codes}
    found = await drafts.page(
        connection,
        "diff",
        succession.heir,
        form=None,
        state="open",
        before=_NEWEST,
        limit=MAX_PAGE,
    )
    for draft in found:
        if draft.origin in wanted and draft.edited_by is None:
            await drafts.set_state(connection, draft.id, "discarded")


def carried(submitted: bytes, heir: str, effective: date) -> bytes:
    """The diff under the heir's code, from the day on which the heir takes over at the earliest."""
    document = read(submitted)
    assert isinstance(document, dict), "a diff is an object"
    own = document.get("effectiveFrom")
    first = max(effective.isoformat(), own) if isinstance(own, str) else effective.isoformat()
    return pretty({**document, "municipality": heir, "effectiveFrom": first}).encode()
