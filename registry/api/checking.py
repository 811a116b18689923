"""Checking a form; nothing is kept."""

from __future__ import annotations

from litestar import Response, post
from litestar.params import FromQuery

from registry.answers import JSON
from registry.caching import NEVER
from registry.compute.form import Brought
from registry.context import Context
from registry.intake import StrictRequest
from registry.limits import MAX_FILE
from registry.services.check_form import check_form


@post("/api/v1/check", status_code=200, request_max_body_size=MAX_FILE)
async def post_check(
    request: StrictRequest,
    form: FromQuery[str],
    core: FromQuery[str] = "latest",
    municipality: FromQuery[str | None] = None,
    sheet: FromQuery[str | None] = None,
) -> Response[bytes]:
    """The findings report of the form in the body, a document or a file, against a core."""
    context: Context = request.app.state["context"]
    body, is_json = await request.file()
    brought = Brought(body, is_json, sheet)
    report = await check_form(context, form, core, municipality, brought)
    return Response(report, media_type=JSON, headers={"Cache-Control": NEVER})
