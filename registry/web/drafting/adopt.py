"""Taking another municipality's change over."""

from __future__ import annotations

from typing import Annotated

from litestar import Response, get, post
from litestar.params import FromQuery, QueryParameter

from registry.compute.adopt import their_change
from registry.db.pool import read
from registry.intake import StrictRequest
from registry.problems import RefusedError, encode
from registry.services.adopt_change import adopt_change, find_theirs
from registry.web.drafting.drafts import check_id, drafts_of, tag_of, worker
from registry.web.forms import sent
from registry.web.paths import both
from registry.web.view import View, view_of
from soroe.errors import Problem, SoroeError
from soroe.locale import explain


@get(both("/drafts/adopt"))
async def get_adopt(
    request: StrictRequest,
    form: FromQuery[str],
    whose: Annotated[str, QueryParameter(name="from")],
    change: FromQuery[int],
) -> Response[bytes]:
    """Their change, with where to put it."""
    return await _asking(view_of(request), (form, whose, change), ())


@post(both("/drafts/adopt"), status_code=200)
async def post_adopt(request: StrictRequest) -> Response[bytes]:
    """Put it into the draft that was chosen; its basis and reason are still to be given."""
    view = view_of(request)
    visitor, code = worker(view)
    given = await sent(request)
    number = given.get("change")
    if not number.isdecimal() or len(number) > 6:
        raise RefusedError(Problem("request-invalid", "/change", {"detail": number[:20]}))
    theirs = (given.get("form"), given.get("from"), int(number))
    into = given.get("into")
    draft, _, tag = into.partition(" ")
    try:
        made = await adopt_change(
            view.context, visitor.by, code, theirs, (check_id(draft), tag) if into else None
        )
    except SoroeError as error:
        return await _asking(view, theirs, error.problems)
    return view.redirect("drafts", str(made.id), saved="1")


async def _asking(
    view: View, theirs: tuple[str, str, int], problems: tuple[Problem, ...]
) -> Response[bytes]:
    form, whose, index = theirs
    _, code = worker(view)
    there = await read(view.context.pool, lambda c: find_theirs(c, form, whose))
    told = await view.context.workers.run(their_change, there, index, view.lang)
    mine = [draft for draft in await drafts_of(view, code, form) if draft.state == "open"]
    return view.render(
        "adopt.html",
        status=encode(problems, view.context.public_url)[0] if problems else 200,
        keep=False,
        theirs=theirs,
        name=there.name,
        told=told,
        mine=[(draft, tag_of(draft)) for draft in mine],
        wrong=[explain(problem, view.lang) for problem in problems],
    )
