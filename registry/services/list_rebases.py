"""Who has confirmed a version, who waits, where it failed (stewards)."""

from __future__ import annotations

from registry import names
from registry.context import Context
from registry.db import rebases
from registry.db.pool import Connection, read
from registry.db.rebases import Progress
from registry.problems import RefusedError
from registry.services.show_rebase import read_problems
from soroe.errors import Problem
from soroe.flows.rebases import RebaseEntry, Rebases


async def list_rebases(
    context: Context, form: str, *, version: str | None, state: str | None, after: str, limit: int
) -> Rebases:
    """A page of municipalities after the code `after`; without `version`, of the highest in use.

    Raises `RefusedError`: names, `no-such-form`.
    """
    names.form(form)
    if version is not None:
        names.version(version)

    async def work(connection: Connection) -> Rebases:
        target = version or await rebases.target(connection, form)
        if target is None:
            raise RefusedError(Problem("no-such-form", params={"form": form}))
        found = await rebases.progress(
            connection, form, target, state=state, after=after, limit=limit + 1
        )
        return Rebases(
            form=form,
            version=target,
            counts=await rebases.counts(connection, form, target),
            rebases=tuple(_entry(p) for p in found[:limit]),
            next=found[limit - 1].municipality if len(found) > limit else None,
        )

    return await read(context.pool, work)


def _entry(progress: Progress) -> RebaseEntry:
    assert progress.state != "superseded", "what was superseded is not listed"
    return RebaseEntry(
        municipality=progress.municipality,
        name=progress.name,
        revision=progress.revision,
        core=progress.core,
        version=progress.version,
        state=progress.state,
        over=progress.over or None,
        undecided=progress.undecided,
        published=progress.published,
        touched=progress.touched,
        problems=read_problems(progress.problems),
        queued_at=progress.queued_at,
        ended_at=progress.ended_at,
    )
