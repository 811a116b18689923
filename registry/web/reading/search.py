"""Searching over forms, items and municipalities."""

from __future__ import annotations

from itertools import groupby
from typing import Annotated

from litestar import Response, get
from litestar.params import QueryParameter

from registry.intake import StrictRequest
from registry.limits import MAX_QUERY
from registry.services.search_all import search_all
from registry.web.paths import both
from registry.web.view import view_of
from soroe.page import anchor


@get(both("/search"))
async def get_search(
    request: StrictRequest, *, words: Annotated[str, QueryParameter(name="q")] = ""
) -> Response[bytes]:
    """What a word finds; what is longer than a title is cut."""
    view = view_of(request)
    asked = words.strip()[:MAX_QUERY]
    found = await search_all(view.context, asked)
    by_form = sorted(found.items, key=lambda hit: (hit.rank, hit.entry.form))
    order = {hit.entry.form: n for n, hit in reversed(list(enumerate(by_form)))}
    by_form.sort(key=lambda hit: order[hit.entry.form])
    groups = [(form, list(hits)) for form, hits in groupby(by_form, lambda h: h.entry.form)]
    return view.render("search.html", asked=asked, found=found, groups=groups, anchor=anchor)
