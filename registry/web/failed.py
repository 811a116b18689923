"""A refusal as a page: what is wrong, where, and what to do now."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from urllib.parse import quote

from litestar import Request, Response

from registry.web.paths import address
from registry.web.signing.leading import MAX_ADDRESS
from registry.web.view import go, view_of
from soroe.errors import Problem
from soroe.locale import explain


def failed(
    request: Request[Any, Any, Any], found: Sequence[Problem], status: int
) -> Response[bytes]:
    """The page of some problems; who must sign in is led there, and back afterwards."""
    view = view_of(request)
    if any(problem.type == "sign-in-needed" for problem in found):
        there = view.path
        if query := request.scope["query_string"].decode("latin-1"):
            there += f"?{query}"
        to = f"?to={quote(there, safe='')}" if len(there) <= MAX_ADDRESS else ""
        return go(address(view.lang, "sign-in") + to)
    told = [explain(problem, view.lang) for problem in found]
    return view.render("failed.html", status=status, keep=False, told=told)
