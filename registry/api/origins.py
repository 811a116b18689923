"""Which layer each operation of a local form comes from."""

from __future__ import annotations

import msgspec
from litestar import Response, get
from litestar.params import FromPath

from registry import names
from registry.answers import JSON, document
from registry.caching import IMMUTABLE
from registry.context import Context
from registry.intake import StrictRequest
from registry.services.trace_origins import trace_origins

_encode = msgspec.json.Encoder(order="sorted").encode


@get("/api/v1/forms/{form:str}/local/{code:str}/{revision:str}/origins")
async def get_origins(
    request: StrictRequest, form: FromPath[str], code: FromPath[str], revision: FromPath[str]
) -> Response[bytes]:
    """The layers of a revision, the lowest first, and the origin of each operation."""
    context: Context = request.app.state["context"]
    names.form(form)
    names.code(code)
    found = await trace_origins(context, form, code, names.revision(revision))
    return document(_encode(found), IMMUTABLE, JSON)
