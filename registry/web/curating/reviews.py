"""A review of a core (意見照会): what is asked, what was said, and saying something."""

from __future__ import annotations

import msgspec
from litestar import Response, get, post
from litestar.params import FromPath, FromQuery

from registry import days, names
from registry.compute.pages import form_table
from registry.db import cores, reviews
from registry.db.pool import Connection, read
from registry.db.reviews import Comment, NewComment, Review, Stance
from registry.intake import StrictRequest
from registry.limits import MAX_PAGE
from registry.problems import encode
from registry.services import rights
from registry.services.comment_on_review import comment_on_review
from registry.services.review_state import RUNNING, found, state_of
from registry.web.curating.cores import steward
from registry.web.forms import Sent, sent
from registry.web.paths import both
from registry.web.view import View, view_of
from soroe.errors import Problem, SoroeError
from soroe.judgement import Judgement
from soroe.locale import explain
from soroe.model import Undecided
from soroe.versions import parse

_STANCES: tuple[Stance, ...] = ("support", "object", "question")
AT = "/forms/{form:str}/reviews/{version:str}"


class Promise(msgspec.Struct, frozen=True):
    """What the number has to promise, and the answer in words that shows why."""

    level: str
    smallest: str
    example: str
    undecided: bool


class Found(msgspec.Struct, frozen=True):
    """A review with its texts: as it would be published, and the version in use before it."""

    review: Review
    state: str
    document: bytes
    comments: list[Comment]
    latest: str | None


@get(both(AT))
async def get_review(
    request: StrictRequest, form: FromPath[str], version: FromPath[str], done: FromQuery[str] = ""
) -> Response[bytes]:
    """What is asked, what was said so far, and where to say something."""
    return await review_page(view_of(request), form, version, (), None, done=done)


@post(both(f"{AT}/comments"), status_code=200)
async def post_comment(
    request: StrictRequest, form: FromPath[str], version: FromPath[str]
) -> Response[bytes]:
    """Say something, or answer somebody."""
    view = view_of(request)
    given = await sent(request)
    stance = next((one for one in _STANCES if one == given.get("stance")), None)
    answers = given.get("answers")
    number = int(answers) if answers.isdecimal() and len(answers) < 9 else None
    new = NewComment(given.get("text"), given.get("item") or None, stance, number)
    try:
        await comment_on_review(view.context, steward(view).by, form=form, version=version, new=new)
    except SoroeError as error:
        return await review_page(view, form, version, error.problems, given)
    return view.redirect("forms", form, "reviews", version, done="said")


async def _found(view: View, form: str, version: str) -> Found:
    names.form(form)
    names.version(version)

    async def work(connection: Connection) -> Found:
        review = await found(connection, form, version)
        document = await reviews.document(connection, form, version, review.edit)
        assert document is not None, "a review has the text of its edit"
        latest = await cores.latest(connection, form)
        return Found(
            review,
            state_of(review, days.today()),
            document,
            await reviews.comments(connection, form, version, 0, MAX_PAGE),
            latest.version if latest else None,
        )

    return await read(view.context.pool, work)


async def review_page(
    view: View,
    form: str,
    version: str,
    problems: tuple[Problem, ...],
    given: Sent | None,
    *,
    done: str = "",
) -> Response[bytes]:
    """The page; with `given`, it keeps what was typed."""
    one = await _found(view, form, version)
    table = await view.context.made.get(
        view.context.workers, (one.review.digest, view.lang), form_table, one.document, view.lang
    )
    visitor = view.visitor
    steward_ = visitor is not None and visitor.may(rights.CORE_PUBLISH)
    running = one.state in RUNNING
    speaks = visitor is not None and visitor.may(rights.COMMENT)
    return view.render(
        "review.html",
        status=encode(problems, view.context.public_url)[0] if problems else 200,
        keep=visitor is None and not problems,
        review=one.review,
        state=one.state,
        latest=one.latest,
        promise=_promise(one.review),
        threads=_threads(one.comments),
        items=table.items,
        titles={item.item: item.title for item in table.items},
        stances=_STANCES,
        steward=steward_ and running,
        speaks=speaks and (one.state == "open" or (running and steward_)),
        told=[explain(problem, view.lang) for problem in problems],
        typed={name: values[0] for name, values in given.fields.items()} if given else {},
        done=done if done in ("opened", "said", "terms", "published", "dropped") else "",
    )


def _threads(comments: list[Comment]) -> list[tuple[Comment, list[Comment]]]:
    """Each comment that answers none, with all that answer it or its answers, oldest first."""
    heads: dict[int, int] = {}
    out: dict[int, tuple[Comment, list[Comment]]] = {}
    for one in comments:
        head = heads.get(one.answers, one.comment) if one.answers else one.comment
        heads[one.comment] = head
        if head in out:
            out[head][1].append(one)
        else:
            out[one.comment] = (one, [])
    return list(out.values())


def _promise(review: Review) -> Promise | None:
    if review.judgement is None or review.head is None:
        return None
    judged = msgspec.json.decode(review.judgement, type=Judgement)
    against = parse(review.head)
    assert against is not None, "a published version is one"
    told = judged.old_in_new if judged.level == "major" else judged.new_in_old
    smallest = str(against.raised(judged.level))
    return Promise(judged.level, smallest, judged.example, isinstance(told, Undecided))
