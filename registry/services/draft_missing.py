"""What a draft still lacks before it can be published."""

from __future__ import annotations

from uuid import UUID

import msgspec

from registry.compute.draft import Lack, Named, lacks, lacks_of_diff, name_draft
from registry.context import Context
from registry.db import cores, drafts
from registry.db.drafts import Draft
from registry.db.pool import Connection, read
from registry.db.tokens import Holder
from registry.services.draft_access import find
from registry.services.publish_core import prepare
from registry.services.publish_diff import USABLE
from soroe.errors import DocumentError, Problem


class Missing(msgspec.Struct, frozen=True):
    """What is missing in an edit of a draft; `complete` where nothing is, though advice may be."""

    edit: int
    digest: str
    complete: bool
    lacks: list[Lack]


async def draft_missing(context: Context, actor: Holder | None, id_: UUID) -> Missing:
    """Everything that keeps the draft from being published, then what should be looked at.

    Raises `RefusedError` `no-such-draft`.
    """

    async def work(connection: Connection) -> tuple[Draft, bytes]:
        draft = await find(connection, actor, id_)
        body = await drafts.body(connection, id_, draft.edit)
        assert body is not None, "a draft has the text of its edit"
        return draft, body

    draft, body = await read(context.pool, work)
    found = await (_of_diff if draft.kind == "diff" else _of_core)(context, draft, body)
    ordered = sorted(found, key=lambda lack: not lack.missing)
    complete = not any(lack.missing for lack in found)
    return Missing(draft.edit, draft.digest, complete, ordered)


async def _of_core(context: Context, draft: Draft, body: bytes) -> list[Lack]:
    try:
        await prepare(context, body, f"{context.public_url}/forms/{draft.form}/0.0.0.json")
    except DocumentError as error:
        return lacks(error.problems)
    return []


async def _of_diff(context: Context, draft: Draft, body: bytes) -> list[Lack]:
    named = await context.read(name_draft, body)
    wrong = [
        Problem(
            "draft-document-differs",
            f"/{member}",
            {"member": member, "draft": wanted, "document": said[:100]},
        )
        for member, wanted, said in (
            ("form", draft.form, named.form),
            ("municipality", draft.municipality or "", named.municipality),
        )
        if said and said != wanted  # one that is not said at all is found below
    ]
    core, problem = await _core(context, draft, named)
    if problem is not None:
        wrong.append(problem)
    return [*lacks(tuple(wrong)), *await context.workers.run(lacks_of_diff, body, core)]


async def _core(
    context: Context, draft: Draft, named: Named
) -> tuple[bytes | None, Problem | None]:
    """The core that the diff names, or what is wrong with the name."""
    if not named.core:
        return None, None

    async def work(connection: Connection) -> tuple[cores.CoreText | None, list[cores.Version]]:
        found = await cores.by_version(connection, draft.form, named.core)
        return found, await cores.versions(connection, draft.form)

    found, known = await read(context.pool, work)
    if found is not None and found.state in USABLE:
        return found.document, None
    usable = ", ".join(v.version for v in known if v.state in USABLE) or "-"
    params = {"form": draft.form, "version": named.core[:100], "known": usable}
    return None, Problem("no-such-version", "/core", params)
