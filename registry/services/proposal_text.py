"""Making a text of a proposal: the draft in the newest core, its number, what it would do."""

from __future__ import annotations

from typing import Final

import msgspec

from registry.compute.proposal import Drafted, Source, basis_of, draft
from registry.context import Context
from registry.db import cluster_decisions, cores, proposals, reviews
from registry.db.cluster_decisions import Row
from registry.db.cores import CoreText
from registry.db.pool import Connection, read
from registry.db.proposals import Proposal, Text
from registry.limits import MEASURE_SECONDS
from registry.problems import RefusedError
from registry.services.bring_up import brought_up
from registry.services.measure import active
from registry.services.publish_core import prepare
from soroe.errors import DocumentError, Problem
from soroe.versions import Level, parse

_LEVELS: Final[tuple[Level, ...]] = ("patch", "minor", "major")

source_json = msgspec.json.Encoder(order="sorted").encode


async def head_of(connection: Connection, form: str) -> CoreText:
    """The latest version of a form in use; `RefusedError` `no-such-form`."""
    found = await cores.latest(connection, form)
    if found is None:
        raise RefusedError(Problem("no-such-form", params={"form": form}))
    return found


async def make_text(
    context: Context, form: str, head: CoreText, source: Source, words: tuple[str, str]
) -> Text:
    """The text with its title and reasons (`words`); nothing is kept.

    Raises `RefusedError` (`registry-busy` where too much is being measured, `took-too-long`) and
    `DocumentError` (`candidate-unknown`, and what does not make a core).
    """
    rows = await read(context.pool, lambda c: cluster_decisions.of_form(c, form))
    async with brought_up(context, form) as now:
        if now.version != head.version:  # it was published this very moment
            raise RefusedError(Problem("registry-busy"))
        made: Drafted = await context.standings.run(
            draft, form, source, active(rows), seconds=MEASURE_SECONDS
        )
    number = await read(context.pool, lambda c: _number(c, form, head.version, made.version))
    url = f"{context.public_url}/forms/{form}/{number}.json"
    prepared = await prepare(context, made.submitted, url)
    return Text(
        title=words[0],
        text=words[1],
        against=head.version,
        version=number,
        source=source_json(source),
        basis=made.basis,
        submitted=made.submitted,
        submitted_digest=prepared.submitted_digest,
        document=prepared.document,
        digest=prepared.digest,
        impact=made.impact,
        measured=made.measured,
        evidence=made.evidence,
    )


async def unchanged(context: Context, proposal: Proposal) -> bool:
    """Whether the candidates would change now what they changed when the draft was made of them."""
    if proposal.basis is None:
        return True
    form, number, edit = proposal.form, proposal.proposal, proposal.edit

    async def kept(connection: Connection) -> tuple[Text, list[Row]]:
        text = await proposals.text(connection, form, number, edit)
        assert text is not None, "a proposal has its text"
        return text, await cluster_decisions.of_form(connection, form)

    text, rows = await read(context.pool, kept)
    source = msgspec.json.decode(text.source, type=Source)
    async with brought_up(context, form):
        try:
            basis = await context.standings.run(
                basis_of, form, source.candidates, active(rows), seconds=MEASURE_SECONDS
            )
        except DocumentError as error:
            if error.problem.type != "candidate-unknown":
                raise
            return False
    return basis == proposal.basis


async def _number(connection: Connection, form: str, against: str, smallest: str) -> str:
    """The smallest number that promises enough, above all others, that no review has had."""
    taken = {review.version for review in await reviews.everything(connection, form)}
    highest = await cores.highest(connection, form)
    base, number, top = parse(against), parse(smallest), parse(highest or against)
    assert base is not None
    assert number is not None
    assert top is not None
    level = next(level for level in _LEVELS if number <= base.raised(level))
    if number <= top:
        number = top.raised(level)
    while str(number) in taken:
        number = number.raised(level)
    return str(number)
