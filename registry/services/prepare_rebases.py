"""Preparing what the database has queued: one small group of rebases at a time."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from functools import partial
from itertools import groupby

import msgspec

from registry import logs
from registry.compute.rebase import Ground, PreparedRebase, rebase_diffs
from registry.context import Context
from registry.db import drafts, rebases
from registry.db.pool import Connection, read, transaction
from registry.db.rebases import Claim
from registry.problems import RefusedError
from registry.services import rights
from registry.services.rebase_ground import ground
from soroe.errors import Problem, SoroeError

GROUP = 16
"""So many diffs go to a worker process at once: some tenths of a second of work."""

LEASE_SECONDS = 120.0
"""After that a process that has not said what came of a rebase is taken for dead."""

AGAIN_SECONDS = 5.0
"""When to try again what did not work for a reason that passes."""

ATTEMPTS = 5
"""How often a rebase is begun before it is given up: each time its process died or was busy."""


async def prepare_rebases(context: Context) -> int:
    """Prepare a group of what is due; how many were taken on, 0 where nothing is due.

    What cannot be rebased is kept as failed, with the reason. Raises what the database raises.
    """
    claiming = asyncio.ensure_future(
        transaction(context.pool, lambda c: rebases.claim(c, GROUP, LEASE_SECONDS))
    )
    try:
        claims = await asyncio.shield(claiming)
        await _work_off(context, claims)
    except asyncio.CancelledError:
        # The registry stops: the next process need not wait until the lease is over.
        claims = await claiming
        await transaction(context.pool, lambda c: rebases.release(c, claims, 0, tried=False))
        raise
    return len(claims)


async def _work_off(context: Context, claims: Sequence[Claim]) -> None:
    spent = [c for c in claims if c.attempts > ATTEMPTS]
    for claimed in spent:
        await _give_up(context, claimed, (Problem("rebase-interrupted"),))
    found = [(c, d) for c in claims if c not in spent and (d := await _diff(context, c))]
    found.sort(key=_ground_key)
    for _, group in groupby(found, key=_ground_key):
        await _prepare(context, list(group))


def _ground_key(found: tuple[Claim, rebases.Diff]) -> tuple[str, str, str, str, str]:
    claimed, diff = found
    return claimed.form, diff.core, diff.over or "", claimed.version, claimed.over


async def _diff(context: Context, claimed: Claim) -> rebases.Diff | None:
    key = (claimed.form, claimed.municipality, claimed.revision)
    return await read(context.pool, lambda c: rebases.diff(c, *key))


async def _prepare(context: Context, group: list[tuple[Claim, rebases.Diff]]) -> None:
    """Rebase diffs that go from the same ground to the same ground."""
    form, old_core, old_over, version, over = _ground_key(group[0])
    documents = await read(
        context.pool,
        lambda c: ground(c, form, old=(old_core, old_over), new=(version, over)),
    )
    claims = [claimed for claimed, _ in group]
    done = await _rebase(context, documents, claims, [diff.submitted for _, diff in group])
    for claimed, outcome in zip(claims, done, strict=True):
        if isinstance(outcome, PreparedRebase):
            await transaction(context.pool, partial(_keep, claimed=claimed, prepared=outcome))
        elif isinstance(outcome, SoroeError):
            await _give_up(context, claimed, outcome.problems)


async def _rebase(
    context: Context, documents: Ground, claims: list[Claim], texts: list[bytes]
) -> Sequence[PreparedRebase | SoroeError | None]:
    """What becomes of each; None for what is given back because the workers are busy.

    Where the group does not come to its end, each is tried alone: the fault is one diff's.
    """
    try:
        return await context.workers.run(rebase_diffs, documents, texts)
    except RefusedError as refusal:
        if refusal.problem.type == "registry-busy":
            await transaction(
                context.pool, lambda c: rebases.release(c, claims, AGAIN_SECONDS, tried=False)
            )
            return [None] * len(claims)
        if len(claims) == 1:
            return [refusal]
    except Exception as error:  # noqa: BLE001 - logged, and kept as the reason
        if len(claims) == 1:
            logs.failure(error, f"rebase {claims[0].id}")
            params = {"error": type(error).__name__}
            return [RefusedError(Problem("rebase-fault", params=params))]
    out: list[PreparedRebase | SoroeError | None] = []
    for claimed, text in zip(claims, texts, strict=True):
        out.extend(await _rebase(context, documents, [claimed], [text]))
    return out


async def _keep(connection: Connection, claimed: Claim, prepared: PreparedRebase) -> None:
    """Keep the result with its draft, unless the rebase was superseded meanwhile."""
    if not await rebases.hold(connection, claimed):
        return
    draft = drafts.NewDraft(
        kind="diff",
        form=claimed.form,
        municipality=claimed.municipality,
        body=prepared.body,
        title=claimed.version,
        origin=f"rebase:{claimed.version}",
    )
    id_ = await drafts.insert(connection, draft)
    await rebases.prepared(connection, claimed.id, prepared.result, prepared.undecided, id_)
    name = f"forms/{claimed.form}/local/{claimed.municipality}/{claimed.revision}"
    after = drafts.digest_of(prepared.body)
    await rights.record(connection, None, "prepare-rebase", name, after=after)


async def _give_up(context: Context, claimed: Claim, problems: tuple[Problem, ...]) -> None:
    logs.write(
        "rebase-failed",
        form=claimed.form,
        municipality=claimed.municipality,
        version=claimed.version,
        problems=[p.type for p in problems],
    )
    text = msgspec.json.encode(problems)
    await transaction(context.pool, lambda c: rebases.failed(c, claimed, text))
