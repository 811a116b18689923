"""The directory of municipalities."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Final, Literal, TypeAlias

import msgspec

from registry.db.pool import Connection

Kind: TypeAlias = Literal[
    "prefecture", "designated_city", "city", "special_ward", "ward", "town", "village"
]
Fictional: TypeAlias = Literal["exclude", "include", "only"]

UPSERT: Final = """insert into municipality
    (code, prefecture, county, name, kana, kind, parent, fictional, words, listed)
  values ($1, $2, $3, $4, $5, $6, $7, $8, $9, true)
  on conflict (code) do update set prefecture = excluded.prefecture, county = excluded.county,
    name = excluded.name, kana = excluded.kana, kind = excluded.kind, parent = excluded.parent,
    words = excluded.words, listed = true"""
UNLIST: Final = """update municipality set listed = false
  where listed and fictional = any($2::boolean[]) and code <> all ($1::text[])"""
GET: Final = """select code, prefecture, county, name, kana, kind, parent, fictional
  from municipality where code = $1 and listed"""
ALL: Final = """select code, prefecture, county, name, kana, kind, parent, fictional
  from municipality where listed order by code"""
SOME: Final = """select code, prefecture, county, name, kana, kind, parent, fictional
  from municipality where code = any ($1::text[]) order by code"""
SEARCH: Final = """select code, prefecture, county, name, kana, kind, parent, fictional, rank,
    found_as
  from find_municipalities($1, $2, $3, $4, $5, $6)
  where (rank, code) > ($7::int, $8::text) order by rank, code limit $9"""
COUNT: Final = """select count(*) filter (where not fictional) as real,
    count(*) filter (where fictional) as fictional
  from find_municipalities($1, $2, $3, $4, $5, $6)"""


class Municipality(msgspec.Struct, frozen=True, omit_defaults=True):
    """One entry; `kana` is katakana, `parent` the prefecture, or the city of a ward."""

    code: str
    prefecture: str
    name: str
    kana: str
    kind: Kind
    county: str = ""
    parent: str | None = None
    fictional: bool = False


class Found(msgspec.Struct, frozen=True):
    """An entry of a search with its rank: 0 the very word, 1 begins with it, 2 contains it.

    `found_as` is the code of the former municipality whose words these are, None for its own.
    """

    municipality: Municipality
    rank: int
    found_as: str | None = None


class Count(msgspec.Struct, frozen=True):
    """How many there are; fictional ones are never counted among the real."""

    real: int
    fictional: int


async def replace(
    connection: Connection, rows: Sequence[tuple[Municipality, Sequence[str]]]
) -> None:
    """Make these the directory; each comes with the words it is found by.

    An entry that is no longer named is kept for its documents, but no longer listed. Only entries
    of the kinds of rows that come (real, fictional) are unlisted.
    """
    await connection.executemany(
        UPSERT,
        [
            (m.code, m.prefecture, m.county, m.name, m.kana, m.kind, m.parent, m.fictional, words)
            for m, words in ((m, list(words)) for m, words in rows)
        ],
    )
    kinds = sorted({m.fictional for m, _ in rows})
    await connection.execute(UNLIST, [m.code for m, _ in rows], kinds)


async def get(connection: Connection, code: str) -> Municipality | None:
    """The municipality with this code."""
    row = await connection.fetchrow(GET, code)
    return Municipality(**row) if row else None


async def some(connection: Connection, codes: Collection[str]) -> dict[str, Municipality]:
    """Those with these codes, also such as the directory no longer names."""
    rows = await connection.fetch(SOME, list(codes))
    return {row["code"]: Municipality(**row) for row in rows}


async def everything(connection: Connection) -> list[Municipality]:
    """The whole directory in the order of codes, fictional ones included."""
    return [Municipality(**row) for row in await connection.fetch(ALL)]


class Query(msgspec.Struct, frozen=True):
    """What is looked for: a folded word, and which prefecture, kind and sort; None is any.

    `ended` are the codes that are no more, `heirs` who stands for each.
    """

    word: str
    prefecture: str | None = None
    kind: Kind | None = None
    fictional: Fictional = "exclude"
    ended: list[str] = []
    heirs: list[str] = []


async def search(
    connection: Connection, query: Query, after: tuple[int, str], limit: int
) -> list[Found]:
    """Those whose words contain the word, best rank first, then by code, after a position."""
    rows = await connection.fetch(SEARCH, *msgspec.structs.astuple(query), *after, limit)
    names = Municipality.__struct_fields__
    return [
        Found(Municipality(**{k: row[k] for k in names}), row["rank"], row["found_as"])
        for row in rows
    ]


async def count(connection: Connection, query: Query) -> Count:
    """How many a search finds in all."""
    row = await connection.fetchrow(COUNT, *msgspec.structs.astuple(query))
    assert row is not None
    return Count(**row)
