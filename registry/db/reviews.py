"""Reviews of cores (意見照会): what was sent round, every text of it, and what was said to it."""

from __future__ import annotations

from datetime import date, datetime
from typing import Final, Literal, TypeAlias

import msgspec

from registry.db.pool import Connection

Stance: TypeAlias = Literal["support", "object", "question"]

CLAIM_FORM: Final = "insert into form (form) values ($1) on conflict do nothing"
OPEN: Final = """insert into review
    (form, version, number, closes_on, effective_from, note, edit, opened_by)
  values ($1, $2, string_to_array($2, '.')::int[], $3, $4, $5, 1, $6)
  on conflict do nothing returning version"""
INSERT_TEXT: Final = """insert into review_text (form, version, edit, title, submitted,
    submitted_digest, document, digest, head, judgement, recorded_by)
  values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)"""
LOCK: Final = "select from review where form = $1 and version = $2 for update"
AMEND: Final = """update review set edit = $3, closes_on = $4, effective_from = $5, note = $6
  where form = $1 and version = $2"""
DROP: Final = """update review set dropped_at = now(), drop_reason = $3
  where form = $1 and version = $2"""
EARLY: Final = "update review set early_reason = $3 where form = $1 and version = $2"
_REVIEW: Final = """select r.form, r.version, r.closes_on, r.effective_from, r.note, r.edit,
    r.opened_at, r.opened_by, r.early_reason, r.dropped_at, r.drop_reason,
    t.title, t.digest, t.submitted_digest, encode(sha256(t.document), 'hex') as etag,
    t.head, t.judgement, t.recorded_at as edited_at, t.recorded_by as edited_by,
    c.recorded_at as published_at, c.digest as published_digest,
    (select count(*) from review_comment k where (k.form, k.version) = (r.form, r.version))
      as comments
  from review r join review_text t using (form, version, edit)
  left join core_version c using (form, version)"""
GET: Final = _REVIEW + " where r.form = $1 and r.version = $2"
LIST: Final = _REVIEW + " where $1::text is null or r.form = $1 order by r.form, r.number"
SUBMITTED: Final = """select submitted from review_text
  where form = $1 and version = $2 and edit = $3"""
DOCUMENT: Final = """select document from review_text
  where form = $1 and version = $2 and edit = $3"""
TEXTS: Final = """select edit, title, digest, submitted_digest, recorded_at, recorded_by
  from review_text where form = $1 and version = $2 order by edit"""
INSERT_COMMENT: Final = """insert into review_comment
    (form, version, comment, edit, organisation, text, item, stance, answers)
  select $1, $2, coalesce(max(comment), 0) + 1, $3, $4, $5, $6, $7, $8
  from review_comment where form = $1 and version = $2
  returning comment"""
_COMMENT: Final = """select k.comment, k.edit, k.organisation, coalesce(o.name, '') as name,
    o.kind, o.municipality, k.text, k.item, k.stance, k.answers, k.at
  from review_comment k left join organisation o on o.id = k.organisation
  where k.form = $1 and k.version = $2"""
COMMENT: Final = _COMMENT + " and k.comment = $3"
SAME_COMMENT: Final = (
    _COMMENT
    + """ and k.edit = $3 and k.organisation is not distinct from $4 and k.text = $5
    and k.item is not distinct from $6 and k.stance is not distinct from $7
    and k.answers is not distinct from $8 limit 1"""
)
COMMENTS: Final = _COMMENT + " and k.comment > $3 order by k.comment limit $4"


class Terms(msgspec.Struct, frozen=True):
    """The last day for comments, the day from which the version would apply, the covering note."""

    closes_on: date
    effective_from: date | None
    note: str


class NewText(msgspec.Struct, frozen=True):
    """A text of a review: as submitted, as it would be published, and the verdict on its number.

    `head` is the version that it was judged against, `judgement` the verdict as JSON; None where
    the form has no version yet.
    """

    title: str
    submitted: bytes
    submitted_digest: str
    document: bytes
    digest: str
    head: str | None
    judgement: bytes | None


class Review(msgspec.Struct, frozen=True):
    """A review with facts of the text it has now, but without the text.

    `etag` is the SHA-256 of the text as it would be published. `published_at` is set once the
    version is published, through the review or beside it.
    """

    form: str
    version: str
    closes_on: date
    effective_from: date | None
    note: str
    edit: int
    opened_at: datetime
    opened_by: str | None
    early_reason: str | None
    dropped_at: datetime | None
    drop_reason: str | None
    title: str
    digest: str
    submitted_digest: str
    etag: str
    head: str | None
    judgement: bytes | None
    edited_at: datetime
    edited_by: str | None
    published_at: datetime | None
    published_digest: str | None
    comments: int

    @property
    def terms(self) -> Terms:
        """The days and the covering note."""
        return Terms(self.closes_on, self.effective_from, self.note)


class Text(msgspec.Struct, frozen=True, rename="camel"):
    """One text that a review had: `digest` is of the document as it would be published."""

    edit: int
    title: str
    digest: str
    submitted_digest: str
    recorded_at: datetime
    recorded_by: str | None


class NewComment(msgspec.Struct, frozen=True):
    """What is said: of an item or of the whole, on its own or as an answer to another comment."""

    text: str
    item: str | None
    stance: Stance | None
    answers: int | None


class Comment(msgspec.Struct, frozen=True, rename="camel"):
    """What an organisation said of the text with the number `edit`; without one, the operator."""

    comment: int
    edit: int
    organisation: str | None
    name: str
    kind: str | None
    municipality: str | None
    text: str
    item: str | None
    stance: Stance | None
    answers: int | None
    at: datetime


async def open_(
    connection: Connection, form: str, version: str, terms: Terms, text: NewText, *, by: str | None
) -> bool:
    """Open a review with its first text; False where there is one of this version already."""
    await connection.execute(CLAIM_FORM, form)
    facts = msgspec.structs.astuple(terms)
    if await connection.fetchval(OPEN, form, version, *facts, by) is None:
        return False
    await insert_text(connection, form, version, 1, text, by=by)
    return True


async def insert_text(
    connection: Connection, form: str, version: str, edit: int, text: NewText, *, by: str | None
) -> None:
    """Keep one more text of a review."""
    await connection.execute(INSERT_TEXT, form, version, edit, *msgspec.structs.astuple(text), by)


async def amend(connection: Connection, form: str, version: str, edit: int, terms: Terms) -> None:
    """Say which text the review has now, and its terms."""
    await connection.execute(AMEND, form, version, edit, *msgspec.structs.astuple(terms))


async def drop(connection: Connection, form: str, version: str, reason: str) -> None:
    """End a review without publishing."""
    await connection.execute(DROP, form, version, reason)


async def publish_early(connection: Connection, form: str, version: str, reason: str) -> None:
    """Keep why the version was published before the last day for comments was over."""
    await connection.execute(EARLY, form, version, reason)


async def get(
    connection: Connection, form: str, version: str, *, lock: bool = False
) -> Review | None:
    """A review in any state. With `lock` nobody else writes to it before the transaction ends."""
    if lock:
        # A statement of its own, so that the next one sees what was committed before the lock.
        await connection.execute(LOCK, form, version)
    row = await connection.fetchrow(GET, form, version)
    return Review(**row) if row else None


async def everything(connection: Connection, form: str | None = None) -> list[Review]:
    """The reviews of a form, or of all, in the order of versions."""
    return [Review(**row) for row in await connection.fetch(LIST, form)]


async def submitted(connection: Connection, form: str, version: str, edit: int) -> bytes | None:
    """The very bytes that were sent as a text of the review."""
    text: bytes | None = await connection.fetchval(SUBMITTED, form, version, edit)
    return text


async def document(connection: Connection, form: str, version: str, edit: int) -> bytes | None:
    """A text of the review as it would be published."""
    text: bytes | None = await connection.fetchval(DOCUMENT, form, version, edit)
    return text


async def texts(connection: Connection, form: str, version: str) -> list[Text]:
    """All texts that the review had, oldest first."""
    return [Text(**row) for row in await connection.fetch(TEXTS, form, version)]


async def insert_comment(
    connection: Connection, form: str, version: str, edit: int, new: NewComment, *, by: str | None
) -> Comment:
    """Keep a comment on a text; the review is locked, so that the numbers are dense from 1."""
    facts = (new.text, new.item, new.stance, new.answers)
    number: int = await connection.fetchval(INSERT_COMMENT, form, version, edit, by, *facts)
    kept = await comment(connection, form, version, number)
    assert kept is not None
    return kept


async def same_comment(
    connection: Connection, form: str, version: str, edit: int, new: NewComment, *, by: str | None
) -> Comment | None:
    """What an organisation has already said of a text, word for word."""
    facts = msgspec.structs.astuple(new)
    row = await connection.fetchrow(SAME_COMMENT, form, version, edit, by, *facts)
    return Comment(**row) if row else None


async def comment(connection: Connection, form: str, version: str, number: int) -> Comment | None:
    """One comment."""
    row = await connection.fetchrow(COMMENT, form, version, number)
    return Comment(**row) if row else None


async def comments(
    connection: Connection, form: str, version: str, after: int, limit: int
) -> list[Comment]:
    """Comments whose number is above `after`, oldest first."""
    return [Comment(**row) for row in await connection.fetch(COMMENTS, form, version, after, limit)]
