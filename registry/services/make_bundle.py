"""Making a bundle of public reads, and signing it with the key of the log."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime, timedelta

import msgspec

from registry.context import Context
from registry.db import bundle, ledger, successions
from registry.db.bundle import Owner
from registry.db.pool import Connection, snapshot
from registry.db.successions import Ending
from registry.limits import BUNDLE_DAYS
from registry.problems import RefusedError
from registry.services.log_tiles import leaves
from registry.services.sign_log import SignedLog, sign_log, signer
from registry.within import Get
from soroe.bundle import Scope, Source, create, seal
from soroe.bundle.holding import DIRECTORY, SUCCESSIONS
from soroe.errors import Problem
from soroe.heirs import ending_of, lineage
from soroe.leaf import Leaf
from soroe.listing import Forms

TRIES = 5
"""How often what was read may have changed meanwhile before the caller is told to come back."""


class Wanted(msgspec.Struct, frozen=True):
    """Which bundle: of what, and as a delta for those who have the log up to `since` leaves."""

    scope: Scope
    since: int | None = None


class _Lasting(msgspec.Struct, frozen=True):
    """What lasts, as it was at one moment."""

    serial: int
    size: int
    pairs: tuple[tuple[str, str], ...]
    texts: dict[str, bytes]
    leaves: list[Leaf]


async def state(context: Context) -> tuple[int, int]:
    """How far the registry has come: its serial, and the length of its log."""

    async def look(connection: Connection) -> tuple[int, int]:
        return await bundle.serial(connection), await ledger.size(connection)

    return await snapshot(context.pool, look)


async def make_bundle(context: Context, get: Get, wanted: Wanted) -> bytes:
    """The file of a bundle. `get` reads what the registry serves.

    Raises `RefusedError`: `log-not-signed`, `no-such-form`, `log-shorter`; `registry-busy` where
    so much is being published that no two looks see the same.
    """
    hand = signer(context)
    for _ in range(TRIES):
        signed = await sign_log(context)
        lasting = await snapshot(context.pool, lambda c: _lasting(c, wanted.scope))
        if lasting.size != signed.checkpoint.size:
            continue
        texts = lasting.texts | await _passing(get, wanted.scope, lasting.pairs)
        if (lasting.serial, lasting.size) == await state(context):
            payload = await asyncio.to_thread(
                _payload, context.public_url, wanted, signed, lasting, texts
            )
            return await asyncio.to_thread(seal, payload, hand.keys.key, hand.keys.chain)
    raise RefusedError(Problem("registry-busy"))


def _payload(
    url: str, wanted: Wanted, signed: SignedLog, lasting: _Lasting, texts: dict[str, bytes]
) -> bytes:
    size = signed.checkpoint.size
    if wanted.since is not None and wanted.since > size:
        params = {"from": str(wanted.since), "size": str(size)}
        raise RefusedError(Problem("log-shorter", params=params))
    now = datetime.now(UTC).replace(microsecond=0)
    return create(
        Source(url, lasting.serial, signed.note, tuple(lasting.leaves)),
        texts,
        created=now,
        expires=now + timedelta(days=BUNDLE_DAYS),
        scope=wanted.scope,
        since=wanted.since,
    )


async def _lasting(connection: Connection, scope: Scope) -> _Lasting:
    forms = None if scope.forms is None else list(scope.forms)
    owners = await bundle.owners(connection, forms)
    endings = await successions.endings(connection, None)
    codes = _codes(owners, endings, scope)
    size = await ledger.size(connection)
    return _Lasting(
        serial=await bundle.serial(connection),
        size=size,
        pairs=tuple(sorted(_pairs(owners, endings, codes))),
        texts=await bundle.texts(connection, forms, sorted(codes)),
        leaves=await leaves(connection, 0, size),
    )


def _codes(owners: Iterable[Owner], endings: Iterable[Ending], scope: Scope) -> set[str]:
    """Those that were chosen, who comes before and after them, and those whose diffs lie below."""
    there = list(owners)
    if scope.municipalities is None:
        return {one.municipality for one in there}
    ended = list(endings)
    found: set[str] = set()
    waiting = list(scope.municipalities)
    while waiting:
        code = waiting.pop()
        if code in found:
            continue
        found.add(code)
        waiting += [one.code for one in lineage(ended, code)]
        ending = ending_of(ended, code)
        waiting += [ending.heir] if ending else []
        waiting += [o.over.partition("@")[0] for o in there if o.municipality == code and o.over]
    return found


def _pairs(
    owners: Iterable[Owner], endings: Sequence[Ending], codes: set[str]
) -> set[tuple[str, str]]:
    """Form and municipality of every listing: of those who published, and of their heirs."""
    found: set[tuple[str, str]] = set()
    for owner in owners:
        code: str | None = owner.municipality if owner.municipality in codes else None
        while code is not None and (owner.form, code) not in found:
            found.add((owner.form, code))
            ending = ending_of(endings, code)
            code = ending.heir if ending else None
    return found


async def _passing(get: Get, scope: Scope, pairs: tuple[tuple[str, str], ...]) -> dict[str, bytes]:
    """The listings and the directory of this moment, by path."""
    found: dict[str, bytes] = {}

    async def take(path: str) -> bytes | None:
        body = await get(path)
        if body is not None:
            found[path] = body
        return body

    listed = msgspec.json.decode(await take("/forms.json") or b'{"forms":[]}', type=Forms)
    forms = [one.form for one in listed.forms]
    for form in forms if scope.forms is None else scope.forms:
        if form not in forms or await take(f"/forms/{form}.json") is None:
            raise RefusedError(Problem("no-such-form", params={"form": form}))
    for form, code in pairs:
        await take(f"/forms/{form}/local/{code}.json")
    for code in sorted({code for _, code in pairs}):
        await take(f"/api/v1/municipalities/{code}/citations")
    await take(DIRECTORY)
    await take(SUCCESSIONS)
    return found
