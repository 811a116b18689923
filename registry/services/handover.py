"""Everything that a handover document tells of a municipality, seen at one moment."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from itertools import groupby

import msgspec

from registry import days, names
from registry.compute.handover import FormTexts, RebaseText, write_facts
from registry.context import Context
from registry.db import cores, states, successions
from registry.db.cores import Version
from registry.db.pool import Connection, snapshot
from registry.db.states import Standing
from registry.db.tokens import Holder
from registry.limits import MAX_HANDOVER
from registry.problems import RefusedError
from registry.services import handover_pending as pending
from registry.services import rights
from registry.services.find_municipality import find_municipality
from registry.services.handover_texts import too_large, with_texts
from soroe.errors import Problem
from soroe.handover.facts import CoreFact, FormFact, HandoverFacts
from soroe.heirs import heirs
from soroe.in_force import USABLE
from soroe.listing import Municipality
from soroe.when import ALWAYS


class Asked(msgspec.Struct, frozen=True):
    """Of which municipality, written on which day, of one form or (None) of all."""

    code: str
    day: date
    form: str | None = None


class Collected(msgspec.Struct, frozen=True):
    """What the database told; `facts` lack forms and rebases."""

    facts: HandoverFacts
    forms: tuple[FormTexts, ...]
    rebases: tuple[RebaseText, ...]


async def collect_handover(context: Context, actor: Holder, asked: Asked) -> bytes:
    """`soroe.handover.HandoverFacts` as JSON, at most `MAX_HANDOVER` bytes.

    All queries see the database at one moment, so that the facts agree. Where the whole history
    would be too much, the oldest revisions are left out and counted.

    Raises `RefusedError`: names, `not-your-municipality`, `no-such-municipality`, `no-such-form`,
    `handover-too-large` where not even the latest revisions fit.
    """
    names.code(asked.code)
    if asked.form is not None:
        names.form(asked.form)

    async def work(connection: Connection) -> Collected:
        await _require_reader(connection, actor, asked.code)
        return await _collect(connection, asked, context.public_url)

    found = await snapshot(context.pool, work)
    made = await context.workers.run(write_facts, found.facts, found.forms, found.rebases)
    if len(made) > MAX_HANDOVER:
        raise too_large(asked.form or "-")
    return made


async def _require_reader(connection: Connection, actor: Holder, code: str) -> None:
    """The municipality itself, whoever stands for it when it has ended, and stewards."""
    if rights.has(actor, rights.CORE_PUBLISH) or actor.municipality == code:
        return
    ended = heirs(await successions.endings(connection), days.today())
    if actor.municipality is None or ended.get(code) != actor.municipality:
        rights.require_municipality(actor, code)


async def _collect(connection: Connection, asked: Asked, public_url: str) -> Collected:
    code, form = asked.code, asked.form
    place = await find_municipality(connection, code, ALWAYS)
    if place is None:
        raise RefusedError(Problem("no-such-municipality", params={"code": code}))
    forms, newest = await _forms(connection, form)
    rows, rebases = await pending.prepared(connection, code, form)
    facts = HandoverFacts(
        municipality=msgspec.convert(place, Municipality, from_attributes=True),
        day=asked.day.isoformat(),
        drafts=await pending.unpublished(connection, code, form, rows),
        reviews=await pending.open_reviews(connection, code, form, asked.day),
        proposals=await pending.open_proposals(connection, code, form, asked.day),
        amended=await pending.amended(connection, code, form, asked.day),
        successions=await pending.recorded(connection, code),
        registry=public_url,
    )
    rest = msgspec.structs.replace(facts, forms=forms, rebases=tuple(r.fact for r in rebases))
    texts = await with_texts(
        connection,
        code,
        forms,
        newest,
        public_url=public_url,
        budget=MAX_HANDOVER - len(msgspec.json.encode(rest)),
    )
    return Collected(facts, texts, rebases)


async def _forms(
    connection: Connection, form: str | None
) -> tuple[tuple[FormFact, ...], Mapping[str, str]]:
    """The forms with their versions, nothing published yet; and the highest in use of each."""
    versions = await cores.versions(connection, form)
    if form is not None and not versions:
        raise RefusedError(Problem("no-such-form", params={"form": form}))
    said = await states.current(connection, form)
    facts: list[FormFact] = []
    newest: dict[str, str] = {}
    for name, group in groupby(versions, key=lambda v: v.form):
        rows = list(group)
        usable = [row for row in rows if row.state in USABLE]
        if usable:
            newest[name] = usable[-1].version
        title = (usable or rows)[-1].title
        known = tuple(_version(row, said.get((name, row.version))) for row in rows)
        facts.append(FormFact(name, title or name, known))
    return tuple(facts), newest


def _version(row: Version, said: Standing | None) -> CoreFact:
    """A version with what was said of it at last; what was taken back holds no more."""
    gone = said if said is not None and said.state != "published" else None
    return CoreFact(
        version=row.version,
        state=row.state,
        effective_from=row.effective_from.isoformat(),
        recorded_at=row.recorded_at.isoformat(),
        deprecated_from=gone.effective.isoformat() if gone and gone.effective else None,
        removal=gone.removal.isoformat() if gone and gone.removal else None,
        replacement=gone.replacement if gone else None,
    )
