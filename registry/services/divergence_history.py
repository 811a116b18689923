"""The divergence of a form over time, from the divergence of each revision."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

from registry import days, names
from registry.context import Context
from registry.db import measures, successions
from registry.db.measures import Counted
from registry.db.pool import Connection, snapshot
from registry.db.successions import Ending
from registry.problems import RefusedError
from registry.services.in_force import versions_then
from soroe.divergence import Share, history, whole
from soroe.errors import Problem
from soroe.heirs import heirs, lineage
from soroe.listing import LocalListing, Predecessor, RevisionEntry, VersionEntry
from soroe.measured import MeasuredHistory
from soroe.when import ALWAYS


async def divergence_history(context: Context, form: str, code: str | None) -> MeasuredHistory:
    """The points at which the share changes, of all municipalities or of one.

    Raises `RefusedError`: names, `no-such-form`, `municipality-without-diff`.
    """
    names.form(form)
    if code is not None:
        names.code(code)

    async def work(
        connection: Connection,
    ) -> tuple[tuple[VersionEntry, ...], list[Counted], list[Ending]]:
        found = (await versions_then(connection, form, ALWAYS)).get(form)
        if found is None:
            raise RefusedError(Problem("no-such-form", params={"form": form}))
        rows = await measures.shelf(connection, form)
        return found.entries, rows, await successions.endings(connection, None)

    versions, rows, endings = await snapshot(context.pool, work)
    listings = _listings(form, rows, endings, code)
    if code is not None and not listings:
        params = {"code": code, "form": form}
        raise RefusedError(Problem("municipality-without-diff", params=params))
    shelf = {(row.municipality, row.revision): _share(row) for row in rows if row.items is not None}
    points = history(versions, listings, shelf)
    return MeasuredHistory(form, points, len(rows) - len(shelf), code)


def _listings(
    form: str, rows: Sequence[Counted], endings: Sequence[Ending], only: str | None
) -> list[LocalListing]:
    """Everybody who stands for somebody with a revision today, with who they came from."""
    entries: dict[str, list[RevisionEntry]] = defaultdict(list)
    for row in rows:
        if row.items is not None:
            day = row.effective_from.isoformat() if row.effective_from else None
            entries[row.municipality].append(
                RevisionEntry(row.revision, row.core, "", "", day, recorded_at=row.recorded_at)
            )
    over = heirs(endings, days.today())
    standing = {over.get(code, code) for code in entries}
    wanted = sorted(standing if only is None else standing & {over.get(only, only)})
    return [
        LocalListing(
            form,
            code,
            tuple(entries.get(code, ())),
            predecessors=tuple(
                Predecessor(
                    municipality=e.code,
                    heir=e.heir,
                    effective=e.effective,
                    kind=e.kind,
                    recorded_at=e.recorded_at,
                    revisions=tuple(entries.get(e.code, ())),
                )
                for e in lineage(endings, code)
            ),
        )
        for code in wanted
    ]


def _share(row: Counted) -> Share:
    counts = {
        "grounded": row.grounded or 0,
        "practice": row.practice or 0,
        "unexplained": row.unexplained or 0,
    }
    return whole(1, row.items or 0, row.undecided or 0, counts)
