"""The digest: what happened and what waits, for a person to read or as values."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Annotated, Literal, TypeAlias

from litestar import Response, get
from litestar.params import FromQuery, QueryParameter

from registry import days
from registry.answers import for_people, private
from registry.context import Context
from registry.intake import StrictRequest
from registry.services.make_digest import make_digest
from soroe.model import Lang
from soroe.news import rendered

Wanted: TypeAlias = Literal["json", "text", "markdown", "html"]

USUAL_DAYS = 7
"""How far back a digest goes that names no day."""


@get("/api/v1/digest")
async def get_digest(
    request: StrictRequest,
    *,
    since: FromQuery[date | None] = None,
    form: FromQuery[str | None] = None,
    municipality: FromQuery[str | None] = None,
    prefecture: FromQuery[str | None] = None,
    wanted: Annotated[Wanted, QueryParameter(name="as")] = "json",
    lang: FromQuery[Lang] = "ja",
) -> Response[bytes]:
    """What happened since a day (else in the last week) and what waits now."""
    context: Context = request.app.state["context"]
    day = since if since is not None else days.today() - timedelta(days=USUAL_DAYS)
    made = await make_digest(
        context,
        since=days.beginning(day),
        form=form,
        municipality=municipality,
        prefecture=prefecture,
    )
    if wanted == "json":
        return private(made)
    return for_people(rendered(made, wanted, lang), wanted)
