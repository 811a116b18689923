"""Which core and which local revision apply on a day, as known at a time."""

from __future__ import annotations

from litestar import Response, get
from litestar.params import FromPath, FromQuery

from registry import names, times
from registry.answers import listing
from registry.context import Context
from registry.db.pool import read
from registry.intake import StrictRequest
from registry.services.in_force import find_in_force


@get("/api/v1/forms/{form:str}/in-force")
async def get_in_force(
    request: StrictRequest, form: FromPath[str], municipality: FromQuery[str | None] = None
) -> Response[bytes]:
    """What applies on the day that is asked for, or today."""
    context: Context = request.app.state["context"]
    names.form(form)
    code = names.code(municipality) if municipality is not None else None
    when = times.on_a_day(times.asked(request))
    return listing(await read(context.pool, lambda c: find_in_force(c, form, code, when)))
