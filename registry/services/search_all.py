"""Finding forms, items and municipalities by one word."""

from __future__ import annotations

from functools import lru_cache

import msgspec

from registry.compute.finding import Entry, Hit, core_titles, find, index_form, nearly
from registry.context import Context
from registry.db import cores, municipalities, pages
from registry.db.municipalities import Municipality
from registry.db.pages import Mark
from registry.db.pool import Connection, read
from registry.services.find_spread import naming_forms
from registry.services.search_municipalities import search_municipalities
from soroe.fold import fold

_folded = lru_cache(8192)(fold)

SHOWN = 50
"""Items, and municipalities, that one search shows."""


class FoundAll(msgspec.Struct, frozen=True):
    """What a word finds. `titles` are those of all forms; `near`: only with a slip in the word."""

    forms: list[Hit]
    items: list[Hit]
    places: list[Municipality]
    titles: dict[str, str]
    near: bool


async def search_all(context: Context, asked: str) -> FoundAll:
    """What the word finds, best first; nothing for an empty word."""
    size = await read(context.pool, pages.log_size)
    heads, entries = await context.made.keep(("search", size), lambda: _indexes(context))
    titles = {entry.form: entry.title for entry in heads}
    forms, inside = find(heads, asked, SHOWN), find(entries, asked, SHOWN)
    places: list[Municipality] = []
    if fold(asked):
        found = await search_municipalities(context, asked, fictional="include", limit=SHOWN)
        places = list(found.municipalities)
    exact = bool(places) or any(hit.rank < 3 for hit in (*forms, *inside))
    if exact:
        forms, inside = ([hit for hit in hits if hit.rank < 3] for hits in (forms, inside))
    elif fold(asked):
        places = await _nearly(context, asked)
    return FoundAll(forms, inside, places, titles, near=not exact)


async def _nearly(context: Context, asked: str) -> list[Municipality]:
    everybody = await read(context.pool, municipalities.everything)
    near = (m for m in everybody if nearly((_folded(m.name), _folded(m.kana)), asked))
    return list(near)[:SHOWN]


async def _indexes(context: Context) -> tuple[list[Entry], list[Entry]]:
    """The forms, and all items of them; made anew for a form where something was published."""
    versions, marks = await read(context.pool, _standing)
    out: list[Entry] = []
    for form, version in versions.items():
        key = (form, version.digest, marks.get(form, Mark(form)))
        found = context.made.held(index_form, *key)
        out += found if found is not None else await _index(context, version, key)
    return [entry for entry in out if not entry.item], [entry for entry in out if entry.item]


async def _standing(
    connection: Connection,
) -> tuple[dict[str, cores.Version], dict[str, Mark]]:
    """The highest version of every form that is in use, or of all; what marks its diffs."""
    found: dict[str, cores.Version] = {}
    for version in await cores.versions(connection):
        if version.state != "withdrawn" or version.form not in found:
            found[version.form] = version
    return found, await pages.marks(connection)


async def _index(
    context: Context, version: cores.Version, key: tuple[object, ...]
) -> tuple[Entry, ...]:
    form = version.form
    core = await read(context.pool, lambda c: cores.by_version(c, form, version.version))
    assert core is not None, "a published version stays"
    known = await context.made.get(context.workers, (core.digest,), core_titles, core.document)

    async def gather(connection: Connection) -> tuple[list[pages.Own], list[bytes]]:
        own = await pages.own(connection, form, list(known))
        return own, await naming_forms(connection, form, own)

    own, texts = await read(context.pool, gather)
    return await context.made.get(context.workers, key, index_form, form, core.document, own, texts)
