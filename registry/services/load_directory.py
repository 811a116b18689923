"""Loading the directory of municipalities (operator)."""

from __future__ import annotations

from collections.abc import Sequence

from registry import names
from registry.context import Context
from registry.db import municipalities
from registry.db.municipalities import Municipality
from registry.db.pool import Connection, transaction
from registry.services import rights
from soroe.directory import words
from soroe.jsontext import digest
from soroe.listing import to_json


async def load_directory(context: Context, rows: Sequence[Municipality]) -> None:
    """Make these the directory: real ones, fictional ones, or both.

    Entries of the kind that comes (real or fictional) which are no longer named are unlisted, not
    deleted. Raises `RefusedError` where a check digit is wrong.
    """
    for row in rows:
        names.code(row.code)
    by_code = {row.code: row for row in rows}
    # A ward comes after its city, which it refers to.
    entries = [(row, words(row, by_code)) for row in sorted(rows, key=lambda r: bool(r.parent))]

    async def work(connection: Connection) -> None:
        await municipalities.replace(connection, entries)
        after = digest(to_json(list(rows)))
        await rights.record(connection, None, "load-directory", "municipalities", after=after)

    await transaction(context.pool, work)
