"""Saying that two clusters are one, or never one, and taking that back (steward)."""

from __future__ import annotations

import re
from typing import Literal

import msgspec

from registry import names
from registry.compute import measures as compute
from registry.context import Context
from registry.db import cluster_decisions, cores, measures
from registry.db.cluster_decisions import New, Row
from registry.db.pool import Connection, read, transaction
from registry.db.tokens import Holder
from registry.limits import MAX_DECISIONS
from registry.problems import RefusedError
from registry.services import rights
from registry.services.bring_up import brought_up
from registry.services.measure import active, decision
from registry.services.remark import remark
from soroe.errors import DocumentError, Problem
from soroe.measured import DecidedCluster, Decisions, KeptDecision, Undone
from soroe.promotion import Decision, checked

_KEY = re.compile(r"[0-9a-f]{16}", re.ASCII)


class _Below(msgspec.Struct, frozen=True):
    unknown: tuple[str, ...] = ()


class _Known(msgspec.Struct, frozen=True):
    below: _Below


async def list_decisions(context: Context, form: str) -> Decisions:
    """All decisions about a form, with the keys that nobody's change has now.

    Raises `RefusedError`: `form-name-invalid`, `no-such-form`.
    """
    names.form(form)

    async def work(connection: Connection) -> tuple[list[Row], bytes | None]:
        await _there(connection, form)
        rows = await cluster_decisions.of_form(connection, form)
        return rows, await measures.candidates(connection, form)

    rows, text = await read(context.pool, work)
    gone = set(msgspec.json.decode(text, type=_Known).below.unknown) if text else set()
    return Decisions(form, tuple(_kept(row, gone) for row in rows))


async def decide_cluster(
    context: Context,
    by: rights.By,
    form: str,
    *,
    action: Literal["merge", "split"],
    keys: tuple[str, str],
    reason: str,
) -> DecidedCluster:
    """Decide about the clusters of two signatures; the same again changes nothing.

    Raises `RefusedError`: names, `no-such-form`, `remark-unfit`, `cluster-key-invalid`,
    `cluster-key-unknown` where nobody's change has the key now, `cluster-decisions-full`; and
    `DocumentError` where it does not go with the others (`soroe.promotion.decisions`).
    """
    names.form(form)
    reason = remark(reason, "/reason")
    for at, key in zip(("/one", "/other"), keys, strict=True):
        if not _KEY.fullmatch(key):
            raise RefusedError(Problem("cluster-key-invalid", at, {"key": key[:100]}))
    if keys[0] == keys[1]:
        raise RefusedError(Problem("cluster-key-invalid", "/other", {"key": keys[1]}))
    new = Decision(action, *keys)
    rows = await read(context.pool, lambda c: _rows(c, form))
    if _same(rows, new) is None:
        await _known(context, form, rows, new)

    async def work(connection: Connection) -> DecidedCluster:
        actor = await rights.confirm(connection, by, rights.CORE_PUBLISH)
        await cluster_decisions.lock(connection, form)
        rows = await _rows(connection, form)
        if (there := _same(rows, new)) is not None:
            return DecidedCluster(_kept(there, set()), created=False)
        _fits([*active(rows), new])
        row = New(form, action, *keys, undoes=None, reason=reason)
        return await _insert(connection, actor, row, f"{action}-clusters")

    return await transaction(context.pool, work)


async def undo_decision(
    context: Context, by: rights.By, form: str, id_: int, reason: str
) -> DecidedCluster:
    """Take a decision back; the row stays. Again changes nothing.

    Raises `RefusedError`: names, `no-such-form`, `remark-unfit`, `no-such-decision`,
    `cluster-decisions-full`.
    """
    names.form(form)
    reason = remark(reason, "/reason")

    async def work(connection: Connection) -> DecidedCluster:
        actor = await rights.confirm(connection, by, rights.CORE_PUBLISH)
        await cluster_decisions.lock(connection, form)
        found = next((row for row in await _rows(connection, form) if row.id == id_), None)
        if found is None:
            raise RefusedError(Problem("no-such-decision", params={"id": str(id_), "form": form}))
        if found.undone_at is not None:
            return DecidedCluster(_kept(found, set()), created=False)
        row = New(form, "undo", None, None, undoes=id_, reason=reason)
        return await _insert(connection, actor, row, "undo-decision")

    return await transaction(context.pool, work)


async def _insert(
    connection: Connection, actor: Holder | None, new: New, action: str
) -> DecidedCluster:
    if await cluster_decisions.count(connection, new.form) >= MAX_DECISIONS:
        params = {"form": new.form, "limit": str(MAX_DECISIONS)}
        raise RefusedError(Problem("cluster-decisions-full", params=params))
    id_ = await cluster_decisions.insert(connection, new, actor.organisation if actor else None)
    shown = new.undoes or id_
    name = f"forms/{new.form}/clusters/decisions/{shown}"
    await rights.record(connection, actor, action, name)
    rows = await cluster_decisions.of_form(connection, new.form)
    return DecidedCluster(_kept(next(r for r in rows if r.id == shown), set()), created=True)


async def _rows(connection: Connection, form: str) -> list[Row]:
    await _there(connection, form)
    return await cluster_decisions.of_form(connection, form)


async def _there(connection: Connection, form: str) -> None:
    if await cores.highest(connection, form) is None:
        raise RefusedError(Problem("no-such-form", params={"form": form}))


async def _known(context: Context, form: str, rows: list[Row], new: Decision) -> None:
    """Somebody's change has each key now; what is mistyped would be kept and do nothing."""
    decisions = [*active(rows), new]
    _fits(decisions)
    async with brought_up(context, form):
        unknown = await context.standings.run(compute.tried, form, decisions)
    wrong = [
        Problem("cluster-key-unknown", at, {"key": key, "form": form})
        for at, key in (("/one", new.one), ("/other", new.other))
        if key in unknown
    ]
    if wrong:
        raise RefusedError(*wrong)


def _fits(decisions: list[Decision]) -> None:
    """The last decision goes with those before it; the place of what does not is its own."""
    try:
        checked(decisions)
    except DocumentError as e:
        raise DocumentError(
            *(msgspec.structs.replace(problem, at="") for problem in e.problems)
        ) from None


def _same(rows: list[Row], new: Decision) -> Row | None:
    """The same decision that holds already; of a split either order is the same."""
    for row in rows:
        if row.undone_at is None and row.action == new.action:
            keys = (row.one, row.other)
            if keys == (new.one, new.other) or (
                new.action == "split" and keys == (new.other, new.one)
            ):
                return row
    return None


def _kept(row: Row, gone: set[str]) -> KeptDecision:
    undone = None
    if row.undone_at is not None:
        undone = Undone(row.undone_at, row.undone_reason or "", row.undone_by)
    return KeptDecision(
        id=row.id,
        decision=decision(row),
        recorded_at=row.at,
        recorded_by=row.organisation,
        undone=undone,
        unknown=tuple(key for key in (row.one, row.other) if key in gone),
    )
