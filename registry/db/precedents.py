"""What municipalities have rested their changes of the same items on."""

from __future__ import annotations

from collections.abc import Collection
from typing import Final

import msgspec

from registry.db.pool import Connection
from soroe.model import CitationKind, Effect

OF_ITEMS: Final = """with head as (
    select distinct on (municipality) municipality, revision from local_revision
    where form = $1 order by municipality, revision desc)
  select c.municipality, m.name, c.revision, c.position, c.item, c.effect, c.basis_kind as kind,
    c.cite, c.article, c.reason, coalesce(t.title,
      (select convert_from(o.submitted, 'UTF8')::json #>> array['citations', c.cite, 'title']
       from local_revision o where (o.form, o.municipality, o.revision)
         = (c.form, c.municipality, c.revision)), '') as title
  from head h
  join change c on c.form = $1 and c.municipality = h.municipality and c.revision = h.revision
  join municipality m on m.code = c.municipality
  join municipality own on own.code = $2 and own.fictional = m.fictional
  left join lateral (select title from citation t
    where t.municipality = c.municipality and t.key = c.cite and c.citation is not null
    order by edition desc limit 1) t on true
  where c.basis_kind is not null and c.cite is not null
    and (c.item = any ($3::text[]) or c.municipality = $2)
  order by c.municipality <> $2, left(c.municipality, 2) <> left($2, 2), c.municipality, c.position
  limit $4"""


class PrecedentRow(msgspec.Struct, frozen=True):
    """A change of a latest revision with what it rests on; `title` is that of the text."""

    municipality: str
    name: str
    revision: int
    position: int
    item: str
    effect: Effect
    kind: CitationKind
    cite: str
    article: str | None
    reason: str
    title: str


async def of_items(
    connection: Connection, form: str, municipality: str, items: Collection[str], limit: int
) -> list[PrecedentRow]:
    """What others have changed of these items, and all that the municipality has changed.

    Its own come first, then those of its prefecture. Real ones learn from real ones alone,
    fictional ones from fictional ones.
    """
    rows = await connection.fetch(OF_ITEMS, form, municipality, list(items), limit)
    return [PrecedentRow(**row) for row in rows]
