"""Taking another municipality's change over into a draft of one's own."""

from __future__ import annotations

from uuid import UUID

from registry import names
from registry.compute.adopt import Mine, Theirs, adopted
from registry.context import Context
from registry.db import cores, drafts, local_revisions, municipalities
from registry.db.drafts import Draft
from registry.db.pool import Connection, read
from registry.problems import RefusedError
from registry.services import rights
from registry.services.begin_draft import begin_draft
from registry.services.check_form import find_core
from registry.services.draft_access import find
from registry.services.layers_below import published_below
from registry.services.save_draft import save_draft
from soroe.diff import decode_diff
from soroe.diff.draft import document
from soroe.errors import Problem
from soroe.jsontext import pretty
from soroe.jsontext import read as read_json
from soroe.model import LocalDiff


async def find_theirs(connection: Connection, form: str, code: str) -> Theirs:
    """Their latest diff with what it lies on.

    Raises `RefusedError`: names, `no-such-municipality`, `no-such-revision`.
    """
    names.form(form)
    names.code(code)
    place = (await municipalities.some(connection, [code])).get(code)
    if place is None:
        raise RefusedError(Problem("no-such-municipality", params={"code": code}))
    latest = await local_revisions.latest(connection, form, code)
    if latest is None:
        params = {"form": form, "code": code, "revision": "-"}
        raise RefusedError(Problem("municipality-without-diff", params=params))
    core = await cores.by_version(connection, form, latest.core)
    assert core is not None, "a diff lies on a published core"
    below = await published_below(connection, form, latest.over)
    return Theirs(code, place.name, core.document, latest.submitted, below)


async def adopt_change(
    context: Context,
    by: rights.By,
    actor_code: str,
    theirs: tuple[str, str, int],
    into: tuple[UUID, str] | None,
) -> Draft:
    """The draft with the change `theirs` (form, municipality, index from 0), its basis open.

    `into` is an open draft of one's own with the tag of the text that was seen; without it a new
    draft begins with what one has published. Raises `RefusedError` (as `find_theirs`, saving and
    beginning drafts do) and `DocumentError` (`change-number-unknown`, `adopt-there-already`,
    `adopt-does-not-fit`).
    """
    form, code, index = theirs
    kept = into[0] if into else None

    async def work(connection: Connection) -> tuple[Theirs, Mine]:
        text: bytes | None = None
        if kept is not None:
            actor = await rights.confirm(connection, by, rights.DIFF_PUBLISH)
            draft = await find(connection, actor, kept)
            text = await drafts.body(connection, kept, draft.edit)
        return (
            await find_theirs(connection, form, code),
            await _mine(connection, form, actor_code, text),
        )

    there, mine = await read(context.pool, work)
    body = await context.workers.run(adopted, mine, there, index)
    if into is not None:
        return await save_draft(context, by, *into, body)
    begun = await begin_draft(
        context, by, kind="diff", form=form, municipality=actor_code, title=there.name, body=body
    )
    return begun.draft


async def _mine(connection: Connection, form: str, code: str, text: bytes | None) -> Mine:
    """The text to put it into: a draft's, the latest revision's, or an empty diff."""
    if text is None:
        latest = await local_revisions.latest(connection, form, code)
        text = latest.submitted if latest else None
    if text is None:
        core = await find_core(connection, form, "latest")
        empty = LocalDiff(form, core.version, code, ())
        return Mine(core.document, pretty(document(empty)).encode())
    diff = decode_diff(read_json(text))
    found = await find_core(connection, form, diff.core)
    return Mine(found.document, text, await published_below(connection, form, diff.over))
