"""What pages show that no document says alone: counts, what is new, who changes which item."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, datetime
from typing import Final

import msgspec
from asyncpg import Record

from registry.db.pool import Connection
from soroe.model import CitationKind, Class, Effect

NEWEST: Final = """select l.name, n.kind, l.recorded_at, coalesce(c.form, r.form) as form,
    c.version, r.municipality, m.name as place, r.revision
  from log_leaf l join name_ledger n using (name)
  left join core_version c on c.name = l.name
  left join local_revision r on r.name = l.name
  left join municipality m on m.code = r.municipality
  where n.kind in ('core', 'diff') and l.index > (select max(index) from log_leaf) - $2::int
  order by l.index desc limit $1"""
ADOPTIONS: Final = """select r.form, count(distinct r.municipality) filter (where not m.fictional)
    as municipalities, count(distinct r.municipality) filter (where m.fictional) as fictional
  from local_revision r join municipality m on m.code = r.municipality
  where $1::text is null or r.form = $1 group by r.form"""
MARKS: Final = """select form, count(*) as revisions, max(recorded_at) as latest
  from local_revision where $1::text is null or form = $1 group by form"""
PLACES: Final = """select distinct on (r.municipality) r.municipality as code, m.name, m.kana,
    m.prefecture, m.fictional, r.revision, r.core
  from local_revision r join municipality m on m.code = r.municipality
  where r.form = $1 order by r.municipality, r.revision desc"""
CHANGES: Final = """with head as (
    select municipality, max(revision) as revision from local_revision where form = $1
    group by municipality)
  select c.municipality, c.position, c.item, c.signature, c.effect, c.class
  from head join change c on c.form = $1 and c.municipality = head.municipality
    and c.revision = head.revision
  order by c.municipality, c.position"""
OWN: Final = """select c.item, count(distinct c.municipality) as count,
    (array_agg(c.municipality order by c.revision desc, c.municipality))[1] as municipality,
    max(c.revision) as revision
  from change c where c.form = $1 and c.item <> '' and c.item <> all ($2::text[])
  group by c.item order by c.item"""
OF_PLACE: Final = """select distinct on (r.form) r.form, r.revision, r.core, r.effective_from,
    r.recorded_at, v.title
  from local_revision r join core_version v on v.form = r.form and v.version = r.core
  where r.municipality = $1 order by r.form, r.revision desc"""
HISTORY: Final = """select r.form, r.revision, r.core,
    greatest(v.effective_from, coalesce(r.effective_from,
      (r.recorded_at at time zone 'Asia/Tokyo')::date)) as day,
    count(c.*) filter (where c.class = 'grounded' and c.effect <> 'none') as grounded,
    count(c.*) filter (where c.class = 'practice' and c.effect <> 'none') as practice,
    count(c.*) filter (where c.class = 'unexplained' and c.effect <> 'none') as unexplained,
    count(c.*) filter (where c.effect = 'none') as wording
  from local_revision r
  join core_version v on v.form = r.form and v.version = r.core
  left join change c
    on c.form = r.form and c.municipality = r.municipality and c.revision = r.revision
  where r.municipality = $1
  group by r.form, r.municipality, r.revision, v.form, v.version
  order by r.form, r.revision"""
DECLARED: Final = """select c.form, c.revision, c.position, c.item, c.effect, c.class, c.basis_kind,
    c.reason, c.cite, c.article, s.title as cited
  from change c
  left join lateral (select title from citation t where t.municipality = c.municipality
    and t.key = c.cite order by t.edition desc limit 1) s on true
  where c.municipality = $1 and c.revision = (select max(r.revision) from local_revision r
    where r.form = c.form and r.municipality = c.municipality)
    and ($2::text is null or c.form = $2)
  order by c.form, c.position"""
OF_REVISION: Final = """select position, item, effect, class, basis_kind, reason from change
  where form = $1 and municipality = $2 and revision = $3 order by position"""
IN_PREFECTURE: Final = """select m.code, m.name, m.kana, m.county, m.kind, m.parent,
    (select count(distinct r.form) from local_revision r where r.municipality = m.code) as forms
  from municipality m where m.listed and m.prefecture = $1 order by m.kana, m.code"""
PREFECTURES: Final = """select prefecture, fictional, count(*) filter (where kind <> 'prefecture')
    as municipalities, min(code) as first
  from municipality where listed group by prefecture, fictional order by min(code)"""


class News(msgspec.Struct, frozen=True):
    """A document that was published: a core (`version`) or a revision of a municipality."""

    name: str
    kind: str
    recorded_at: datetime
    form: str
    version: str | None
    municipality: str | None
    place: str | None
    revision: int | None


class Adoption(msgspec.Struct, frozen=True):
    """How many municipalities have a diff of a form; fictional ones are counted apart."""

    form: str
    municipalities: int
    fictional: int


class Mark(msgspec.Struct, frozen=True):
    """Another one whenever a diff is published for the form."""

    form: str
    revisions: int = 0
    latest: datetime | None = None


class Own(msgspec.Struct, frozen=True):
    """An item that only municipalities have: how many, and a revision that changes it."""

    item: str
    count: int
    municipality: str
    revision: int


class Place(msgspec.Struct, frozen=True):
    """A municipality with its latest revision for a form."""

    code: str
    name: str
    kana: str
    prefecture: str
    fictional: bool
    revision: int
    core: str


class PlaceForm(msgspec.Struct, frozen=True):
    """The latest revision of a municipality for one of its forms, and the title of its core."""

    form: str
    revision: int
    core: str
    effective_from: date | None
    recorded_at: datetime
    title: str


class Point(msgspec.Struct, frozen=True):
    """A revision as a point in time: the first day it applies, and its changes by class.

    `wording` are those without an effect; the classes count the others.
    """

    form: str
    revision: int
    core: str
    day: date
    grounded: int
    practice: int
    unexplained: int
    wording: int


class Declared(msgspec.Struct, frozen=True):
    """A change in a municipality's latest revision; `cited` is the title of its citation now."""

    form: str
    revision: int
    position: int
    item: str
    effect: Effect
    klass: Class
    basis_kind: CitationKind | None
    reason: str
    cite: str | None
    article: str | None
    cited: str | None


class ChangeFact(msgspec.Struct, frozen=True):
    """What was judged of a change when its revision was published."""

    position: int
    item: str
    effect: Effect
    klass: Class
    basis_kind: CitationKind | None
    reason: str


class Entry(msgspec.Struct, frozen=True):
    """A municipality in the list of its prefecture, and of how many forms it has a diff."""

    code: str
    name: str
    kana: str
    county: str
    kind: str
    parent: str | None
    forms: int


class Prefecture(msgspec.Struct, frozen=True):
    """A prefecture and how many municipalities it has; `first` is its lowest code."""

    prefecture: str
    fictional: bool
    municipalities: int
    first: str


async def newest(connection: Connection, limit: int) -> list[News]:
    """The cores and revisions that were published last; of the last entries of the log."""
    rows = await connection.fetch(NEWEST, limit, limit * 8)
    return [News(**row) for row in rows]


async def adoptions(connection: Connection, form: str | None = None) -> dict[str, Adoption]:
    """By form; one without any diff is missing."""
    rows = await connection.fetch(ADOPTIONS, form)
    return {row["form"]: Adoption(**row) for row in rows}


async def marks(connection: Connection, form: str | None = None) -> dict[str, Mark]:
    """By form; one without any diff is missing."""
    return {row["form"]: Mark(**row) for row in await connection.fetch(MARKS, form)}


async def places(connection: Connection, form: str) -> list[Place]:
    """Everybody with a diff of the form, by code."""
    return [Place(**row) for row in await connection.fetch(PLACES, form)]


async def changes(
    connection: Connection, form: str
) -> list[tuple[str, int, str, str, Effect, Class]]:
    """All changes in latest revisions: code, position, item, signature, effect, class; by code."""
    return [tuple(row) for row in await connection.fetch(CHANGES, form)]


async def own(connection: Connection, form: str, known: Collection[str]) -> list[Own]:
    """The items of changes that are not among the known ones, those of the core."""
    return [Own(**row) for row in await connection.fetch(OWN, form, list(known))]


async def of_place(connection: Connection, code: str) -> list[PlaceForm]:
    """The forms of a municipality, by name."""
    return [PlaceForm(**row) for row in await connection.fetch(OF_PLACE, code)]


async def history(connection: Connection, code: str) -> list[Point]:
    """All revisions of a municipality, by form and number."""
    return [Point(**row) for row in await connection.fetch(HISTORY, code)]


async def declared(connection: Connection, code: str, form: str | None = None) -> list[Declared]:
    """The changes in the latest revisions of a municipality."""
    rows = await connection.fetch(DECLARED, code, form)
    return [msgspec.convert(_named(row), Declared) for row in rows]


async def of_revision(
    connection: Connection, form: str, code: str, revision: int
) -> list[ChangeFact]:
    """The changes of one revision in their order."""
    rows = await connection.fetch(OF_REVISION, form, code, revision)
    return [msgspec.convert(_named(row), ChangeFact) for row in rows]


async def in_prefecture(connection: Connection, prefecture: str) -> list[Entry]:
    """The municipalities of a prefecture in the order of their readings."""
    return [Entry(**row) for row in await connection.fetch(IN_PREFECTURE, prefecture)]


async def prefectures(connection: Connection) -> list[Prefecture]:
    """All prefectures of the directory, from north to south, those of the samples last."""
    return [Prefecture(**row) for row in await connection.fetch(PREFECTURES)]


def _named(row: Record) -> dict[str, object]:
    return {"klass" if name == "class" else name: value for name, value in row.items()}
