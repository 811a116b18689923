"""What many municipalities do alike: ranked, with why it is the same, and what stewards decided."""

from __future__ import annotations

from typing import Any, Final

from litestar import Response, get, post
from litestar.params import FromPath, FromQuery

from registry.compute.candidates_page import CandidatesPage, Ranked
from registry.db import cluster_decisions
from registry.db.pool import read
from registry.intake import StrictRequest
from registry.problems import RefusedError, encode
from registry.services.decide_cluster import decide_cluster, undo_decision
from registry.services.show_candidates import show_candidates
from registry.web.forms import Sent, sent
from registry.web.paths import both
from registry.web.reading.forms_shown import find_family
from registry.web.view import View, view_of
from soroe.errors import Problem, SoroeError
from soroe.locale import explain

PAGE: Final = 20
COSTS: Final = ("nobody", "others", "unknown")

_NOTHING: Final = Sent({}, {})


@get(both("/forms/{form:str}/candidates"))
async def get_candidates(
    request: StrictRequest,
    form: FromPath[str],
    *,
    cost: FromQuery[str] = "",
    kind: FromQuery[str] = "",
    page: FromQuery[int] = 1,
    done: FromQuery[str] = "",
) -> Response[bytes]:
    """The ranking; `cost` and `kind` leave some out, `done` says what was just decided."""
    return await _page(view_of(request), form, cost=cost, kind=kind, page=page, done=done)


@post(both("/forms/{form:str}/candidates/decisions"), status_code=200)
async def post_decision(request: StrictRequest, form: FromPath[str]) -> Response[bytes]:
    """Say that two are the same, or never are, or take that back."""
    view, given = view_of(request), await sent(request)
    assert view.visitor is not None, "the guard lets nobody else in"
    by, do, reason = view.visitor.by, given.get("do"), given.get("reason")
    try:
        if do == "undo":
            number = given.get("decision")
            if not (number.isascii() and number.isdecimal() and len(number) < 10):
                raise RefusedError(Problem("request-invalid", "/decision", {"detail": "1-"}))
            await undo_decision(view.context, by, form, int(number), reason)
        elif do in ("merge", "split"):
            keys = (given.get("one"), given.get("other"))
            await decide_cluster(
                view.context,
                by,
                form,
                action="merge" if do == "merge" else "split",
                keys=keys,
                reason=reason,
            )
        else:
            raise RefusedError(Problem("request-invalid", "/do", {"detail": "merge, split, undo"}))
    except SoroeError as error:
        return await _page(view, form, problems=error.problems, typed=given)
    return view.redirect("forms", form, "candidates", done=do)


async def _page(
    view: View,
    form: str,
    *,
    cost: str = "",
    kind: str = "",
    page: int = 1,
    done: str = "",
    problems: tuple[Problem, ...] = (),
    typed: Sent = _NOTHING,
) -> Response[bytes]:
    family = await find_family(view.context, form)
    shown: CandidatesPage | None = None
    try:
        shown = await show_candidates(view.context, form, view.lang)
    except RefusedError as error:
        if error.problem.type != "not-measured-yet":
            raise
    fit = [one for one in shown.candidates if _fits(one, cost, kind)] if shown else []
    last = max(1, -(-len(fit) // PAGE))
    page = min(max(page, 1), last)
    kinds = {one.kind: one.told_kind for one in shown.candidates} if shown else {}
    query: dict[str, Any] = {"cost": cost or None, "kind": kind or None}
    return view.render(
        "candidates.html",
        status=encode(problems, view.context.public_url)[0] if problems else 200,
        family=family,
        shown=shown,
        found=list(enumerate(fit, 1))[(page - 1) * PAGE : page * PAGE],
        fit=len(fit),
        costs=COSTS,
        kinds=kinds,
        cost=cost,
        kind=kind,
        page=page,
        last=last,
        query=query,
        done=done if done in ("merge", "split", "undo") else "",
        decisions=await read(view.context.pool, lambda c: cluster_decisions.of_form(c, form)),
        wrong=[explain(problem, view.lang) for problem in problems],
        typed=typed,
    )


def _fits(one: Ranked, cost: str, kind: str) -> bool:
    return (not cost or one.cost == cost) and (not kind or one.kind == kind)
