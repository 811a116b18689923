"""What a person chooses from on several pages: forms, and a municipality by its name or code."""

from __future__ import annotations

import re

from registry import names
from registry.context import Context
from registry.db import cores
from registry.db.pool import read
from registry.problems import RefusedError
from registry.services.search_municipalities import search_municipalities
from soroe.errors import Problem

_CODE = re.compile(r"\d{6}")
_SHOWN = 8


async def forms_in_use(context: Context) -> list[tuple[str, str]]:
    """Each form that has a core in use, with the title of the highest such version, by title."""
    found = {
        v.form: v.title
        for v in await read(context.pool, cores.versions)
        if v.state in ("published", "deprecated")
    }
    return sorted(found.items(), key=lambda one: one[1])


async def municipality_named(context: Context, words: str) -> str | None:
    """The code of the one municipality that the words name; None for no words.

    Raises `RefusedError`: `no-such-municipality`, and `municipality-unclear` with those that they
    may mean.
    """
    words = words.strip()
    if not words:
        return None
    if _CODE.fullmatch(words):
        return names.code(words)
    page = await search_municipalities(context, words, fictional="include", limit=_SHOWN)
    places = page.municipalities
    same = [place for place in places if words in (place.name, f"{place.prefecture}{place.name}")]
    only = same if len(same) == 1 else places
    if len(only) == 1:
        return only[0].code
    if not places:
        raise RefusedError(Problem("no-such-municipality", params={"code": words[:100]}))
    listed = "、".join(f"{p.prefecture}{p.name} {p.code}" for p in places)
    raise RefusedError(Problem("municipality-unclear", params={"words": words, "found": listed}))
