"""What was said to proposals and decided about them: voices, comments, decisions, all kept."""

from __future__ import annotations

from datetime import datetime
from typing import Final, Literal, TypeAlias

import msgspec

from registry.db.pool import Connection
from registry.db.proposals import At, Verdict

VoiceStance: TypeAlias = Literal["support", "object", "neutral"]
Step: TypeAlias = Verdict | Literal["undo"]

_VOICE: Final = """select v.voice, v.edit, v.municipality, m.name, m.prefecture, v.organisation,
    v.stance, v.reason, v.at,
    not exists (select from proposal_voice l where (l.form, l.proposal, l.municipality)
      = (v.form, v.proposal, v.municipality) and l.voice > v.voice) as counts
  from proposal_voice v join municipality m on m.code = v.municipality
  where v.form = $1 and v.proposal = $2"""
VOICES: Final = _VOICE + " and v.voice > $3 order by v.voice limit $4"
COUNTING: Final = (
    _VOICE
    + """ and not exists (select from proposal_voice l
    where (l.form, l.proposal, l.municipality) = (v.form, v.proposal, v.municipality)
      and l.voice > v.voice)
  order by v.municipality"""
)
LAST_VOICE: Final = _VOICE + " and v.municipality = $3 order by v.voice desc limit 1"
INSERT_VOICE: Final = """insert into proposal_voice
    (form, proposal, voice, edit, municipality, organisation, stance, reason)
  select $1, $2, coalesce(max(voice), 0) + 1, $3, $4, $5, $6, $7
  from proposal_voice where form = $1 and proposal = $2"""
INSERT_COMMENT: Final = """insert into proposal_comment
    (form, proposal, comment, edit, organisation, text, answers)
  select $1, $2, coalesce(max(comment), 0) + 1, $3, $4, $5, $6
  from proposal_comment where form = $1 and proposal = $2
  returning comment"""
_COMMENT: Final = """select k.comment, k.edit, k.organisation, coalesce(o.name, '') as name,
    o.kind, o.municipality, k.text, k.answers, k.at
  from proposal_comment k left join organisation o on o.id = k.organisation
  where k.form = $1 and k.proposal = $2"""
COMMENT: Final = _COMMENT + " and k.comment = $3"
SAME_COMMENT: Final = (
    _COMMENT
    + """ and k.edit = $3 and k.organisation is not distinct from $4 and k.text = $5
    and k.answers is not distinct from $6 limit 1"""
)
COMMENTS: Final = _COMMENT + " and k.comment > $3 order by k.comment limit $4"
INSERT_DECISION: Final = """insert into proposal_decision
    (form, proposal, decision, edit, verdict, reason, organisation)
  select $1, $2, coalesce(max(decision), 0) + 1, $3, $4, $5, $6
  from proposal_decision where form = $1 and proposal = $2"""
DECISIONS: Final = """select d.decision, d.edit, d.verdict, d.reason, d.organisation,
    coalesce(o.name, '') as name, d.at
  from proposal_decision d left join organisation o on o.id = d.organisation
  where d.form = $1 and d.proposal = $2 order by d.decision"""


class Voice(msgspec.Struct, frozen=True, rename="camel"):
    """What a municipality said of the text `edit`; `counts` is true of its last one."""

    voice: int
    edit: int
    municipality: str
    name: str
    prefecture: str
    organisation: str | None
    stance: VoiceStance
    reason: str
    at: datetime
    counts: bool


class Comment(msgspec.Struct, frozen=True, rename="camel"):
    """What an organisation said of the text `edit`; without one, the operator."""

    comment: int
    edit: int
    organisation: str | None
    name: str
    kind: str | None
    municipality: str | None
    text: str
    answers: int | None
    at: datetime


class Decision(msgspec.Struct, frozen=True, rename="camel"):
    """What the stewards decided about the text `edit`, or that they took it back."""

    decision: int
    edit: int
    verdict: Step
    reason: str
    organisation: str | None
    name: str
    at: datetime


async def voices(
    connection: Connection, form: str, proposal: int, after: int, limit: int
) -> list[Voice]:
    """Voices whose number is above `after`, those that count no more included, oldest first."""
    found = await connection.fetch(VOICES, form, proposal, after, limit)
    return [Voice(**row) for row in found]


async def counting(connection: Connection, form: str, proposal: int) -> list[Voice]:
    """The voice of each municipality that counts, by code."""
    return [Voice(**row) for row in await connection.fetch(COUNTING, form, proposal)]


async def last_voice(
    connection: Connection, form: str, proposal: int, municipality: str
) -> Voice | None:
    """The voice of a municipality that counts."""
    row = await connection.fetchrow(LAST_VOICE, form, proposal, municipality)
    return Voice(**row) if row else None


async def insert_voice(
    connection: Connection,
    at: At,
    municipality: str,
    said: tuple[VoiceStance, str],
    *,
    by: str | None,
) -> Voice:
    """Keep a voice; the proposal is locked, so that the numbers are dense from 1."""
    place = (at.form, at.proposal, at.edit)
    await connection.execute(INSERT_VOICE, *place, municipality, by, *said)
    kept = await last_voice(connection, at.form, at.proposal, municipality)
    assert kept is not None
    return kept


async def insert_comment(
    connection: Connection, at: At, said: tuple[str, int | None], *, by: str | None
) -> Comment:
    """Keep a comment (its words, and which one it answers); the proposal is locked."""
    place = (at.form, at.proposal, at.edit)
    number: int = await connection.fetchval(INSERT_COMMENT, *place, by, *said)
    row = await connection.fetchrow(COMMENT, at.form, at.proposal, number)
    assert row is not None
    return Comment(**row)


async def same_comment(
    connection: Connection, at: At, said: tuple[str, int | None], *, by: str | None
) -> Comment | None:
    """What an organisation has already said of a text, word for word."""
    place = (at.form, at.proposal, at.edit)
    row = await connection.fetchrow(SAME_COMMENT, *place, by, *said)
    return Comment(**row) if row else None


async def comments(
    connection: Connection, form: str, proposal: int, after: int, limit: int
) -> list[Comment]:
    """Comments whose number is above `after`, oldest first."""
    found = await connection.fetch(COMMENTS, form, proposal, after, limit)
    return [Comment(**row) for row in found]


async def insert_decision(
    connection: Connection, at: At, said: tuple[Step, str], *, by: str | None
) -> None:
    """Keep a decision about a text, with its reason; the proposal is locked."""
    await connection.execute(INSERT_DECISION, at.form, at.proposal, at.edit, *said, by)


async def decisions(connection: Connection, form: str, proposal: int) -> list[Decision]:
    """Everything that was decided, oldest first."""
    return [Decision(**row) for row in await connection.fetch(DECISIONS, form, proposal)]
