"""Two versions of a form beside each other: 新旧対照表."""

from __future__ import annotations

from typing import Annotated

import msgspec
from litestar import Response, get
from litestar.params import FromPath, QueryParameter

from registry import names
from registry.compute.pages import compared
from registry.db import reviews
from registry.db.pool import Connection, read
from registry.intake import StrictRequest
from registry.services.check_form import find_core
from registry.web.markup import table_html
from registry.web.paths import both
from registry.web.reading.forms_shown import Family, find_family
from registry.web.view import view_of
from soroe.jsontext import digest_bytes


class Text(msgspec.Struct, frozen=True):
    """One side: the key of the words for its name, its number, its document."""

    name: str
    version: str
    text: bytes


@get(both("/forms/{form:str}/compare"))
async def get_compare(
    request: StrictRequest,
    form: FromPath[str],
    *,
    earlier: Annotated[str, QueryParameter(name="from")] = "",
    later: Annotated[str, QueryParameter(name="to")] = "",
) -> Response[bytes]:
    """From one version (`from`) to another (`to`); without them the last two.

    Either may be a draft that is under review.
    """
    view = view_of(request)
    family = await find_family(view.context, form)
    known = [version.version for version in family.versions]
    drafts = [review.version for review, _ in family.reviews]
    later = later or family.head
    after = known[known.index(later) + 1 :] if later in known else known
    earlier = earlier or (after[0] if after else later)

    async def work(connection: Connection) -> list[Text]:
        return [await _text(connection, family, version) for version in (earlier, later)]

    old, new = await read(view.context.pool, work)
    older, newer = ((view.say(side.name, version=side.version), side.text) for side in (old, new))
    key = (digest_bytes(old.text), digest_bytes(new.text), older[0], newer[0], view.lang)
    table = await view.context.made.get(
        view.context.workers, key, compared, older, newer, view.lang
    )
    return view.render(
        "compare.html",
        family=family,
        known=[*drafts, *known],
        earlier=earlier,
        later=later,
        rows=len(table.rows),
        html=table_html(table, view.lang),
    )


async def _text(connection: Connection, family: Family, version: str) -> Text:
    """A published version, or the draft of one under review."""
    names.version(version)
    if version not in {one.version for one in family.versions}:
        for review, _ in family.reviews:
            if review.version == version:
                draft = await reviews.document(connection, family.form, version, review.edit)
                assert draft is not None, "a review has the text of its edit"
                return Text("form.draft-name", version, draft)
    core = await find_core(connection, family.form, version)
    return Text("form.version-name", version, core.document)
