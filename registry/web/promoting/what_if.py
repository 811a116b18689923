"""What would promoting some candidates do, before anybody proposes it."""

from __future__ import annotations

from typing import Annotated, Final

from litestar import Response, get
from litestar.params import FromPath, FromQuery, QueryParameter

from registry.compute.candidates_page import CandidatesPage, Ranked
from registry.compute.what_if_page import WhatIfPage
from registry.intake import StrictRequest
from registry.limits import MAX_BEST, MAX_PROMOTED
from registry.problems import RefusedError, encode
from registry.services.show_candidates import show_candidates
from registry.services.show_what_if import show_what_if
from registry.web.paths import both
from registry.web.reading.forms_shown import find_family
from registry.web.view import view_of
from soroe.errors import Problem, SoroeError
from soroe.locale import explain
from soroe.measured import Wanted

OFFERED: Final = 20
"""Candidates to choose from, the first of the ranking; what was chosen is there in any case."""

USUAL: Final = 3
"""How many of the best are asked for where nobody has said."""


@get(both("/forms/{form:str}/what-if"))
async def get_what_if(
    request: StrictRequest,
    form: FromPath[str],
    *,
    chosen: Annotated[list[str] | None, QueryParameter(name="candidate")] = None,
    best: FromQuery[int | None] = None,
) -> Response[bytes]:
    """The answer for these candidates, or for the `best` so many; to choose, without either."""
    view = view_of(request)
    family = await find_family(view.context, form)
    wanted = tuple(dict.fromkeys(chosen or ()))
    shown: CandidatesPage | None = None
    answer: WhatIfPage | None = None
    problems: tuple[Problem, ...] = ()
    try:
        shown = await show_candidates(view.context, form, view.lang)
        if wanted:
            answer = await show_what_if(view.context, form, Wanted(candidates=wanted), view.lang)
        elif best is not None:
            answer = await show_what_if(view.context, form, Wanted(best=best), view.lang)
    except SoroeError as error:
        if isinstance(error, RefusedError) and error.problem.type == "no-such-form":
            raise
        problems = error.problems
    return view.render(
        "what-if.html",
        status=encode(problems, view.context.public_url)[0] if problems else 200,
        keep=not problems,
        family=family,
        offered=_offered(shown, wanted),
        more=len(shown.candidates) > OFFERED if shown else False,
        known={one.id: one.what for one in shown.candidates} if shown else {},
        wanted=wanted,
        best=best,
        slider=min(max(best or USUAL, 1), MAX_BEST),
        steps=range(1, MAX_BEST + 1),
        most=MAX_PROMOTED,
        answer=answer,
        wrong=[explain(problem, view.lang) for problem in problems],
    )


def _offered(shown: CandidatesPage | None, wanted: tuple[str, ...]) -> list[Ranked]:
    if shown is None:
        return []
    first, rest = shown.candidates[:OFFERED], shown.candidates[OFFERED:]
    return [*first, *(one for one in rest if one.id in wanted)]
