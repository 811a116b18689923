"""Proposals (昇格提案): what somebody wants in the core of a form, and every text of it."""

from __future__ import annotations

from datetime import date, datetime
from typing import Final, Literal, TypeAlias

import msgspec

from registry.db.pool import Connection

Verdict: TypeAlias = Literal["accept", "reject", "postpone"]

LOCK_FORM: Final = "select from form where form = $1 for update"
OPEN: Final = """insert into proposal
    (form, proposal, closes_on, effective_from, edit, opened_by)
  select $1, coalesce(max(proposal), 0) + 1, $2, $3, 1, $4 from proposal where form = $1
  returning proposal"""
INSERT_TEXT: Final = """insert into proposal_text (form, proposal, edit, title, text, against,
    version, source, basis, submitted, submitted_digest, document, digest, impact, measured,
    evidence, recorded_by)
  values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17)"""
LOCK: Final = "select from proposal where form = $1 and proposal = $2 for update"
AMEND: Final = """update proposal set edit = $3, closes_on = $4, effective_from = $5
  where form = $1 and proposal = $2"""
PUBLISHED: Final = """update proposal set published = $3, published_at = now(), early_reason = $4
  where form = $1 and proposal = $2"""
WITHDRAW: Final = """update proposal set withdrawn_at = now(), withdraw_reason = $3
  where form = $1 and proposal = $2"""
_PROPOSAL: Final = """select p.form, p.proposal, p.closes_on, p.effective_from, p.edit, p.opened_at,
    p.opened_by, coalesce(o.name, '') as opened_name, p.published, p.published_at, p.early_reason,
    p.withdrawn_at, p.withdraw_reason,
    t.title, t.basis, t.against, t.version, t.submitted_digest, t.digest,
    t.recorded_at as edited_at, t.recorded_by as edited_by,
    (select version from core_version c
      where c.form = p.form and c.state in ('published', 'deprecated')
      order by number desc limit 1) as newest,
    d.verdict as decided, d.reason as decision_reason, d.at as decided_at,
    coalesce(v.support, 0) as support, coalesce(v.object, 0) as object,
    coalesce(v.neutral, 0) as neutral, coalesce(v.earlier, 0) as earlier,
    (select count(*) from proposal_comment k where (k.form, k.proposal) = (p.form, p.proposal))
      as comments
  from proposal p join proposal_text t using (form, proposal, edit)
  left join organisation o on o.id = p.opened_by
  left join lateral (select nullif(l.verdict, 'undo') as verdict, l.reason, l.at
    from proposal_decision l where (l.form, l.proposal, l.edit) = (p.form, p.proposal, p.edit)
    order by l.decision desc limit 1) d on d.verdict is not null
  left join lateral (select
      count(*) filter (where l.stance = 'support') as support,
      count(*) filter (where l.stance = 'object') as object,
      count(*) filter (where l.stance = 'neutral') as neutral,
      count(*) filter (where l.edit < p.edit) as earlier
    from (select distinct on (municipality) stance, edit from proposal_voice w
      where (w.form, w.proposal) = (p.form, p.proposal)
      order by municipality, voice desc) l) v on true"""
GET: Final = _PROPOSAL + " where p.form = $1 and p.proposal = $2"
LIST: Final = _PROPOSAL + " where p.form = $1 order by p.proposal desc"
RUNNING: Final = (
    _PROPOSAL
    + """ where p.published is null and p.withdrawn_at is null
  order by p.closes_on, p.form, p.proposal"""
)
OVER: Final = (
    _PROPOSAL
    + """ where p.published is not null or p.withdrawn_at is not null
  order by coalesce(p.published_at, p.withdrawn_at) desc limit $1 offset $2"""
)
COUNT_RUNNING: Final = """select count(*) from proposal where opened_by is not distinct from $1
  and form = $2 and published is null and withdrawn_at is null"""
SAME: Final = """select p.proposal from proposal p join proposal_text t using (form, proposal, edit)
  where p.form = $1 and p.opened_by is not distinct from $2 and p.published is null
    and p.withdrawn_at is null and t.title = $3 and t.text = $4 and t.source = $5
    and t.against = $6
  order by p.proposal limit 1"""
TEXT: Final = """select title, text, against, version, source, basis, submitted,
    submitted_digest, document, digest, impact, measured, evidence
  from proposal_text where form = $1 and proposal = $2 and edit = $3"""
UNVOICED: Final = (
    _PROPOSAL
    + """ where p.published is null and p.withdrawn_at is null and p.closes_on >= $2
    and ($3::text is null or p.form = $3)
    and not exists (select from proposal_voice w where (w.form, w.proposal) = (p.form, p.proposal)
      and w.municipality = $1)
  order by p.closes_on, p.form, p.proposal"""
)
FACTS: Final = """select text, source, measured, evidence from proposal_text
  where form = $1 and proposal = $2 and edit = $3"""
DOCUMENT: Final = """select document from proposal_text
  where form = $1 and proposal = $2 and edit = $3"""
IMPACT: Final = "select impact from proposal_text where form = $1 and proposal = $2 and edit = $3"
TEXTS: Final = """select edit, title, against, version, digest, recorded_at, recorded_by
  from proposal_text where form = $1 and proposal = $2 order by edit"""


class At(msgspec.Struct, frozen=True):
    """A text of a proposal: what is said, is said of it."""

    form: str
    proposal: int
    edit: int


class Terms(msgspec.Struct, frozen=True):
    """The last day for voices, and the day from which the version would apply."""

    closes_on: date
    effective_from: date | None


class Text(msgspec.Struct, frozen=True):
    """A text of a proposal with all that was computed for it.

    `source` is what it was made of, `basis` a digest of the candidates among that (None: there are
    none), made in the version `against`. `submitted` is the draft, `document` the same as it would
    be published as `version`. `source`, `impact`, `measured` and `evidence` are JSON.
    """

    title: str
    text: str
    against: str
    version: str
    source: bytes
    basis: str | None
    submitted: bytes
    submitted_digest: str
    document: bytes
    digest: str
    impact: bytes
    measured: bytes
    evidence: bytes


class Facts(msgspec.Struct, frozen=True):
    """What is shown of a text: its words, and `source`, `measured` and `evidence` as JSON."""

    text: str
    source: bytes
    measured: bytes
    evidence: bytes


class Proposal(msgspec.Struct, frozen=True):
    """A proposal with the facts of the text it has now, without the text.

    `newest` is the form's latest version in use now: the draft is stale where it is not `against`.
    `decided` is what stands for this very text. Of each municipality one voice is counted;
    `earlier` of them were given to an earlier text.
    """

    form: str
    proposal: int
    closes_on: date
    effective_from: date | None
    edit: int
    opened_at: datetime
    opened_by: str | None
    opened_name: str
    published: str | None
    published_at: datetime | None
    early_reason: str | None
    withdrawn_at: datetime | None
    withdraw_reason: str | None
    title: str
    basis: str | None
    against: str
    version: str
    submitted_digest: str
    digest: str
    edited_at: datetime
    edited_by: str | None
    newest: str | None
    decided: Verdict | None
    decision_reason: str | None
    decided_at: datetime | None
    support: int
    object: int
    neutral: int
    earlier: int
    comments: int

    @property
    def terms(self) -> Terms:
        """The days."""
        return Terms(self.closes_on, self.effective_from)

    @property
    def at(self) -> At:
        """The text that it has now."""
        return At(self.form, self.proposal, self.edit)

    @property
    def name(self) -> str:
        """What the audit trail calls it."""
        return f"proposals/{self.form}/{self.proposal}"


class TextEntry(msgspec.Struct, frozen=True, rename="camel"):
    """One text that a proposal had."""

    edit: int
    title: str
    against: str
    version: str
    digest: str
    recorded_at: datetime
    recorded_by: str | None


async def open_(
    connection: Connection, form: str, terms: Terms, text: Text, *, by: str | None
) -> int:
    """Open a proposal with its first text; its number. The form's row is locked."""
    facts = msgspec.structs.astuple(terms)
    number: int = await connection.fetchval(OPEN, form, *facts, by)
    await insert_text(connection, form, number, 1, text, by=by)
    return number


async def insert_text(
    connection: Connection, form: str, proposal: int, edit: int, text: Text, *, by: str | None
) -> None:
    """Keep one more text of a proposal."""
    facts = msgspec.structs.astuple(text)
    await connection.execute(INSERT_TEXT, form, proposal, edit, *facts, by)


async def amend(connection: Connection, form: str, proposal: int, edit: int, terms: Terms) -> None:
    """Say which text the proposal has now, and its days."""
    await connection.execute(AMEND, form, proposal, edit, *msgspec.structs.astuple(terms))


async def published(
    connection: Connection, form: str, proposal: int, version: str, early: str | None
) -> None:
    """Keep which version came of it, and why before the closing day was over."""
    await connection.execute(PUBLISHED, form, proposal, version, early)


async def withdraw(connection: Connection, form: str, proposal: int, reason: str) -> None:
    """End a proposal without publishing."""
    await connection.execute(WITHDRAW, form, proposal, reason)


async def lock_form(connection: Connection, form: str) -> None:
    """Nobody else opens a proposal of the form, or publishes a core, before the end."""
    await connection.execute(LOCK_FORM, form)


async def get(
    connection: Connection, form: str, proposal: int, *, lock: bool = False
) -> Proposal | None:
    """A proposal in any state. With `lock` nobody else writes to it before the transaction ends."""
    if lock:
        # A statement of its own, so that the next one sees what was committed before the lock.
        await connection.execute(LOCK, form, proposal)
    row = await connection.fetchrow(GET, form, proposal)
    return Proposal(**row) if row else None


async def everything(connection: Connection, form: str) -> list[Proposal]:
    """All proposals of a form, the newest first."""
    return [Proposal(**row) for row in await connection.fetch(LIST, form)]


async def running(connection: Connection) -> list[Proposal]:
    """The proposals of all forms that are neither published nor withdrawn, by closing day."""
    return [Proposal(**row) for row in await connection.fetch(RUNNING)]


async def over(connection: Connection, limit: int, skip: int) -> list[Proposal]:
    """The proposals of all forms that were published or withdrawn, the last one first."""
    return [Proposal(**row) for row in await connection.fetch(OVER, limit, skip)]


async def unvoiced(
    connection: Connection, municipality: str, today: date, form: str | None = None
) -> list[Proposal]:
    """The proposals that still take voices and have none of the municipality, by closing day."""
    return [Proposal(**row) for row in await connection.fetch(UNVOICED, municipality, today, form)]


async def count_running(connection: Connection, by: str | None, form: str) -> int:
    """How many proposals of an organisation are neither published nor withdrawn."""
    number: int = await connection.fetchval(COUNT_RUNNING, by, form)
    return number


async def same(connection: Connection, form: str, text: Text, *, by: str | None) -> int | None:
    """The number of a running proposal of the same organisation with the same words and changes."""
    number: int | None = await connection.fetchval(
        SAME, form, by, text.title, text.text, text.source, text.against
    )
    return number


async def text(connection: Connection, form: str, proposal: int, edit: int) -> Text | None:
    """One text with all that was computed for it."""
    row = await connection.fetchrow(TEXT, form, proposal, edit)
    return Text(**row) if row else None


async def facts(connection: Connection, form: str, proposal: int, edit: int) -> Facts | None:
    """What is shown of one text, without its documents, which may be large."""
    row = await connection.fetchrow(FACTS, form, proposal, edit)
    return Facts(**row) if row else None


async def document(connection: Connection, form: str, proposal: int, edit: int) -> bytes:
    """The draft of a text that is there, as it would be published."""
    text: bytes = await connection.fetchval(DOCUMENT, form, proposal, edit)
    return text


async def impact(connection: Connection, form: str, proposal: int, edit: int) -> bytes:
    """What the draft of a text that is there does to each municipality, as JSON."""
    text: bytes = await connection.fetchval(IMPACT, form, proposal, edit)
    return text


async def texts(connection: Connection, form: str, proposal: int) -> list[TextEntry]:
    """All texts that the proposal had, oldest first."""
    return [TextEntry(**row) for row in await connection.fetch(TEXTS, form, proposal)]
