"""Beginning a draft: any object that passes the strict door, finished or not."""

from __future__ import annotations

import msgspec

from registry import names
from registry.compute.draft import read_draft
from registry.context import Context
from registry.db import drafts, municipalities
from registry.db.drafts import Draft, Kind, NewDraft
from registry.db.pool import Connection, transaction
from registry.limits import MAX_TITLE
from registry.problems import RefusedError
from registry.services import rights
from registry.services.draft_access import SCOPE, author
from soroe.errors import Problem

BOM = b"\xef\xbb\xbf"


class Begun(msgspec.Struct, frozen=True):
    """The draft, and whether it was not there before."""

    draft: Draft
    created: bool


async def begin_draft(
    context: Context,
    by: rights.By,
    *,
    kind: Kind,
    form: str,
    municipality: str | None,
    title: str,
    body: bytes,
) -> Begun:
    """A draft of this text. Sent again before anybody edited it, it is the same draft.

    A diff is its municipality's, a core is the stewards'. Raises `RefusedError` (names, rights,
    `draft-municipality`, `no-such-municipality`) and `DocumentError` (`draft-not-object`).
    """
    names.form(form)
    if (kind == "diff") != (municipality is not None):
        raise RefusedError(Problem("draft-municipality", params={"kind": kind}))
    if len(title) > MAX_TITLE:
        raise RefusedError(
            Problem("parameter-invalid", params={"name": "title", "wanted": f"0-{MAX_TITLE}"})
        )
    body = body.removeprefix(BOM)
    await context.read(read_draft, body)

    async def work(connection: Connection) -> Begun:
        actor = await rights.confirm(connection, by, SCOPE[kind])
        if municipality is not None:
            rights.require_municipality(actor, names.code(municipality))
            if await municipalities.get(connection, municipality) is None:
                raise RefusedError(Problem("no-such-municipality", params={"code": municipality}))
        new = NewDraft(
            kind=kind,
            form=form,
            municipality=municipality,
            title=title,
            body=body,
            by=author(actor),
        )
        known = await drafts.same(connection, new)
        if known is not None:
            return Begun(known, created=False)
        made = await drafts.get(connection, await drafts.insert(connection, new))
        assert made is not None, "it was made in this transaction"
        await rights.record(
            connection, actor, "begin-draft", f"drafts/{made.id}", after=made.digest
        )
        return Begun(made, created=True)

    return await transaction(context.pool, work)
