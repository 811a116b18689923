"""Drafts and their edits. What was sent is never lost: an edit that came too late is kept aside.

The digest of an edit is the SHA-256 of its bytes (`sha256:…`), not of their canonical form: two
people who write the same thing in another order have edited the same text.
"""

from __future__ import annotations

from datetime import datetime
from hashlib import sha256
from typing import Final, Literal, TypeAlias
from uuid import UUID

import msgspec

from registry.db.pool import Connection

Kind: TypeAlias = Literal["diff", "core"]
State: TypeAlias = Literal["open", "discarded", "published"]
Author: TypeAlias = tuple[str, UUID] | None
"""Organisation and token; None is the registry itself, or the operator."""

INSERT: Final = """with new as (
    insert into draft (kind, form, municipality, organisation, title, origin, follows)
    select $1, $2, $3, $4, $5, $6, coalesce(max(revision), 0)
      from local_revision where form = $2 and municipality = $3
    returning id)
  insert into draft_edit (draft, edit, accepted, body, digest, organisation, token)
  select id, 1, true, $7, $8, $4, $9 from new returning draft"""
_DRAFT: Final = """select d.id, d.number, d.kind, d.form, d.municipality, d.organisation, d.title,
    d.origin, d.state, d.edit, d.follows, d.published, e.digest, octet_length(e.body) as size,
    e.organisation as edited_by, d.created_at, d.updated_at
  from draft d join draft_edit e on e.draft = d.id and e.edit = d.edit"""
GET: Final = _DRAFT + " where d.id = $1"
LOCK: Final = "select from draft where id = $1 for update"
OPEN_OF: Final = (
    _DRAFT
    + """ where d.kind = $1 and d.form = $2 and d.municipality is not distinct from $3
    and d.origin is not distinct from $4 and d.state = 'open' order by d.number desc limit 1"""
)
PAGE: Final = (
    _DRAFT
    + """ where d.kind = $1 and ($2::text is null or d.municipality = $2)
    and ($3::text is null or d.form = $3) and ($4::text is null or d.state = $4) and d.number < $5
    order by d.number desc limit $6"""
)
INSERT_EDIT: Final = """insert into draft_edit
    (draft, edit, base, accepted, body, digest, organisation, token)
  select $1, max(edit) + 1, $2, $3, $4, $5, $6, $7 from draft_edit where draft = $1
  returning edit"""
KEPT_ASIDE: Final = """select edit from draft_edit
  where draft = $1 and digest = $2 and base is not distinct from $3 and not accepted
  order by edit limit 1"""
ADVANCE: Final = "update draft set edit = $2, updated_at = now() where id = $1"
SET_STATE: Final = "update draft set state = $2, updated_at = now() where id = $1"
PUBLISHED: Final = """update draft set state = 'published', published = $2, updated_at = now()
  where id = $1"""
FOLLOW: Final = "update draft set follows = $2 where id = $1"
BODY: Final = "select body from draft_edit where draft = $1 and edit = $2"
_EDIT: Final = """select edit, base, accepted, digest, octet_length(body) as size, organisation, at
  from draft_edit where draft = $1"""
EDITS: Final = _EDIT + " and edit < $2 order by edit desc limit $3"
WITH_DIGEST: Final = _EDIT + " and digest = $2 and accepted order by edit desc limit 1"
LAST: Final = "select max(edit) from draft_edit where draft = $1"
SAME: Final = (
    _DRAFT
    + """ where d.kind = $1 and d.form = $2 and d.municipality is not distinct from $3
    and d.title = $4 and d.organisation = $5 and e.digest = $6 and d.edit = 1 and d.state = 'open'
    order by d.number limit 1"""
)


class NewDraft(msgspec.Struct, frozen=True, kw_only=True):
    """A draft to begin with its first text, which is any bytes that passed the strict door."""

    kind: Kind
    form: str
    municipality: str | None
    body: bytes
    title: str = ""
    origin: str | None = None
    by: Author = None


class Draft(msgspec.Struct, frozen=True, rename="camel"):
    """A draft without its text.

    `number` rises with every draft that is begun. `edit`, `digest`, `size` (bytes) and `edited_by`
    are of the text that it has now. `follows` is the revision of the diff that was the latest when
    the draft was begun (0: none), `published` the name that it was published under
    (`forms/{form}/local/{code}/{revision}`).
    """

    id: UUID
    number: int
    kind: Kind
    form: str
    municipality: str | None
    organisation: str | None
    title: str
    origin: str | None
    state: State
    edit: int
    follows: int
    published: str | None
    digest: str
    size: int
    edited_by: str | None
    created_at: datetime
    updated_at: datetime


class Edit(msgspec.Struct, frozen=True, rename="camel"):
    """A text that was sent, without the text. `base` is the edit that it was made from, if known.

    One that is not `accepted` came after another edit from the same base, and is kept aside.
    """

    edit: int
    base: int | None
    accepted: bool
    digest: str
    size: int
    organisation: str | None
    at: datetime


class Saved(msgspec.Struct, frozen=True):
    """What became of a text: its number, whether the draft has it now, and the draft after that.

    `new` is false where the very text was there already, so that nothing was written.
    """

    edit: int
    accepted: bool
    new: bool
    draft: Draft


def digest_of(body: bytes) -> str:
    """The digest of a text as it was sent, byte for byte."""
    return f"sha256:{sha256(body).hexdigest()}"


async def insert(connection: Connection, new: NewDraft) -> UUID:
    """Begin a draft; its text is edit 1."""
    organisation, token = new.by or (None, None)
    facts = (new.kind, new.form, new.municipality, organisation, new.title, new.origin)
    id_: UUID = await connection.fetchval(INSERT, *facts, new.body, digest_of(new.body), token)
    return id_


async def get(connection: Connection, draft: UUID, *, lock: bool = False) -> Draft | None:
    """A draft in any state. With `lock` nobody else writes to it before the transaction ends."""
    if lock:
        # A statement of its own, so that the next one sees what was committed before the lock.
        await connection.execute(LOCK, draft)
    row = await connection.fetchrow(GET, draft)
    return Draft(**row) if row else None


async def open_of(
    connection: Connection, kind: Kind, form: str, municipality: str | None, origin: str | None
) -> Draft | None:
    """The newest open draft of this origin (None: which a person began)."""
    row = await connection.fetchrow(OPEN_OF, kind, form, municipality, origin)
    return Draft(**row) if row else None


async def page(
    connection: Connection,
    kind: Kind,
    municipality: str | None,
    *,
    form: str | None,
    state: State | None,
    before: int,
    limit: int,
) -> list[Draft]:
    """Drafts whose number is below `before`, newest first; None is any."""
    wanted = (kind, municipality, form, state, before, limit)
    return [Draft(**row) for row in await connection.fetch(PAGE, *wanted)]


async def save(
    connection: Connection, draft: UUID, expected_edit: int | None, body: bytes, by: Author
) -> Saved | None:
    """Keep a text that was made from the edit `expected_edit`; None where there is no such draft.

    It becomes the draft's text if the draft is open and still has that edit; otherwise it is kept
    aside, once. A text that the draft has already changes nothing. Never raise in the same
    transaction because of a text that was kept aside: it would be lost.
    """
    found = await get(connection, draft, lock=True)
    if found is None:
        return None
    digest = digest_of(body)
    if found.state == "open" and found.digest == digest:
        return Saved(found.edit, accepted=True, new=False, draft=found)
    accepted = found.state == "open" and found.edit == expected_edit
    if not accepted:
        known: int | None = await connection.fetchval(KEPT_ASIDE, draft, digest, expected_edit)
        if known is not None:
            return Saved(known, accepted=False, new=False, draft=found)
    facts = (expected_edit, accepted, body, digest, *(by or (None, None)))
    number: int = await connection.fetchval(INSERT_EDIT, draft, *facts)
    if not accepted:
        return Saved(number, accepted=False, new=True, draft=found)
    await connection.execute(ADVANCE, draft, number)
    after = await get(connection, draft)
    assert after is not None, "a draft is never deleted"
    return Saved(number, accepted=True, new=True, draft=after)


async def same(connection: Connection, new: NewDraft) -> Draft | None:
    """An open draft that this organisation began with the very same text, and nobody edited."""
    organisation, _ = new.by or (None, None)
    facts = (new.kind, new.form, new.municipality, new.title, organisation)
    row = await connection.fetchrow(SAME, *facts, digest_of(new.body))
    return Draft(**row) if row else None


async def set_state(
    connection: Connection, draft: UUID, state: Literal["open", "discarded"]
) -> None:
    """Discard, or open again."""
    await connection.execute(SET_STATE, draft, state)


async def published(connection: Connection, draft: UUID, name: str) -> None:
    """The text that the draft has now is published under this name."""
    await connection.execute(PUBLISHED, draft, name)


async def follow(connection: Connection, draft: UUID, revision: int) -> None:
    """Its next publication follows this revision, whose text is part of it."""
    await connection.execute(FOLLOW, draft, revision)


async def body(connection: Connection, draft: UUID, edit: int) -> bytes | None:
    """The very bytes of an edit, accepted or not."""
    text: bytes | None = await connection.fetchval(BODY, draft, edit)
    return text


async def edits(connection: Connection, draft: UUID, before: int, limit: int) -> list[Edit]:
    """Edits whose number is below `before`, newest first, those kept aside included."""
    return [Edit(**row) for row in await connection.fetch(EDITS, draft, before, limit)]


async def with_digest(connection: Connection, draft: UUID, digest: str) -> Edit | None:
    """The newest accepted edit with this digest."""
    row = await connection.fetchrow(WITH_DIGEST, draft, digest)
    return Edit(**row) if row else None


async def last_edit(connection: Connection, draft: UUID) -> int:
    """The highest number of an edit, accepted or not; the draft exists."""
    number: int = await connection.fetchval(LAST, draft)
    return number
