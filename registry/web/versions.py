"""Two versions of a form beside each other: 新旧対照表."""

from __future__ import annotations

from typing import Annotated

from litestar import Response, get
from litestar.params import FromPath, QueryParameter

from registry import names
from registry.compute.pages import compared
from registry.db import cores
from registry.db.cores import CoreText
from registry.db.pool import Connection, read
from registry.intake import StrictRequest
from registry.problems import RefusedError
from registry.web.forms_shown import find_family
from registry.web.markup import table_html
from registry.web.paths import both
from registry.web.view import view_of
from soroe.errors import Problem


@get(both("/forms/{form:str}/compare"))
async def get_compare(
    request: StrictRequest,
    form: FromPath[str],
    *,
    earlier: Annotated[str, QueryParameter(name="from")] = "",
    later: Annotated[str, QueryParameter(name="to")] = "",
) -> Response[bytes]:
    """From one version (`from`) to another (`to`); without them the last two."""
    view = view_of(request)
    family = await find_family(view.context, form)
    known = [version.version for version in family.versions]
    later = later or family.head
    after = known[known.index(later) + 1 :] if later in known else []
    earlier = earlier or (after[0] if after else later)
    for version in (earlier, later):
        names.version(version)

    async def both_of(connection: Connection) -> list[CoreText]:
        out = []
        for version in (earlier, later):
            core = await cores.by_version(connection, form, version)
            if core is None:
                params = {"form": form, "version": version}
                raise RefusedError(Problem("no-such-version", params=params))
            out.append(core)
        return out

    old, new = await read(view.context.pool, both_of)
    older, newer = (
        (view.say("form.version-name", version=core.version), core.document) for core in (old, new)
    )
    key = (old.digest, new.digest, older[0], newer[0], view.lang)
    table = await view.context.made.get(
        view.context.workers, key, compared, older, newer, view.lang
    )
    return view.render(
        "compare.html",
        family=family,
        earlier=earlier,
        later=later,
        rows=len(table.rows),
        html=table_html(table, view.lang),
    )
