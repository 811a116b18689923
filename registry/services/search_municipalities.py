"""Finding municipalities by code, name or kana."""

from __future__ import annotations

import re

import msgspec

from registry.context import Context
from registry.db import municipalities
from registry.db.municipalities import Count, Fictional, Kind, Query
from registry.db.pool import Connection, read
from registry.limits import MAX_PAGE, MAX_QUERY
from registry.problems import RefusedError
from registry.services.find_municipality import Entry, history
from soroe.errors import Problem
from soroe.fold import fold
from soroe.when import ALWAYS, When

_CURSOR = re.compile(r"([0-2])-(\d{6})", re.ASCII)


class Page(msgspec.Struct, frozen=True):
    """Some of what was found, how many there are in all, and the cursor of the next page."""

    municipalities: list[Entry]
    count: Count
    next: str | None


async def search_municipalities(
    context: Context,
    words: str = "",
    *,
    prefecture: str | None = None,
    kind: Kind | None = None,
    fictional: Fictional = "exclude",
    limit: int = 50,
    cursor: str | None = None,
    when: When = ALWAYS,
) -> Page:
    """Those that the words occur in: the very name first, then names that begin so, then others.

    Names are not unique: four 池田町 are four entries. Fictional ones are left out unless asked
    for, and are counted apart. One that has ended by the day, or by today, is found as the one that
    stands for it. Raises `RefusedError` `parameter-invalid`.
    """
    if len(words) > MAX_QUERY:
        raise _invalid("q", f"0-{MAX_QUERY}")
    if not 1 <= limit <= MAX_PAGE:
        raise _invalid("limit", f"1-{MAX_PAGE}")
    match = _CURSOR.fullmatch(cursor) if cursor else None
    if cursor and match is None:
        raise _invalid("cursor", "next")
    after = (int(match[1]), match[2]) if match else (-1, "")

    async def work(connection: Connection) -> Page:
        past = await history(connection, when)
        ended = [list(past.heirs), list(past.heirs.values())]
        query = Query(fold(words), prefecture, kind, fictional, *ended)
        found = await municipalities.search(connection, query, after, limit + 1)
        count = await municipalities.count(connection, query)
        page = found[:limit]
        last = page[-1] if len(found) > limit else None
        return Page(
            municipalities=[past.entry(f.municipality, f.found_as) for f in page],
            count=count,
            next=f"{last.rank}-{last.municipality.code}" if last else None,
        )

    return await read(context.pool, work)


def _invalid(name: str, wanted: str) -> RefusedError:
    return RefusedError(Problem("parameter-invalid", params={"name": name, "wanted": wanted}))
