"""Recording that municipalities merge, change their code or move a boundary (steward)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import NoReturn
from uuid import UUID

import msgspec

from registry import names
from registry.context import Context
from registry.db import municipalities, successions
from registry.db.pool import Connection, transaction
from registry.db.successions import Ending, Kind, NewSuccession, Succession
from registry.limits import MAX_REMARK, MAX_SUCCESSION
from registry.problems import RefusedError
from registry.services import rights
from registry.services.prepare_heirs import discard_prepared, prepare_all
from registry.services.remark import remark
from soroe.errors import Problem
from soroe.heirs import ending_of, lineage


class Recorded(msgspec.Struct, frozen=True):
    """The succession, whether it is new, and the drafts prepared for the heir."""

    succession: Succession
    created: bool
    drafts: list[UUID]


async def record_succession(
    context: Context,
    by: rights.By,
    *,
    kind: Kind,
    codes: Sequence[str],
    heir: str,
    effective: date,
    note: str,
) -> Recorded:
    """Record it; the same again changes nothing. The heir gets a draft for each diff of the others.

    Raises `RefusedError`: what is wrong with codes (names, `no-such-municipality`,
    `succession-unfit`), `already-ended` where a code ends otherwise, `succession-in-a-circle`,
    `succession-out-of-order` where the heir ends before, or a predecessor comes after.
    """
    new = NewSuccession(kind, _codes(codes), names.code(heir), effective, _note(note))
    _fit(new)

    async def work(connection: Connection) -> Recorded:
        actor = await rights.confirm(connection, by, rights.CORE_PUBLISH)
        await successions.lock(connection)
        known = await successions.successions(connection)
        if (there := _same(new, known)) is not None:
            return Recorded(there, created=False, drafts=[])
        await _exist(connection, new)
        if kind != "boundary":
            _follows(new, await successions.endings(connection))
        organisation = actor.organisation if actor else None
        made = await successions.insert(connection, new, organisation)
        await rights.record(connection, actor, "record-succession", f"successions/{made.id}")
        drafts = [] if kind == "boundary" else await prepare_all(connection, made)
        return Recorded(made, created=True, drafts=drafts)

    return await transaction(context.pool, work)


async def cancel_succession(context: Context, by: rights.By, *, id_: int, reason: str) -> Recorded:
    """Say that it was recorded by mistake; prepared drafts that nobody has edited are discarded.

    What was published meanwhile stays. Raises `RefusedError`: `no-such-succession`, `remark-unfit`.
    """
    reason = remark(reason, "/reason")

    async def work(connection: Connection) -> Recorded:
        actor = await rights.confirm(connection, by, rights.CORE_PUBLISH)
        await successions.lock(connection)
        found = await successions.get(connection, id_)
        if found is None:
            raise RefusedError(Problem("no-such-succession", params={"id": str(id_)}))
        if found.cancelled_at is not None:
            return Recorded(found, created=False, drafts=[])
        organisation = actor.organisation if actor else None
        await successions.cancel(connection, id_, organisation, reason)
        await discard_prepared(connection, found)
        await rights.record(connection, actor, "cancel-succession", f"successions/{id_}")
        after = await successions.get(connection, id_)
        assert after is not None, "a succession is never deleted"
        return Recorded(after, created=True, drafts=[])

    return await transaction(context.pool, work)


def _codes(codes: Sequence[str]) -> tuple[str, ...]:
    if not 1 <= len(codes) <= MAX_SUCCESSION:
        _unfit("/from", f"1-{MAX_SUCCESSION}", str(len(codes)))
    return tuple(names.code(code) for code in codes)


def _note(text: str) -> str:
    if len(text.strip()) > MAX_REMARK:
        params = {"found": str(len(text.strip())), "limit": str(MAX_REMARK)}
        raise RefusedError(Problem("remark-unfit", "/note", params))
    return text.strip()


def _fit(new: NewSuccession) -> None:
    """What can be seen of a succession without looking anything up."""
    if new.heir in new.codes:
        at = f"/from/{new.codes.index(new.heir)}"
        raise RefusedError(Problem("succession-to-itself", at, {"code": new.heir}))
    if len(set(new.codes)) < len(new.codes):
        twice = next(code for code in new.codes if new.codes.count(code) > 1)
        _unfit("/from", "each once", twice)
    if new.kind == "code-change" and len(new.codes) > 1:
        _unfit("/from", "code-change: 1", str(len(new.codes)))
    if len({code.startswith("99") for code in (*new.codes, new.heir)}) > 1:
        _unfit("/to", "99…: only 99…", new.heir)


def _same(new: NewSuccession, known: Sequence[Succession]) -> Succession | None:
    """The very same, recorded before and not cancelled; the order of the codes does not matter."""
    for there in known:
        facts = (there.kind, there.heir, there.effective)
        same = facts == (new.kind, new.heir, new.effective)
        if same and set(there.codes) == set(new.codes) and there.cancelled_at is None:
            return there
    return None


async def _exist(connection: Connection, new: NewSuccession) -> None:
    """All codes stand in the directory, the old ones perhaps as former entries of it."""
    found = await municipalities.some(connection, (*new.codes, new.heir))
    for at, code in [(f"/from/{i}", c) for i, c in enumerate(new.codes)] + [("/to", new.heir)]:
        if code not in found:
            raise RefusedError(Problem("no-such-municipality", at, {"code": code}))


def _follows(new: NewSuccession, endings: Sequence[Ending]) -> None:
    """It goes with what is recorded already: nobody ends twice, in a circle, or out of order."""
    for i, code in enumerate(new.codes):
        if (ended := ending_of(endings, code)) is not None:
            params = {"code": code, "heir": ended.heir, "effective": str(ended.effective)}
            raise RefusedError(Problem("already-ended", f"/from/{i}", params))
    before = {e.code for code in new.codes for e in lineage(endings, code)}
    if new.heir in before:
        params = {"code": new.heir, "from": ", ".join(new.codes)}
        raise RefusedError(Problem("succession-in-a-circle", "/to", params))
    own = ending_of(endings, new.heir)
    if own is not None and own.effective <= new.effective:
        _out_of_order(new.heir, new.effective, own.effective)
    for earlier in endings:
        if earlier.heir in new.codes and earlier.effective >= new.effective:
            _out_of_order(earlier.heir, earlier.effective, new.effective)


def _out_of_order(code: str, takes: date, ends: date) -> NoReturn:
    """A municipality cannot take over from another on or after the day on which it ends."""
    params = {"code": code, "takes": str(takes), "ends": str(ends)}
    raise RefusedError(Problem("succession-out-of-order", "/effective", params))


def _unfit(at: str, wanted: str, found: str) -> NoReturn:
    raise RefusedError(Problem("succession-unfit", at, {"wanted": wanted, "found": found[:100]}))
