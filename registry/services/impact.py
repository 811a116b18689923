"""What publishing a core would do to each municipality, before it is published."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Sequence
from functools import partial

import msgspec

from registry import names
from registry.compute.impact import City, Step, View, assemble_impact, assess_cities, unknown
from registry.context import Context
from registry.db import cores, rebases, reviews
from registry.db.pool import Connection, read
from registry.limits import IMPACT_CHUNK
from registry.problems import RefusedError
from registry.services.layers_below import published_below
from registry.services.publish_core import prepare
from registry.services.review_state import found as found_review
from soroe.errors import Problem
from soroe.impact import Subject


async def impact_of_core(
    context: Context, form: str, version: str, body: bytes, view: View
) -> bytes:
    """The impact of publishing `body` as `version`; nothing is kept.

    Raises `RefusedError`: names, `no-such-form`, `version-not-greater`, `registry-busy` where
    another impact is being worked out; `DocumentError` for what could not be published.
    """
    names.form(form)
    names.version(version)
    url = f"{context.public_url}/forms/{form}/{version}.json"
    prepared = await prepare(context, body, url)
    return await _impact(context, form, version, prepared.document, view)


async def impact_of_review(context: Context, form: str, version: str, view: View) -> bytes:
    """The impact of the text in review.

    Raises as `impact_of_core`, and `RefusedError` `no-such-review`.
    """
    names.form(form)
    names.version(version)

    async def text(connection: Connection) -> bytes:
        review = await found_review(connection, form, version)
        document = await reviews.document(connection, form, version, review.edit)
        assert document is not None, "a review has the text of its edit"
        return document

    return await _impact(context, form, version, await read(context.pool, text), view)


async def _impact(context: Context, form: str, version: str, document: bytes, view: View) -> bytes:
    if context.impacts.locked():
        raise RefusedError(Problem("registry-busy"))
    async with context.impacts:
        step = await read(context.pool, lambda c: _step(c, form, version, document))
        parts: list[bytes] = []
        async for chunks in _chunks(context, step):
            done = await asyncio.gather(*(_assess(context, *chunk) for chunk in chunks))
            parts.extend(part for some in done for part in some)
        return await context.workers.run(assemble_impact, step, parts, view)


async def _step(connection: Connection, form: str, version: str, document: bytes) -> Step:
    """From the version in use to the new one, whose number must be above all others."""
    head = await cores.highest(connection, form)
    latest = await cores.latest(connection, form)
    if head is None or latest is None:
        raise RefusedError(Problem("no-such-form", params={"form": form}))
    if names.version(version) <= names.version(head):
        params = {"form": form, "version": version, "highest": head}
        raise RefusedError(Problem("version-not-greater", params=params))
    return Step(form, latest.document, latest.version, document, version)


async def _chunks(context: Context, step: Step) -> AsyncIterator[list[tuple[Step, list[City]]]]:
    """The municipalities in order, for so many processes at a time, each with a few of them.

    Half of the processes stay free for others. Those of one chunk rest on the same core.
    """
    lanes = max(1, context.workers.count // 2)
    after = ""
    while True:
        page = await read(
            context.pool, partial(_cities, step=step, after=after, limit=IMPACT_CHUNK * lanes)
        )
        if not page:
            return
        after = page[-1].subject.code
        by_core: dict[str, list[City]] = {}
        for city in page:
            by_core.setdefault(city.core, []).append(city)
        chunks = []
        for version, cities in by_core.items():
            at = await _resting_on(context, step, version)
            size = -(-len(cities) // lanes)
            chunks += [(at, cities[i : i + size]) for i in range(0, len(cities), size)]
        for i in range(0, len(chunks), lanes):
            yield chunks[i : i + lanes]


async def _resting_on(context: Context, step: Step, version: str) -> Step:
    """The step for diffs that are pinned to an older version: everything goes from there."""
    if version == step.old_version:
        return step
    core = await read(context.pool, lambda c: cores.by_version(c, step.form, version))
    assert core is not None, "a diff is pinned to a version that is there"
    return msgspec.structs.replace(step, old=core.document, old_version=version)


async def _cities(connection: Connection, step: Step, after: str, limit: int) -> list[City]:
    out = []
    for head in await rebases.heads(connection, step.form, after, limit):
        below = await published_below(connection, step.form, head.over)
        subject = Subject(head.municipality, head.name, head.revision)
        texts = tuple(layer.submitted for layer in below)
        out.append(City(subject, head.core, head.submitted, texts))
    return out


async def _assess(context: Context, step: Step, cities: Sequence[City]) -> list[bytes]:
    """The pieces of a chunk; where it does not end in time, it is halved."""
    try:
        return [await context.workers.run(assess_cities, step, cities)]
    except RefusedError as refusal:
        if refusal.problem.type != "took-too-long":
            raise
        if len(cities) == 1:
            return [msgspec.json.encode([unknown(cities[0], refusal.problems)])]
    half = len(cities) // 2
    first = await _assess(context, step, cities[:half])
    return first + await _assess(context, step, cities[half:])
