"""Publishing a draft: its text by the usual way, then the draft is told so.

These are two transactions. Where the second is missing, trying again publishes nothing twice: a
core has its number already, and a diff whose latest revision has the same content is that revision.
"""

from __future__ import annotations

from datetime import date
from uuid import UUID

import msgspec

from registry.compute.draft import Named, name_draft
from registry.context import Context
from registry.db import drafts, ledger, local_revisions
from registry.db.drafts import Draft
from registry.db.pool import Connection, read, transaction
from registry.problems import RefusedError
from registry.services import rights
from registry.services.draft_access import closed, locked, meanwhile
from registry.services.publication import Publication
from registry.services.publish_core import publish_core
from registry.services.publish_diff import publish_diff
from soroe.errors import Problem

_TAKEN = frozenset({"content-differs", "revision-gap"})


class Wish(msgspec.Struct, frozen=True):
    """Under which number: a core needs its version; a diff follows the revision it was begun from.

    `revision` is given where a diff follows one that came later. `effective_from` is of a core.
    """

    revision: int | None = None
    version: str | None = None
    effective_from: date | None = None


class _Ready(msgspec.Struct, frozen=True):
    """A text with its canonical digest and the number it is to have; or its receipt already."""

    draft: Draft
    body: bytes
    revision: int = 0
    done: Publication | None = None


async def publish_draft(
    context: Context, by: rights.By, id_: UUID, tag: str, wish: Wish
) -> Publication:
    """The receipt of the text that `tag` names; the same again for a draft that is published.

    Raises `RefusedError`: `no-such-draft`, `edited-meanwhile`, `draft-discarded`, `draft-behind`
    where a revision came between that the draft was not made from, `draft-document-differs`,
    `request-invalid` for a wish that is not of its kind; and all that publishing itself raises.
    """
    ready = await _ready(context, by, id_, tag, wish)
    if ready.done is not None:
        return ready.done
    draft = ready.draft
    if draft.municipality is None:
        receipt = await publish_core(
            context,
            by,
            form=draft.form,
            version=wish.version or "",
            body=ready.body,
            effective_from=wish.effective_from,
        )
    else:
        receipt = await _publish_diff(context, by, ready, tag, wish)

    async def tell(connection: Connection) -> None:
        actor, now = await locked(connection, by, id_)
        if now.edit == draft.edit:
            await drafts.published(connection, id_, receipt.name)
        elif ready.revision:  # edited meanwhile: it stays open, for the revision after this one
            await drafts.follow(connection, id_, ready.revision)
        if now.state != "published":
            digest = receipt.submitted_digest
            await rights.record(connection, actor, "publish-draft", f"drafts/{id_}", after=digest)

    await transaction(context.pool, tell)
    return receipt


async def _publish_diff(
    context: Context, by: rights.By, ready: _Ready, tag: str, wish: Wish
) -> Publication:
    try:
        return await publish_diff(
            context,
            by,
            form=ready.draft.form,
            code=ready.draft.municipality or "",
            revision=ready.revision,
            body=ready.body,
        )
    except RefusedError as refusal:
        if refusal.problem.type in _TAKEN:  # by somebody who came between: says which, or is ours
            again = await _ready(context, by, ready.draft.id, tag, wish)
            if again.done is not None:
                return again.done
        raise


async def _ready(context: Context, by: rights.By, id_: UUID, tag: str, wish: Wish) -> _Ready:
    async def work(connection: Connection) -> tuple[Draft, bytes]:
        _, draft = await locked(connection, by, id_)
        if draft.state == "discarded" and (why := closed(draft)):
            raise RefusedError(why)
        if why := meanwhile(draft, tag):
            raise RefusedError(why)
        body = await drafts.body(connection, id_, draft.edit)
        assert body is not None, "a draft has the text of its edit"
        return draft, body

    draft, body = await transaction(context.pool, work)
    if draft.published is not None:
        return _Ready(draft, body, done=await _receipt(context, draft.published))
    _fits(draft, wish)
    if draft.municipality is None:
        return _Ready(draft, body)
    named = await context.read(name_draft, body)
    _same("form", draft.form, named.form)
    _same("municipality", draft.municipality, named.municipality)
    return _Ready(draft, body, await _revision(context, draft, named, wish))


def _fits(draft: Draft, wish: Wish) -> None:
    """The wish is of the draft's kind."""
    if draft.kind == "core" and wish.version is None:
        raise RefusedError(Problem("draft-version-missing", "/version"))
    other = ("revision",) if draft.kind == "core" else ("version", "effective_from")
    for member in other:
        if getattr(wish, member) is not None:
            at = "/effectiveFrom" if member == "effective_from" else f"/{member}"
            raise RefusedError(Problem("request-invalid", at, {"detail": f"kind: {draft.kind}"}))


def _same(member: str, draft: str, document: str) -> None:
    if draft != document:
        params = {"member": member, "draft": draft, "document": document[:100] or "-"}
        raise RefusedError(Problem("draft-document-differs", f"/{member}", params))


async def _revision(context: Context, draft: Draft, named: Named, wish: Wish) -> int:
    """The revision it is to have, which is the latest one where that says the same already."""
    code = draft.municipality or ""

    latest, digest = await read(
        context.pool, lambda c: local_revisions.highest(c, draft.form, code)
    )
    if digest == named.digest:
        return latest
    if wish.revision is None and latest != draft.follows:
        params = {
            "form": draft.form,
            "municipality": code,
            "follows": str(draft.follows) if draft.follows else "-",
            "latest": str(latest),
            "next": str(latest + 1),
        }
        raise RefusedError(Problem("draft-behind", params=params))
    return wish.revision or draft.follows + 1


async def _receipt(context: Context, name: str) -> Publication:
    """The receipt of what is published under the name."""
    entry = await read(context.pool, lambda c: ledger.get(c, name))
    assert entry is not None, "a name is never freed"
    ending = ".diff.json" if entry.kind == "diff" else ".json"
    return Publication(
        name=name,
        url=f"{context.public_url}/{name}{ending}",
        digest=entry.digest,
        submitted_digest=entry.submitted_digest,
        created=False,
    )
