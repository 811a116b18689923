"""Which rebase of a municipality is meant, and who may look at it or work on it."""

from __future__ import annotations

from hashlib import sha256

import msgspec

from registry import names
from registry.context import Context
from registry.db import municipalities, rebases
from registry.db.pool import Connection, read, transaction
from registry.db.rebases import Behind, Rebase
from registry.db.tokens import Holder
from registry.preconditions import edited_meanwhile
from registry.problems import RefusedError
from registry.services import rights
from soroe.errors import Problem

OPEN = frozenset({"waiting", "prepared", "failed"})
"""States in which a rebase is not over."""


class Found(msgspec.Struct, frozen=True):
    """Where a municipality stands: its name, its latest revision, the rebase that counts, others.

    `waits_for` is the diff below (`990001@2`), where that has to move to `target` before.
    """

    form: str
    code: str
    name: str
    behind: Behind | None
    target: str | None
    one: Rebase | None
    others: tuple[Rebase, ...] = ()

    @property
    def waits_for(self) -> str | None:
        """The diff below that still lies where it lay."""
        behind = self.behind
        if self.one is not None or behind is None or behind.over is None:
            return None
        moved = behind.below_core == self.target or behind.below != behind.over
        return None if moved else behind.over


async def find_rebase(context: Context, form: str, code: str, onto: str | None = None) -> Found:
    """The newest rebase of the municipality, or the one onto a version.

    What is over counts only where nothing came after it. Raises `RefusedError`: names,
    `no-such-municipality`, `no-such-form`.
    """
    names.form(form)
    names.code(code)
    if onto is not None:
        names.version(onto)
    return await read(context.pool, lambda c: _find(c, form, code, onto))


async def _find(connection: Connection, form: str, code: str, onto: str | None) -> Found:
    place = await municipalities.get(connection, code)
    if place is None:
        raise RefusedError(Problem("no-such-municipality", params={"code": code}))
    target = await rebases.target(connection, form)
    if target is None:
        raise RefusedError(Problem("no-such-form", params={"form": form}))
    behind = await rebases.behind(connection, form, code)
    known = [
        r
        for r in await rebases.of(connection, form, code)
        if (r.state in OPEN or _last(r, behind)) and onto in (None, r.version)
    ]
    one = known[0] if known else None
    others = tuple(r for r in known[1:] if r.state in OPEN)
    return Found(form, code, place.name, behind, target, one, others)


def _last(rebase: Rebase, behind: Behind | None) -> bool:
    """Whether the rebase ended with the revision that is the latest one now."""
    latest = behind.revision if behind is not None else None
    return rebase.state == "confirmed" and rebase.published == latest


def tag_of(rebase: Rebase) -> str:
    """What names this state of a rebase in If-Match: its draft's text and its decisions.

    Not as long as a SHA-256, which a client would take for that of the answer.
    """
    facts = (rebase.state, rebase.draft_digest, rebase.attempts)
    seen = sha256(repr(facts).encode() + (rebase.decisions or b""))
    return f"rebase-{rebase.id}-{seen.hexdigest()[:32]}"


def require_reader(actor: Holder, code: str) -> None:
    """A municipality sees its own, a steward all."""
    if not rights.has(actor, rights.CORE_PUBLISH):
        rights.require_municipality(actor, code)


async def require_owner(context: Context, by: rights.By, code: str) -> None:
    """`RefusedError` unless the actor is that municipality and may publish, or the operator."""

    async def work(connection: Connection) -> None:
        actor = await rights.confirm(connection, by, rights.DIFF_PUBLISH)
        rights.require_municipality(actor, code)

    await transaction(context.pool, work)


def refuse_unseen(rebase: Rebase, tag: str) -> None:
    """`RefusedError` `edited-meanwhile` where the tag names another state than there is now."""
    current = tag_of(rebase)
    if tag != current:
        number = rebase.draft_edit or 0
        raise RefusedError(edited_meanwhile(yours=tag, current=current, number=number, by=None))


def refuse_unprepared(form: str, code: str, rebase: Rebase | None) -> Rebase:
    """The rebase, or `RefusedError` `rebase-missing` where there is nothing to work on."""
    if rebase is None or rebase.state != "prepared":
        params = {"form": form, "municipality": code, "state": rebase.state if rebase else "none"}
        raise RefusedError(Problem("rebase-missing", params=params))
    return rebase
