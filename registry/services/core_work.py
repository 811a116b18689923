"""What a steward needs to work on the draft of a core: its text, what it makes, its number."""

from __future__ import annotations

from functools import partial
from uuid import UUID

import msgspec

from registry.compute.core import PreparedCore
from registry.compute.versions import judge_documents
from registry.context import Context
from registry.db import cores, drafts, reviews
from registry.db.drafts import Draft
from registry.db.pool import Connection, read
from registry.db.tokens import Holder
from registry.problems import RefusedError
from registry.services.begin_draft import begin_draft
from registry.services.draft_access import find
from registry.services.publish_core import prepare
from registry.services.review_state import found as found_review
from registry.services.rights import By
from soroe.errors import DocumentError, Problem
from soroe.jsontext import pretty
from soroe.judgement import Judgement
from soroe.model import Json, Undecided
from soroe.schema import DIALECT
from soroe.versions import parse

FIRST = "1.0.0"
"""The number of a form's first version."""


class CoreWork(msgspec.Struct, frozen=True):
    """A draft of a core as its text stands now.

    `made` is the core that it would be published as, None where `problems` keep it from that.
    `head` is the highest version of the form, `old` its document; None where there is no version.
    """

    draft: Draft
    body: bytes
    made: PreparedCore | None
    problems: tuple[Problem, ...]
    head: str | None
    old: cores.CoreText | None


class Number(msgspec.Struct, frozen=True):
    """The smallest number that a text may be published under, and the judgement it rests on."""

    smallest: str
    judgement: Judgement | None


async def core_work(context: Context, actor: Holder, id_: UUID) -> CoreWork:
    """The draft with everything around it. Raises `RefusedError` `no-such-draft`."""

    async def work(
        connection: Connection,
    ) -> tuple[Draft, bytes, str | None, cores.CoreText | None]:
        draft = await find(connection, actor, id_)
        if draft.kind != "core":
            raise RefusedError(Problem("no-such-draft", params={"draft": str(id_)}))
        body = await drafts.body(connection, id_, draft.edit)
        assert body is not None, "a draft has the text of its edit"
        head = await cores.highest(connection, draft.form)
        old = await cores.by_version(connection, draft.form, head) if head else None
        return draft, body, head, old

    draft, body, head, old = await read(context.pool, work)
    url = f"{context.public_url}/forms/{draft.form}/0.0.0.json"
    key = ("core-draft", draft.form, draft.digest)
    try:
        made = await context.made.keep(key, partial(prepare, context, body, url))
    except DocumentError as error:
        return CoreWork(draft, body, None, error.problems, head, old)
    return CoreWork(draft, body, made, (), head, old)


async def number_of(context: Context, work: CoreWork) -> Number:
    """The number of a draft that can be published, computed by what the two cores accept."""
    assert work.made is not None, "it can be published"
    if work.head is None or work.old is None:
        return Number(FIRST, None)
    key = (work.old.digest, work.made.digest)
    try:
        judged = await context.made.get(
            context.workers, key, judge_documents, work.old.document, work.made.document
        )
    except RefusedError as refusal:
        if refusal.problem.type != "took-too-long":
            raise
        judged = Judgement("major", Undecided("budget"), Undecided("budget"))
    highest = parse(work.head)
    assert highest is not None, "a published version is one"
    return Number(str(highest.raised(judged.level)), judged)


async def draft_from_core(context: Context, by: By, form: str) -> Draft:
    """A draft with the text of the highest version, as it was submitted.

    Raises `RefusedError` (names, `no-such-form`, rights).
    """

    async def work(connection: Connection) -> bytes:
        head = await cores.highest(connection, form)
        text = await cores.submitted(connection, form, head) if head else None
        if text is None:
            raise RefusedError(Problem("no-such-form", params={"form": form}))
        return text

    return await _begin(context, by, form, await read(context.pool, work))


async def draft_of_new_form(context: Context, by: By, form: str, title: str) -> Draft:
    """A draft without items, of a form that may have no version yet.

    Raises `RefusedError` (names, rights).
    """
    empty: dict[str, Json] = {
        "$schema": DIALECT,
        "title": title,
        "description": title,
        "type": "object",
        "properties": {},
        "required": [],
        "additionalProperties": False,
        "examples": [{}],
    }
    return await _begin(context, by, form, pretty(empty).encode())


async def draft_from_review(context: Context, by: By, form: str, version: str) -> Draft:
    """A draft with the text that a review has now, as it was submitted.

    Raises `RefusedError` (`no-such-review`, rights).
    """

    async def work(connection: Connection) -> bytes:
        review = await found_review(connection, form, version)
        text = await reviews.submitted(connection, form, version, review.edit)
        assert text is not None, "a review has its text"
        return text

    return await _begin(context, by, form, await read(context.pool, work))


async def _begin(context: Context, by: By, form: str, body: bytes) -> Draft:
    begun = await begin_draft(
        context, by, kind="core", form=form, municipality=None, title="", body=body
    )
    return begun.draft
