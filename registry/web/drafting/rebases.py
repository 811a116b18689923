"""A diff carried over to a newer core: what became of it, deciding, publishing."""

from __future__ import annotations

from typing import Final

from litestar import Response, get, post
from litestar.params import FromPath

from registry.compute.rebase_page import account_of
from registry.db.pool import read
from registry.intake import StrictRequest
from registry.problems import RefusedError, encode
from registry.services.confirm_rebase import confirm_rebase
from registry.services.decide_rebase import decide_rebase
from registry.services.find_rebase import Found, find_rebase, require_reader, tag_of
from registry.services.rebase_ground import ground_of
from registry.services.retry_rebase import retry_rebase
from registry.services.show_rebase import read_problems
from registry.web.forms import sent
from registry.web.paths import both
from registry.web.view import View, view_of
from registry.web.visitor import Visitor
from soroe.errors import Problem, SoroeError
from soroe.locale import explain, text
from soroe.report import rebased

_SIDES: Final = ("was", "ours", "theirs")
_DECISION: Final = "decide "
"""Before the id of a part, as the page names its fields."""


@get(both("/rebases/{form:str}/{code:str}"))
async def get_rebase(
    request: StrictRequest, form: FromPath[str], code: FromPath[str]
) -> Response[bytes]:
    """Where the municipality stands with the newest core, and what there is to decide."""
    view = view_of(request)
    require_reader(_visitor(view).holder, code)
    return await _page(view, await find_rebase(view.context, form, code), ())


@post(both("/rebases/{form:str}/{code:str}"), status_code=200)
async def post_rebase(
    request: StrictRequest, form: FromPath[str], code: FromPath[str]
) -> Response[bytes]:
    """Keep the decisions; or, where the button says so, publish what is decided."""
    view = view_of(request)
    by = _visitor(view).by
    given = await sent(request)
    tag = given.get("tag")
    decisions = {
        name.removeprefix(_DECISION): values[0] or None
        for name, values in given.fields.items()
        if name.startswith(_DECISION)
    }
    try:
        if given.get("do") == "publish":
            await confirm_rebase(view.context, by, form=form, code=code, onto=None, tag=tag)
        else:
            await decide_rebase(
                view.context, by, form=form, code=code, onto=None, tag=tag, decisions=decisions
            )
    except SoroeError as error:
        require_reader(_visitor(view).holder, code)
        return await _page(view, await find_rebase(view.context, form, code), error.problems)
    return view.redirect("rebases", form, code)


@post(both("/rebases/{form:str}/{code:str}/retry"), status_code=200)
async def post_retry(
    request: StrictRequest, form: FromPath[str], code: FromPath[str]
) -> Response[bytes]:
    """Have it prepared again, where that failed."""
    view = view_of(request)
    visitor = _visitor(view)
    await sent(request)
    require_reader(visitor.holder, code)
    await retry_rebase(view.context, visitor.by, form=form, code=code, onto=None)
    return view.redirect("rebases", form, code)


def _visitor(view: View) -> Visitor:
    if view.visitor is None:
        raise RefusedError(Problem("sign-in-needed"))
    return view.visitor


async def _page(view: View, found: Found, problems: tuple[Problem, ...]) -> Response[bytes]:
    one, told = found.one, None
    if one is not None and one.result is not None:
        ground = await read(view.context.pool, lambda c: ground_of(c, one))
        told = await view.context.workers.run(
            account_of, one.result, one.decisions, ground, view.lang
        )
    lang = view.lang
    return view.render(
        "rebase.html",
        status=encode(problems, view.context.public_url)[0] if problems else 200,
        keep=False,
        found=found,
        one=one,
        mine=_visitor(view).municipality == found.code,
        tag=tag_of(one) if one is not None else "",
        told=told,
        heading=rebased.heading(told, found.name, lang) if told else found.name,
        versions=rebased.versions(told, lang) if told else "",
        day=rebased.day(told, lang) if told else "",
        groups=[
            (group, rebased.title(group, lang), rebased.detail(group, lang), told.of(group))
            for group in rebased.ORDER
            if told and told.of(group)
        ],
        sides=[(side, text("rebased", "sides", side, lang)) for side in _SIDES],
        failed=[explain(p, lang) for p in read_problems(one.problems)] if one else [],
        wrong=[explain(problem, lang) for problem in problems],
        decision=_DECISION,
    )
