"""Working on a core: its items as a tree, one of them as fields, what is to be mended, its number.

Every button sends all fields, and what was typed is saved before the button does what it says.
The module of the page sends the same form while it is typed into, and shows the answer's parts.
"""

from __future__ import annotations

from uuid import UUID

import msgspec
from litestar import Response, get, post
from litestar.params import FromPath, FromQuery

from registry.compute.core_edit import Step, edit
from registry.compute.core_fields import FORMATS, NEW, OWN, SCALARS
from registry.compute.core_page import Chosen, Looked, Outline, chosen, looked, outline
from registry.compute.core_write import Wrong
from registry.context import Context
from registry.db import components, drafts
from registry.db.pool import Connection, read
from registry.intake import StrictRequest
from registry.problems import RefusedError
from registry.services.core_work import CoreWork, Number, core_work, number_of
from registry.services.draft_access import find
from registry.services.save_draft import save_draft
from registry.web.curating.cores import steward
from registry.web.drafting.drafts import tag_of
from registry.web.forms import Sent, sent
from registry.web.paths import address, both
from registry.web.view import View, go, view_of
from soroe.errors import Problem
from soroe.locale import explain
from soroe.model import Lang, Undecided

_LATE = frozenset({"edited-meanwhile", "draft-discarded", "draft-published"})
_ALLOWED = ("open", "narrow", "wording")


class Verdict(msgspec.Struct, frozen=True):
    """What stands beside the fields: the number and why, and what is to be mended.

    `undecided` is why there is no verdict, "" where there is one.
    """

    number: Number
    looked: Looked

    @property
    def level(self) -> str:
        """patch, minor or major; `first` where there is no version before."""
        return self.number.judgement.level if self.number.judgement else "first"

    @property
    def example(self) -> str:
        """The witness in words."""
        return self.number.judgement.example if self.number.judgement else ""

    @property
    def undecided(self) -> bool:
        """Whether the level stands only because nobody knows."""
        judged = self.number.judgement
        if judged is None:
            return False
        told = judged.old_in_new if judged.level == "major" else judged.new_in_old
        return isinstance(told, Undecided)


class Page(msgspec.Struct, frozen=True):
    """A draft with all that its page shows; no `verdict` where it cannot be published yet."""

    work: CoreWork
    outline: Outline
    chosen: Chosen | None
    verdict: Verdict | None


@get(both("/cores/{draft:uuid}"))
async def get_core(
    request: StrictRequest,
    draft: FromPath[UUID],
    item: FromQuery[str] = "",
    saved: FromQuery[str] = "",
) -> Response[bytes]:
    """The draft to be worked on, at one of its items."""
    view = view_of(request)
    page = await core_page(view, draft, item)
    published = page.work.draft.published
    if published is not None:
        _, form, version = published.split("/")
        return view.redirect("forms", form, version)
    if page.chosen is None and item and not page.outline.problems:
        return view.redirect("cores", str(draft))  # somebody took the item out
    return await _shown(view, page, saved=saved)


@post(both("/cores/{draft:uuid}"), status_code=200)
async def post_core(request: StrictRequest, draft: FromPath[UUID]) -> Response[bytes]:
    """Save what was typed and do what the button says; what is wrong is said beside its field."""
    view = view_of(request)
    visitor = steward(view)
    given = await sent(request)
    work = await core_work(view.context, visitor.holder, draft)
    base = await _base(view, draft, given.get("tag"))
    fields = {name: values[0] for name, values in given.fields.items()}
    step = Step(given.get("do", "save"), given.get("item"), fields)
    head = work.old.document if work.old else None
    if step.do == "undo":
        body = await _before(view, work)
        edited, item, wrong = body, step.item, {}
    else:
        made = await view.context.workers.run(edit, base, step, head)
        edited, item, wrong = made.body, made.item, made.wrong
    try:
        await save_draft(view.context, visitor.by, draft, given.get("tag"), edited)
    except RefusedError as refusal:
        return late(view, draft, refusal)
    if wrong:
        page = await core_page(view, draft, item)
        return await _shown(view, page, wrong=wrong, given=given)
    if step.do in ("publish", "preview", "impact"):
        return view.redirect("cores", str(draft), step.do)
    what = step.do.partition(" ")[0]
    there = address(view.lang, "cores", str(draft), item=item or None, saved=what)
    return go(there + ("#conditions" if what.startswith("condition") else "#fields"))


async def core_page(view: View, id_: UUID, item: str = "") -> Page:
    """The draft with all that its pages show."""
    context = view.context
    work = await core_work(context, steward(view).holder, id_)
    document = work.made.document if work.made else None
    key = (work.draft.form, work.draft.digest, document is not None, view.lang)
    tree = await context.made.get(context.workers, key, outline, work.body, document, view.lang)
    if tree.problems:
        return Page(work, tree, None, None)
    args = (work.body, document, item, view.lang)
    one = await context.workers.run(chosen, *args)
    return Page(work, tree, one, await verdict_of(context, work, view.lang))


async def verdict_of(context: Context, work: CoreWork, lang: Lang) -> Verdict | None:
    """What is said of the text as it stands; None where it cannot be published."""
    if work.made is None:
        return None
    key = (work.made.digest, lang)
    advice = await context.made.get(context.workers, key, looked, work.made.document, lang)
    return Verdict(await number_of(context, work), advice)


def late(view: View, id_: UUID, refusal: RefusedError) -> Response[bytes]:
    """To where both texts are put together, if somebody else was first; else it is raised."""
    if refusal.problem.type not in _LATE:
        raise refusal
    kept = next((p.params["edit"] for p in refusal.problems if p.type == "draft-text-kept"), None)
    return view.redirect("cores", str(id_), "merge", edit=kept)


async def _base(view: View, id_: UUID, tag: str) -> bytes:
    """The text that the page was made from."""
    holder = steward(view).holder

    async def work(connection: Connection) -> bytes:
        draft = await find(connection, holder, id_)
        base = await drafts.with_digest(connection, id_, f"sha256:{tag}")
        if base is None:
            raise RefusedError(Problem("form-stale"))
        body = await drafts.body(connection, draft.id, base.edit)
        assert body is not None, "an edit has a text"
        return body

    return await read(view.context.pool, work)


async def _before(view: View, work: CoreWork) -> bytes:
    """The text before the last one that was saved; the same where there is none."""

    async def look(connection: Connection) -> bytes:
        known = await drafts.edits(connection, work.draft.id, work.draft.edit + 1, 1)
        base = known[0].base if known else None
        body = await drafts.body(connection, work.draft.id, base) if base else None
        return body or work.body

    return await read(view.context.pool, look)


async def _shown(
    view: View,
    page: Page,
    *,
    saved: str = "",
    wrong: dict[str, Wrong] | None = None,
    given: Sent | None = None,
) -> Response[bytes]:
    """The page; with `given`, fields that are wrong keep what was typed."""
    told = {
        name: view.say(f"core.wrong-{one.key}", **one.params) for name, one in (wrong or {}).items()
    }
    typed = {name: given.get(name) for name in told} if given else {}
    adding = any(name.startswith("new-") for name in told)
    if given and adding:
        typed |= {f"new-{part}": given.get(f"new-{part}") for part in ("name", "title", "kind")}
    for name in told if given else ():
        key = name.partition("-")[2]
        if name.startswith(("when-", "then-")) and given:
            typed |= {n: v[0] for n, v in given.fields.items() if n.endswith(f"-{key}")}
            typed |= {n: "1" for n in given.fields if n.startswith(f"then-{key}.")}
    offered = await read(view.context.pool, components.everything)
    return view.render(
        "core.html" if not page.outline.problems else "core_unread.html",
        status=422 if told else 200,
        keep=False,
        work=page.work,
        draft=page.work.draft,
        tag=tag_of(page.work.draft),
        outline=page.outline,
        one=page.chosen,
        title=page.outline.title or page.work.draft.form,
        verdict=page.verdict,
        problems=[explain(p, view.lang) for p in (*page.outline.problems, *page.work.problems)],
        told=told,
        typed=typed,
        saved=saved,
        components=offered,
        kinds=tuple(NEW),
        scalars=SCALARS,
        formats=tuple(FORMATS),
        own=OWN,
        allowed=_ALLOWED,
    )
