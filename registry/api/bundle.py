"""The bundle: all that a closed network needs in one signed file."""

from __future__ import annotations

from typing import Annotated

from litestar import Response, get
from litestar.params import QueryParameter

from registry import days, names
from registry.answers import JSON, document
from registry.caching import POINTER
from registry.context import Context
from registry.intake import StrictRequest
from registry.limits import MAX_CHOSEN
from registry.problems import RefusedError
from registry.services.make_bundle import Wanted, make_bundle, state
from registry.within import reader
from soroe.bundle import Scope
from soroe.errors import Problem


@get("/bundle.json")
async def get_bundle(
    request: StrictRequest,
    *,
    form: Annotated[list[str] | None, QueryParameter(name="form")] = None,
    municipality: Annotated[list[str] | None, QueryParameter(name="municipality")] = None,
    since: Annotated[int | None, QueryParameter(name="since")] = None,
) -> Response[bytes]:
    """Everything, or chosen forms and municipalities; with `since`, what came after."""
    context: Context = request.app.state["context"]
    forms = _chosen("form", form)
    codes = _chosen("municipality", municipality)
    for one in forms or ():
        names.form(one)
    for one in codes or ():
        names.code(one)
    if since is not None and since < 0:
        raise RefusedError(Problem("parameter-invalid", params={"name": "since", "wanted": "0-"}))
    wanted = Wanted(Scope(forms, codes), since)
    # What is listed may change with the day alone.
    key = (wanted, await state(context), days.today())
    made = await context.bundles.get(key, lambda: make_bundle(context, reader(request.app), wanted))
    headers = {"Content-Disposition": 'attachment; filename="soroe-bundle.json"'}
    return document(made, POINTER, JSON, headers)


def _chosen(name: str, given: list[str] | None) -> tuple[str, ...] | None:
    """What was named, each once and in order; None is all."""
    if not given:
        return None
    if len(given) > MAX_CHOSEN:
        params = {"name": name, "wanted": f"1-{MAX_CHOSEN}"}
        raise RefusedError(Problem("parameter-invalid", params=params))
    return tuple(sorted(set(given)))
