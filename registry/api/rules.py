"""The pages of the rules, to which findings lead."""

from __future__ import annotations

from typing import Final

from litestar import Response, get
from litestar.params import FromPath

from registry.answers import document, own_policy
from registry.caching import POINTER
from registry.intake import StrictRequest
from registry.problems import RefusedError
from soroe.errors import Problem
from soroe.report.rule_page import render
from soroe.rules import catalogue

PAGES: Final = {f"{id_}.html": render(rule) for id_, rule in catalogue().items()}
"""The pages by file name, in both languages one below the other; made once."""


@get("/rules/{file:str}")
async def get_rule(request: StrictRequest, file: FromPath[str]) -> Response[bytes]:
    """What a rule means, by example, and what to do about it."""
    page = PAGES.get(file)
    if page is None:
        raise RefusedError(Problem("not-found", params={"path": request.scope["path"][:200]}))
    return document(page.encode(), POINTER, "text/html", own_policy(page))
