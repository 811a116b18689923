"""Making a text of a proposal: the draft in the newest core, its number, what it would do."""

from __future__ import annotations

import asyncio
from functools import partial
from typing import Final

import msgspec

from registry.compute.impact import City
from registry.compute.proposal import Drafted, Source, Wanted, draft
from registry.context import Context
from registry.db import cores, rebases, reviews
from registry.db.cores import CoreText
from registry.db.pool import Connection, read
from registry.db.proposals import Text
from registry.limits import IMPACT_CHUNK, WAIT_SECONDS
from registry.problems import RefusedError
from registry.services.layers_below import published_below
from registry.services.proposal_candidates import basis_of, find_candidates
from registry.services.publish_core import prepare
from soroe.errors import Problem
from soroe.impact import Subject
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

    Raises `RefusedError` (`candidate-unknown`, `not-measured-yet`, `registry-busy` where other
    drafts are being made) and `DocumentError` for what does not make a core.
    """
    candidates = await find_candidates(context, form, source.candidates, head.version)
    try:
        async with asyncio.timeout(WAIT_SECONDS):
            await context.impacts.acquire()
    except TimeoutError:
        raise RefusedError(Problem("registry-busy")) from None
    try:
        cities, texts = await _field(context, form, head)
        wanted = Wanted(form, head.version, source, candidates, cities, texts)
        made: Drafted = await context.workers.run(draft, wanted)
    finally:
        context.impacts.release()
    number = await read(context.pool, lambda c: _number(c, form, head.version, made.version))
    url = f"{context.public_url}/forms/{form}/{number}.json"
    prepared = await prepare(context, made.submitted, url)
    return Text(
        title=words[0],
        text=words[1],
        against=head.version,
        version=number,
        source=source_json(source),
        basis=basis_of(candidates),
        submitted=made.submitted,
        submitted_digest=prepared.submitted_digest,
        document=prepared.document,
        digest=prepared.digest,
        impact=made.impact,
        measured=made.measured,
        evidence=made.evidence,
    )


async def _field(
    context: Context, form: str, head: CoreText
) -> tuple[tuple[City, ...], dict[str, bytes]]:
    """Every municipality's latest diff, and the cores that these are pinned to."""
    found: list[City] = []
    texts = {head.version: head.document}
    while True:
        after = found[-1].subject.code if found else ""
        page = await read(context.pool, partial(_cities, form=form, after=after))
        found += page
        if len(page) < IMPACT_CHUNK:
            break
    for version in {city.core for city in found} - texts.keys():
        core = await read(context.pool, partial(cores.by_version, form=form, version=version))
        assert core is not None, "a diff is pinned to a version that is there"
        texts[version] = core.document
    return tuple(found), texts


async def _cities(connection: Connection, form: str, after: str) -> list[City]:
    out = []
    for head in await rebases.heads(connection, form, after, IMPACT_CHUNK):
        below = await published_below(connection, form, head.over)
        subject = Subject(head.municipality, head.name, head.revision)
        layers = tuple(layer.submitted for layer in below)
        out.append(City(subject, head.core, head.submitted, layers))
    return out


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
