"""What publishing a core would do to each municipality."""

from __future__ import annotations

from typing import Annotated, Literal, TypeAlias

from litestar import Response, get, post
from litestar.params import FromPath, FromQuery, QueryParameter

from registry.answers import JSON, for_people
from registry.caching import NEVER
from registry.compute.impact import View
from registry.context import Context
from registry.intake import StrictRequest
from registry.services.impact import impact_of_core, impact_of_review
from soroe.model import Lang

Shown: TypeAlias = Literal["json", "markdown", "html"]


@post("/api/v1/forms/{form:str}/impact", status_code=200)
async def post_impact(
    request: StrictRequest,
    form: FromPath[str],
    version: FromQuery[str],
    *,
    shown: Annotated[Shown, QueryParameter(name="format")] = "json",
    lang: FromQuery[Lang] = "ja",
) -> Response[bytes]:
    """The impact of publishing the document in the body under a version; nothing is kept."""
    context: Context = request.app.state["context"]
    view = View(shown, lang)
    body = await request.document()
    return _answer(await impact_of_core(context, form, version, body, view), shown)


@get("/api/v1/forms/{form:str}/reviews/{version:str}/impact")
async def get_review_impact(
    request: StrictRequest,
    form: FromPath[str],
    version: FromPath[str],
    *,
    shown: Annotated[Shown, QueryParameter(name="format")] = "json",
    lang: FromQuery[Lang] = "ja",
) -> Response[bytes]:
    """The impact of publishing the text that is being reviewed."""
    context: Context = request.app.state["context"]
    view = View(shown, lang)
    return _answer(await impact_of_review(context, form, version, view), shown)


def _answer(made: bytes, shown: Shown) -> Response[bytes]:
    if shown == "json":
        return Response(made, media_type=JSON, headers={"Cache-Control": NEVER})
    return for_people(made.decode(), shown)
