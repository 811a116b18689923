"""What a person needs to work on the draft of a diff: its text, its ground, what others rest on."""

from __future__ import annotations

from uuid import UUID

import msgspec

from registry.compute.draft import name_draft
from registry.context import Context
from registry.db import citations, drafts, local_revisions, precedents
from registry.db.drafts import Draft
from registry.db.pool import Connection, read
from registry.db.precedents import PrecedentRow
from registry.db.tokens import Holder
from registry.services.draft_access import find
from registry.services.draft_missing import DraftGround, draft_ground
from soroe.diff import decode_diff
from soroe.errors import DocumentError, Problem
from soroe.jsontext import read as read_json
from soroe.model import Citation, LocalDiff

MOST = 2_000
"""Changes of others that are looked at for suggestions."""


class DraftWork(msgspec.Struct, frozen=True):
    """A draft of a diff, as its text stands now.

    `diff` is None where the text is not yet a diff, and `problems` say why. `shared` are the
    municipality's citations by key, `rows` its own changes and those of others of the same items.
    `latest` is its latest revision, 0 where there is none.
    """

    draft: Draft
    body: bytes
    diff: LocalDiff | None
    problems: tuple[Problem, ...]
    ground: DraftGround
    shared: dict[str, Citation]
    rows: list[PrecedentRow]
    latest: int


async def draft_work(context: Context, actor: Holder, id_: UUID) -> DraftWork:
    """The draft with everything around it. Raises `RefusedError` `no-such-draft`."""

    async def text(connection: Connection) -> tuple[Draft, bytes]:
        draft = await find(connection, actor, id_)
        body = await drafts.body(connection, id_, draft.edit)
        assert body is not None, "a draft has the text of its edit"
        return draft, body

    draft, body = await read(context.pool, text)
    ground, wrong = await draft_ground(context, draft, await context.read(name_draft, body))
    diff: LocalDiff | None = None
    try:
        diff = decode_diff(read_json(body))
    except DocumentError as error:
        wrong = (*wrong, *error.problems)
    code = draft.municipality or ""
    items = {change.item for change in diff.changes} if diff else set()

    async def around(
        connection: Connection,
    ) -> tuple[dict[str, Citation], list[PrecedentRow], int]:
        latest, _ = await local_revisions.highest(connection, draft.form, code)
        return (
            await shared_of(connection, code),
            await precedents.of_items(connection, draft.form, code, items, MOST),
            latest,
        )

    shared, rows, latest = await read(context.pool, around)
    return DraftWork(draft, body, diff, wrong, ground, shared, rows, latest)


async def shared_of(connection: Connection, code: str) -> dict[str, Citation]:
    """The shared citations of a municipality by key."""
    known = await citations.current(connection, code)
    return {e.key: msgspec.json.decode(e.body, type=Citation) for e in known}
