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
PLACES: Final = """select h.code, m.name, m.kana, m.prefecture, m.fictional, h.revision, h.core,
    d.items, d.changed, d.undecided
  from (select distinct on (municipality) municipality as code, revision, core
    from local_revision where form = $1 order by municipality, revision desc) h
  join municipality m on m.code = h.code
  left join divergence d
    on d.form = $1 and d.municipality = h.code and d.revision = h.revision
  where m.kind <> 'prefecture' order by h.code"""
MEASURED: Final = "select count(*) from divergence where form = $1"
CHANGES: Final = """with recursive layer as (
    (select distinct on (municipality) municipality as place, municipality, revision, over
      from local_revision where form = $1 order by municipality, revision desc)
    union all
    select l.place, r.municipality, r.revision, r.over
      from layer l join local_revision r on r.form = $1
        and r.municipality = split_part(l.over, '@', 1)
        and r.revision = split_part(l.over, '@', 2)::int
      where l.over is not null)
  select l.place, c.municipality, c.revision, c.position, c.item, c.signature, c.effect, c.class
  from layer l join change c on c.form = $1 and c.municipality = l.municipality
    and c.revision = l.revision
  order by l.place, c.municipality, c.position"""
OWN: Final = """select c.item, count(distinct c.municipality) as count,
    (array_agg(c.municipality order by c.revision desc, c.municipality))[1] as municipality,
    max(c.revision) as revision
  from change c where c.form = $1 and c.item <> '' and c.item <> all ($2::text[])
  group by c.item order by c.item"""
OF_PLACE: Final = """select distinct on (r.form) r.form, r.revision, r.core, r.effective_from,
    r.recorded_at, v.title, v.digest
  from local_revision r join core_version v on v.form = r.form and v.version = r.core
  where r.municipality = $1 order by r.form, r.revision desc"""
HISTORY: Final = """select r.form, r.revision, r.core,
    greatest(v.effective_from, coalesce(r.effective_from,
      (r.recorded_at at time zone 'Asia/Tokyo')::date)) as day,
    d.items, d.changed, d.undecided, d.grounded, d.practice, d.unexplained
  from local_revision r
  join core_version v on v.form = r.form and v.version = r.core
  left join divergence d
    on (d.form, d.municipality, d.revision) = (r.form, r.municipality, r.revision)
  where r.municipality = $1
  order by r.form, r.revision"""
DECLARED: Final = """select c.form, c.revision, c.position, c.item, c.effect, c.class, c.basis_kind,
    c.reason, c.cite, c.article,
    coalesce(s.title, case when c.cite is not null then
      (select convert_from(o.submitted, 'UTF8')::json #>> array['citations', c.cite, 'title']
       from local_revision o where (o.form, o.municipality, o.revision)
         = (c.form, c.municipality, c.revision)) end) as cited
  from change c
  left join lateral (select title from citation t where t.municipality = c.municipality
    and t.key = c.cite and c.citation is not null order by t.edition desc limit 1) s on true
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


SIZE: Final = "select size from log_counter"


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
    """A municipality with its latest revision for a form.

    `items`, `changed` and `undecided` are its divergence, None where it is not measured yet.
    """

    code: str
    name: str
    kana: str
    prefecture: str
    fictional: bool
    revision: int
    core: str
    items: int | None = None
    changed: int | None = None
    undecided: int | None = None


class Changed(msgspec.Struct, frozen=True, array_like=True):
    """A change that holds for a place: its own, or one of the diff that its own lies over.

    `municipality`, `revision` and `position` name it; two with one signature do the same.
    """

    place: str
    municipality: str
    revision: int
    position: int
    item: str
    signature: str
    effect: Effect
    klass: Class


class PlaceForm(msgspec.Struct, frozen=True):
    """The latest revision of a municipality for a form; title and digest of the core it is on."""

    form: str
    revision: int
    core: str
    effective_from: date | None
    recorded_at: datetime
    title: str
    digest: str


class Point(msgspec.Struct, frozen=True):
    """A revision as a point in time: the first day it applies, and its divergence.

    `changed` items of `items`, by class; None where it is not measured yet.
    """

    form: str
    revision: int
    core: str
    day: date
    items: int | None
    changed: int | None
    undecided: int | None
    grounded: int | None
    practice: int | None
    unexplained: int | None


class Declared(msgspec.Struct, frozen=True):
    """A change in a municipality's latest revision; `cited` is the title of its citation now.

    Where the shared citation of the key is another text, it is the title that the diff has.
    """

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


async def log_size(connection: Connection) -> int:
    """How many documents were ever published: another number whenever something is."""
    found: int = await connection.fetchval(SIZE)
    return found


async def adoptions(connection: Connection, form: str | None = None) -> dict[str, Adoption]:
    """By form; one without any diff is missing."""
    rows = await connection.fetch(ADOPTIONS, form)
    return {row["form"]: Adoption(**row) for row in rows}


async def marks(connection: Connection, form: str | None = None) -> dict[str, Mark]:
    """By form; one without any diff is missing."""
    return {row["form"]: Mark(**row) for row in await connection.fetch(MARKS, form)}


async def places(connection: Connection, form: str) -> list[Place]:
    """Every municipality with a diff of the form, by code; prefectures lie below, not beside."""
    return [Place(**row) for row in await connection.fetch(PLACES, form)]


async def measured(connection: Connection, form: str) -> int:
    """How many revisions of the form have been measured."""
    found: int = await connection.fetchval(MEASURED, form)
    return found


async def changes(connection: Connection, form: str) -> list[Changed]:
    """All changes that hold in latest revisions, by place."""
    return [Changed(*row) for row in await connection.fetch(CHANGES, form)]


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
