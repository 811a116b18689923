"""What a draft still lacks before it can be published."""

from __future__ import annotations

from typing import NamedTuple
from uuid import UUID

import msgspec

from registry.compute.draft import Lack, Named, lacks, lacks_of_diff, name_draft
from registry.compute.local import BelowDiff
from registry.context import Context
from registry.db import cores, drafts
from registry.db.drafts import Draft
from registry.db.pool import Connection, read
from registry.db.tokens import Holder
from registry.problems import RefusedError
from registry.services.draft_access import find
from registry.services.layers_below import layers_below
from registry.services.publish_core import prepare
from registry.services.publish_diff import USABLE
from soroe.diff.document import LAYER_NAME
from soroe.errors import DiffError, DocumentError, Problem
from soroe.model import LocalDiff


class Missing(msgspec.Struct, frozen=True):
    """What is missing in an edit of a draft; `complete` where nothing is, though advice may be."""

    edit: int
    digest: str
    complete: bool
    lacks: list[Lack]


class DraftGround(NamedTuple):
    """What a diff lies on: the core, and the diffs between, the lowest first."""

    core: bytes | None = None
    below: tuple[BelowDiff, ...] = ()


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
    ground, more = await draft_ground(context, draft, named)
    # The text names what it lies on, which never changes: what it lacks holds as long as that is
    # in use.
    key = (draft.form, draft.digest, ground.core is not None, len(ground.below))
    found = await context.made.get(context.workers, key, lacks_of_diff, body, *ground)
    return [*lacks((*wrong, *more)), *found]


async def draft_ground(
    context: Context, draft: Draft, named: Named
) -> tuple[DraftGround, tuple[Problem, ...]]:
    """The core and the layers that the diff of a draft names, or what is wrong with the names."""
    if not named.core:
        return DraftGround(), ()  # the document itself is not whole, which is said

    async def work(connection: Connection) -> tuple[DraftGround, tuple[Problem, ...]]:
        core = await cores.by_version(connection, draft.form, named.core)
        if core is None or core.state not in USABLE:
            known = await cores.versions(connection, draft.form)
            usable = ", ".join(v.version for v in known if v.state in USABLE) or "-"
            params = {"form": draft.form, "version": named.core[:100], "known": usable}
            return DraftGround(), (Problem("no-such-version", "/core", params),)
        if not LAYER_NAME.fullmatch(named.over):
            return DraftGround(core.document), ()
        code = draft.municipality or ""
        top = LocalDiff(draft.form, named.core, code, (), over=named.over)
        try:
            below = await layers_below(connection, top, draft.follows + 1)
        except (DiffError, RefusedError) as error:
            return DraftGround(), error.problems
        return DraftGround(core.document, below), ()

    return await read(context.pool, work)
