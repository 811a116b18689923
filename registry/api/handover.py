"""What a handover document (引継書) is written from, for the municipality itself and stewards."""

from __future__ import annotations

from datetime import date

from litestar import Response, get
from litestar.params import FromPath, FromQuery

from registry import days
from registry.answers import JSON
from registry.caching import NEVER
from registry.context import Context
from registry.intake import StrictRequest
from registry.services.handover import Asked, collect_handover


@get("/api/v1/municipalities/{code:str}/handover")
async def get_handover(
    request: StrictRequest,
    code: FromPath[str],
    day: FromQuery[date | None] = None,
    form: FromQuery[str | None] = None,
) -> Response[bytes]:
    """Everything about a municipality's forms, and what awaits it; written on a day, or today."""
    context: Context = request.app.state["context"]
    asked = Asked(code, day or days.today(), form)
    made = await collect_handover(context, request.scope["state"]["actor"], asked)
    return Response(made, media_type=JSON, headers={"Cache-Control": NEVER})
