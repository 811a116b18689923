"""Proposing a change of a core (stewards and municipalities), and putting a proposal right."""

from __future__ import annotations

from datetime import date

import msgspec

from registry import names
from registry.compute.proposal import Source, carried, changes_of, checked
from registry.context import Context
from registry.db import cores, proposals
from registry.db.cores import CoreText
from registry.db.pool import Connection, read, transaction
from registry.db.proposals import Proposal, Terms, Text
from registry.limits import MAX_PROPOSALS, MAX_TITLE
from registry.problems import RefusedError
from registry.services import rights
from registry.services.closing_day import agree
from registry.services.proposal_state import (
    found,
    refuse_moved,
    refuse_others,
    refuse_over,
    running,
)
from registry.services.proposal_text import head_of, make_text
from registry.services.publish_core import prepare
from registry.services.remark import remark
from soroe.errors import DocumentError, Problem
from soroe.model import Change, Json


class Asked(msgspec.Struct, frozen=True):
    """What is proposed; None leaves what is there.

    Of `candidates` (with `item_names`: other names for their items) and `changes`, at least one
    to begin with; or `core`, a whole draft, in the place of both.
    """

    title: str | None = None
    text: str | None = None
    closes_on: date | None = None
    effective_from: date | None = None
    candidates: tuple[str, ...] | None = None
    item_names: dict[str, str] | None = None
    changes: tuple[Change, ...] | None = None
    core: Json = None

    @property
    def content(self) -> bool:
        """Whether it says what the draft is made of."""
        given = (self.candidates, self.item_names, self.changes, self.core)
        return any(one is not None for one in given)


class Opened(msgspec.Struct, frozen=True):
    """The proposal as it is now, and whether it was not there before."""

    proposal: Proposal
    created: bool


async def open_proposal(context: Context, by: rights.By, *, form: str, asked: Asked) -> Opened:
    """Open a proposal; the same once more, by the same organisation, changes nothing.

    Raises `RefusedError` (`no-such-form`, `closing-day-missing`, `closing-day-past`,
    `applies-before-closing`, `remark-unfit`, `proposal-source`, `proposal-too-many`, and what
    making the draft raises) and `DocumentError`.
    """
    names.form(form)
    if asked.closes_on is None:
        raise RefusedError(Problem("closing-day-missing"))
    terms = Terms(asked.closes_on, asked.effective_from)
    agree(terms.closes_on, terms.effective_from, opening=True)
    words = _words(asked, ("", ""))
    head = await read(context.pool, lambda c: head_of(c, form))
    source = await _source(context, form, head, asked, Source())
    text = await make_text(context, form, head, source, words)

    async def work(connection: Connection) -> Opened:
        actor = await rights.confirm(connection, by, rights.CORE_PUBLISH, rights.DIFF_PUBLISH)
        organisation = actor.organisation if actor else None
        await proposals.lock_form(connection, form)
        number = await proposals.same(connection, form, text, by=organisation)
        if number is not None:
            return Opened(await found(connection, form, number), created=False)
        if await proposals.count_running(connection, organisation, form) >= MAX_PROPOSALS:
            params = {"limit": str(MAX_PROPOSALS), "form": form}
            raise RefusedError(Problem("proposal-too-many", params=params))
        number = await proposals.open_(connection, form, terms, text, by=organisation)
        made = await found(connection, form, number)
        await rights.record(connection, actor, "open-proposal", made.name, after=made.digest)
        return Opened(made, created=True)

    return await transaction(context.pool, work)


async def refresh_proposal(
    context: Context, by: rights.By, *, form: str, number: int, asked: Asked, edit: int | None
) -> Proposal:
    """Make the draft anew in the newest core, from the candidates as they are now.

    With other words, days or contents it says so in `asked`; then `edit` is the text that it was
    made from. A text that comes out the same changes nothing. What was decided about an earlier
    text does not stand for the new one.

    Raises `RefusedError`: `no-such-proposal`, `proposal-published`, `proposal-withdrawn`,
    `proposal-not-yours`, `proposal-decided` where it was rejected, `proposal-text-moved`,
    `proposal-clashes`, `proposal-nothing-left`, `proposal-candidate-gone` where it was made of one
    that there is no more, and what `open_proposal` raises.
    """
    names.form(form)

    async def now(connection: Connection) -> tuple[Proposal, Text, CoreText]:
        before = await found(connection, form, number)
        text = await proposals.text(connection, form, number, before.edit)
        assert text is not None, "a proposal has its text"
        return before, text, await head_of(connection, form)

    before, old, head = await read(context.pool, now)
    if edit is None and asked != Asked():
        raise RefusedError(Problem("proposal-edit-missing", "/edit"))
    refuse_over(before)
    refuse_others(before, await rights.holder(context, by) if by is not None else None)
    refuse_moved(before, edit)
    _not_rejected(before)
    terms = Terms(
        asked.closes_on or before.closes_on, asked.effective_from or before.effective_from
    )
    agree(terms.closes_on, terms.effective_from, opening=terms.closes_on != before.closes_on)
    source = msgspec.json.decode(old.source, type=Source)
    if old.against != head.version and source.changes:
        below = await read(context.pool, lambda c: cores.by_version(c, form, old.against))
        assert below is not None, "a draft was made in a version that is there"
        if not asked.content:
            changes = await context.workers.run(
                carried, below.document, head.document, source.changes
            )
            source = msgspec.structs.replace(source, changes=changes)
    if asked.content:
        source = await _source(context, form, head, asked, source)
    words = _words(asked, (old.title, old.text))
    try:
        text = await make_text(context, form, head, source, words)
    except DocumentError as error:
        if error.problem.type != "candidate-unknown" or asked.candidates is not None:
            raise
        params = {"proposal": str(number), "id": error.problem.params["id"]}
        raise RefusedError(Problem("proposal-candidate-gone", params=params)) from None

    async def work(connection: Connection) -> Proposal:
        actor = await rights.confirm(connection, by, rights.CORE_PUBLISH, rights.DIFF_PUBLISH)
        current = await running(connection, form, number)
        refuse_others(current, actor)
        refuse_moved(current, before.edit)
        _not_rejected(current)
        same = text == old
        if same and terms == current.terms:
            return current
        new = current.edit if same else current.edit + 1
        if not same:
            by_whom = actor.organisation if actor else None
            await proposals.insert_text(connection, form, number, new, text, by=by_whom)
        await proposals.amend(connection, form, number, new, terms)
        digests = {"before": current.digest, "after": text.digest}
        await rights.record(connection, actor, "refresh-proposal", current.name, **digests)
        return await found(connection, form, number)

    return await transaction(context.pool, work)


def _not_rejected(proposal: Proposal) -> None:
    if proposal.decided == "reject":
        params = {"proposal": str(proposal.proposal), "verdict": proposal.decided}
        raise RefusedError(Problem("proposal-decided", params=params))


def _words(asked: Asked, before: tuple[str, str]) -> tuple[str, str]:
    """Title and reasons, with those that are there in the place of what is not said."""
    title = before[0] if asked.title is None else asked.title
    text = before[1] if asked.text is None else asked.text
    return remark(title, "/title", MAX_TITLE), remark(text, "/text")


async def _source(
    context: Context, form: str, head: CoreText, asked: Asked, before: Source
) -> Source:
    """What the draft is to be made of; a whole draft is taken apart into its changes."""
    if asked.core is not None:
        if asked.candidates or asked.changes or asked.item_names:
            raise RefusedError(Problem("proposal-source"))
        body = msgspec.json.encode(asked.core)
        url = f"{context.public_url}/forms/{form}/{head.version}.json"
        prepared = await prepare(context, body, url)
        changes = await context.workers.run(changes_of, head.document, prepared.document)
        if not changes:
            params = {"version": head.version}
            raise RefusedError(Problem("proposal-nothing-left", "/core", params))
        return Source(changes=changes)
    candidates = before.candidates if asked.candidates is None else asked.candidates
    changes = before.changes
    if asked.changes is not None:
        changes = await context.workers.run(checked, asked.changes)
    if not candidates and not changes:
        raise RefusedError(Problem("proposal-source"))
    given = before.names if asked.item_names is None else asked.item_names
    kept = tuple(dict.fromkeys(candidates))
    return Source(kept, changes, {k: v for k, v in given.items() if k in kept})
