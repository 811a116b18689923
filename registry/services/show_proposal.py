"""A proposal whole, as a page shows it: its text, what it does, what was said and decided."""

from __future__ import annotations

import msgspec

from registry import names
from registry.compute.evidence_page import evidence_html
from registry.compute.pages import compared
from registry.compute.proposal import Measured, Source
from registry.compute.proposal_page import Effects, effects
from registry.context import Context
from registry.db import cores, proposal_voices, proposals
from registry.db.pool import Connection, read
from registry.db.proposal_voices import Comment, Decision, Voice
from registry.db.proposals import Facts, Proposal, TextEntry
from registry.problems import RefusedError
from registry.services.proposal_state import found
from soroe.errors import Problem
from soroe.model import Lang
from soroe.table import OldNew

COMMENTS = 500
"""Comments that a page shows; there are more in the interface."""


class Told(msgspec.Struct, frozen=True):
    """A proposal with its text `edit`, which may be an earlier one, and all that was said.

    `voices` are those that count. `first` is the title of what it was made in.
    """

    proposal: Proposal
    edit: TextEntry
    texts: list[TextEntry]
    facts: Facts
    source: Source
    measured: Measured
    evidence: dict[str, str]
    voices: list[Voice]
    comments: list[Comment]
    decisions: list[Decision]


async def show_proposal(context: Context, form: str, number: int, edit: int | None = None) -> Told:
    """A proposal with the text it has now, or with an earlier one.

    Raises `RefusedError`: `form-name-invalid`, `no-such-proposal`, `parameter-invalid` where it
    never had that text.
    """
    names.form(form)

    async def work(connection: Connection) -> Told:
        proposal = await found(connection, form, number)
        texts = await proposals.texts(connection, form, number)
        wanted = proposal.edit if edit is None else edit
        chosen = next((t for t in texts if t.edit == wanted), None)
        if chosen is None:
            params = {"name": "edit", "wanted": f"1-{proposal.edit}"}
            raise RefusedError(Problem("parameter-invalid", params=params))
        facts = await proposals.facts(connection, form, number, chosen.edit)
        assert facts is not None, "a proposal has its text"
        return Told(
            proposal=proposal,
            edit=chosen,
            texts=texts,
            facts=facts,
            source=msgspec.json.decode(facts.source, type=Source),
            measured=msgspec.json.decode(facts.measured, type=Measured),
            evidence=msgspec.json.decode(facts.evidence, type=dict[str, str]),
            voices=await proposal_voices.counting(connection, form, number),
            comments=await proposal_voices.comments(connection, form, number, 0, COMMENTS),
            decisions=await proposal_voices.decisions(connection, form, number),
        )

    return await read(context.pool, work)


async def effects_of(context: Context, told: Told, lang: Lang) -> Effects:
    """What the draft does to everybody, as it was worked out when it was made."""
    form, number, edit = _place(told)

    async def make() -> Effects:
        impact = await read(context.pool, lambda c: proposals.impact(c, form, number, edit))
        return await context.workers.run(effects, impact, lang)

    return await context.made.keep(("proposal effects", form, number, edit, lang), make)


async def draft_of(context: Context, told: Told, sides: tuple[str, str], lang: Lang) -> OldNew:
    """The draft beside the core it was made in (`sides` are what they are called): 新旧対照表."""
    form, number, edit = _place(told)

    async def make() -> OldNew:
        async def texts(connection: Connection) -> tuple[bytes, bytes]:
            core = await cores.by_version(connection, form, told.edit.against)
            assert core is not None, "a draft was made in a version that is there"
            return core.document, await proposals.document(connection, form, number, edit)

        old, new = await read(context.pool, texts)
        return await context.workers.run(compared, (sides[0], old), (sides[1], new), lang)

    return await context.made.keep(("proposal draft", form, number, edit, sides, lang), make)


async def evidence_of(context: Context, told: Told, label: str, lang: Lang) -> str:
    """The evidence as HTML; `label` is what its tables are called."""
    form, number, edit = _place(told)
    key = (form, number, edit, lang)
    return await context.made.get(
        context.workers, key, evidence_html, told.evidence.get(lang, ""), label
    )


def _place(told: Told) -> tuple[str, int, int]:
    return told.proposal.form, told.proposal.proposal, told.edit.edit
