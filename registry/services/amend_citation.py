"""Sharing a citation, and amending one that is shared (the municipality itself)."""

from __future__ import annotations

from typing import Any, NamedTuple

from registry.compute.local import citation as prepared
from registry.context import Context
from registry.db import citations, municipalities
from registry.db.citations import Edition
from registry.db.pool import Connection, transaction
from registry.limits import MAX_REMARK
from registry.preconditions import edited_meanwhile
from registry.problems import RefusedError
from registry.services import rights
from registry.services.share_citations import edition
from registry.services.shared_citation import checked, missing, tag_of
from soroe.diff.document import decode_citation
from soroe.errors import Problem


class Amended(NamedTuple):
    """The citation as it stands now, and whether it was not there before."""

    edition: Edition
    created: bool


async def amend_citation(
    context: Context,
    by: rights.By,
    code: str,
    key: str,
    *,
    tag: str | None,
    value: Any,
    note: str,
) -> Amended:
    """Write `value` over the citation that `tag` names; with None it must be a new one.

    What is said already is left as it is. Changes that rest on it await review from then on, where
    it says something else in law. Raises `DocumentError` where the citation cannot be true, and
    `RefusedError`: rights, `citation-key-invalid`, `no-such-municipality`, `no-such-citation`,
    `citation-exists`, `edited-meanwhile`, `remark-unfit`.
    """
    checked(key)
    cited = prepared(key, decode_citation(value, "/citation"))
    said = note.strip()
    if len(said) > MAX_REMARK:
        params = {"found": str(len(said)), "limit": str(MAX_REMARK)}
        raise RefusedError(Problem("remark-unfit", "/note", params))

    async def work(connection: Connection) -> Amended:
        actor = await rights.confirm(connection, by, rights.DIFF_PUBLISH)
        rights.require_municipality(actor, code)
        if await municipalities.get(connection, code) is None:
            raise RefusedError(Problem("no-such-municipality", params={"code": code}))
        known = await citations.editions(connection, code, key)
        now = known[-1] if known else None
        if now is not None and now.digest == cited.digest and said in {"", now.note}:
            return Amended(now, created=False)
        _unseen(now, tag, code, key)
        number = now.edition + 1 if now else 1
        organisation = actor.organisation if actor else None
        new = edition(cited, number, said, None)
        if await citations.insert(connection, code, new, organisation) is None:
            (*_, other) = await citations.editions(connection, code, key)
            raise _meanwhile(other, tag or "-")
        (*_, written) = await citations.editions(connection, code, key)
        name = f"municipalities/{code}/citations/{key}"
        before = now.digest if now else None
        await rights.record(
            connection, actor, "amend-citation", name, before=before, after=cited.digest
        )
        return Amended(written, created=now is None)

    return await transaction(context.pool, work)


def _unseen(now: Edition | None, tag: str | None, code: str, key: str) -> None:
    """Refuse a writer who has not seen what is there."""
    if tag is None and now is not None:
        params = {"code": code, "key": key, "title": now.title}
        raise RefusedError(Problem("citation-exists", params=params))
    if tag is not None and now is None:
        raise missing(code, key)
    if tag is not None and now is not None and tag != tag_of(now):
        raise _meanwhile(now, tag)


def _meanwhile(now: Edition, tag: str) -> RefusedError:
    return RefusedError(
        edited_meanwhile(yours=tag, current=tag_of(now), number=now.edition, by=now.recorded_by)
    )
