"""Local diffs by revision, and the changes in them as rows."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import Final

import msgspec

from registry.db.pool import Connection
from soroe.model import CitationKind, Class, Effect

HIGHEST: Final = """select revision, submitted_digest from local_revision
  where form = $1 and municipality = $2 order by revision desc limit 1"""
INSERT: Final = """insert into local_revision (form, municipality, revision, core, effective_from,
    submitted, submitted_digest, local_form, local_form_digest, name, over, recorded_by)
  values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)"""
INSERT_CHANGES: Final = """insert into change
    (form, municipality, revision, position, item, signature, effect, class, basis_kind, reason,
     cite, article, citation)
  select $1, $2, $3, c.position - 1, c.item, c.signature, c.effect, c.class, c.basis_kind, c.reason,
    c.cite, c.article, c.citation
  from unnest($4::text[], $5::text[], $6::text[], $7::text[], $8::text[], $9::text[], $10::text[],
      $11::text[], $12::text[])
    with ordinality as c (item, signature, effect, class, basis_kind, reason, cite, article,
      citation, position)"""
REVISIONS: Final = """select r.municipality, r.revision, r.core, r.over, r.effective_from,
    r.submitted_digest as digest, r.local_form_digest as form_digest, r.recorded_at,
    count(c.*) as changes,
    count(c.*) filter (where c.class = 'grounded') as grounded,
    count(c.*) filter (where c.class = 'practice') as practice,
    count(c.*) filter (where c.class = 'unexplained') as unexplained
  from local_revision r left join change c using (form, municipality, revision)
  where r.form = $1 and r.municipality = $2
  group by r.form, r.municipality, r.revision order by r.revision"""
HEADS: Final = """select distinct on (r.form, r.municipality) r.form, r.municipality, m.name,
    m.prefecture, m.fictional, r.revision, r.core
  from local_revision r join municipality m on m.code = r.municipality
  where ($1::text is null or r.form = $1)
  order by r.form, r.municipality, r.revision desc"""
DIFF: Final = """select submitted from local_revision
  where form = $1 and municipality = $2 and revision = $3"""
FORM: Final = """select local_form from local_revision
  where form = $1 and municipality = $2 and revision = $3"""
TEXT: Final = """select core, over, submitted from local_revision
  where form = $1 and municipality = $2 and revision = $3"""
FORMS_OF: Final = """select distinct form from local_revision
  where municipality = $1 and ($2::text is null or form = $2) order by form"""
LATEST: Final = """select revision, core, over, submitted from local_revision
  where form = $1 and municipality = $2 order by revision desc limit 1"""


class ChangeRow(msgspec.Struct, frozen=True):
    """What is asked about a change across municipalities.

    `cite` is the key of what it rests on, `article` the place in it, and `citation` the digest of
    what the text says (its substance), None where the shared citation of that key is another text.
    """

    item: str
    signature: str
    effect: Effect
    klass: Class
    basis_kind: CitationKind | None
    reason: str
    cite: str | None = None
    article: str | None = None
    citation: str | None = None


class NewRevision(msgspec.Struct, frozen=True):
    """All of a revision that is to be published, but its changes."""

    form: str
    municipality: str
    revision: int
    core: str
    effective_from: date | None
    submitted: bytes
    submitted_digest: str
    local_form: bytes
    local_form_digest: str
    name: str
    over: str | None = None


class Revision(msgspec.Struct, frozen=True):
    """A revision without its texts: digests, and how many changes are of which class."""

    municipality: str
    revision: int
    core: str
    over: str | None
    effective_from: date | None
    digest: str
    form_digest: str
    recorded_at: datetime
    changes: int
    grounded: int
    practice: int
    unexplained: int


class Head(msgspec.Struct, frozen=True):
    """The latest revision of a municipality for a form."""

    form: str
    municipality: str
    name: str
    prefecture: str
    fictional: bool
    revision: int
    core: str


class Text(msgspec.Struct, frozen=True):
    """The text of a diff, and what it rests on: a core and perhaps another diff."""

    core: str
    over: str | None
    submitted: bytes


class Latest(msgspec.Struct, frozen=True):
    """The latest revision with the text of its diff."""

    revision: int
    core: str
    over: str | None
    submitted: bytes


async def highest(connection: Connection, form: str, municipality: str) -> tuple[int, str | None]:
    """The latest revision and the digest of its diff; 0 and None where there is none."""
    row = await connection.fetchrow(HIGHEST, form, municipality)
    return (row["revision"], row["submitted_digest"]) if row else (0, None)


async def insert(
    connection: Connection,
    new: NewRevision,
    recorded_by: str | None,
    changes: Sequence[ChangeRow],
) -> None:
    """Keep a revision, published by an organisation (None: the operator), and its changes."""
    await connection.execute(INSERT, *msgspec.structs.astuple(new), recorded_by)
    columns = zip(*(msgspec.structs.astuple(c) for c in changes), strict=True)
    lists = [list(column) for column in columns] or [[] for _ in range(9)]
    await connection.execute(INSERT_CHANGES, new.form, new.municipality, new.revision, *lists)


async def revisions(connection: Connection, form: str, municipality: str) -> list[Revision]:
    """All revisions of a municipality for a form, in order."""
    return [Revision(**row) for row in await connection.fetch(REVISIONS, form, municipality)]


async def heads(connection: Connection, form: str | None = None) -> list[Head]:
    """The latest revision of every municipality, for one form or for all."""
    return [Head(**row) for row in await connection.fetch(HEADS, form)]


async def diff(connection: Connection, form: str, municipality: str, revision: int) -> bytes | None:
    """The local diff as it was submitted."""
    found: bytes | None = await connection.fetchval(DIFF, form, municipality, revision)
    return found


async def text(connection: Connection, form: str, municipality: str, revision: int) -> Text | None:
    """A diff with what it rests on."""
    row = await connection.fetchrow(TEXT, form, municipality, revision)
    return Text(**row) if row else None


async def local_form(
    connection: Connection, form: str, municipality: str, revision: int
) -> bytes | None:
    """The core with the diff applied."""
    found: bytes | None = await connection.fetchval(FORM, form, municipality, revision)
    return found


async def forms_of(connection: Connection, municipality: str, form: str | None = None) -> list[str]:
    """The forms of which a municipality has published a diff; of one that is named, itself."""
    return [row["form"] for row in await connection.fetch(FORMS_OF, municipality, form)]


async def latest(connection: Connection, form: str, municipality: str) -> Latest | None:
    """The latest revision with its diff."""
    row = await connection.fetchrow(LATEST, form, municipality)
    return Latest(**row) if row else None
