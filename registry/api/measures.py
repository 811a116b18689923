"""What cities have in common and how far they are from the core, as it was measured."""

from __future__ import annotations

from typing import Annotated, Literal

from litestar import Response, get, post
from litestar.params import FromPath, FromQuery, JSONBody, QueryParameter

from registry.answers import JSON, document, listing
from registry.api.organisations import Command
from registry.api.tables import MEDIA, Shape
from registry.caching import NEVER, POINTER
from registry.compute.sheets import candidates_sheet, divergence_sheet
from registry.context import Context
from registry.intake import StrictRequest
from registry.services import ask_standing, measured
from registry.services.divergence_history import divergence_history
from soroe.measured import Wanted
from soroe.model import Lang


class AskWhatIf(Command, frozen=True):
    """What is to be promoted: candidates by id and changes by name, or the best so many."""

    candidates: tuple[str, ...] = ()
    changes: tuple[str, ...] = ()
    best: int | None = None


@get("/api/v1/forms/{form:str}/candidates")
async def get_candidates(
    request: StrictRequest,
    form: FromPath[str],
    *,
    shown: Annotated[Shape, QueryParameter(name="as")] = "json",
    lang: FromQuery[Lang] = "ja",
) -> Response[bytes]:
    """What the cities have in common below the latest core."""
    context: Context = request.app.state["context"]
    found = await measured.candidates_of(context, form)
    if shown == "json":
        return _kept(request, found)
    made = await context.workers.run(candidates_sheet, found, shown, lang)
    return _file(made, f"{form}-candidates", shown)


@get("/api/v1/forms/{form:str}/divergence")
async def get_divergence(
    request: StrictRequest,
    form: FromPath[str],
    *,
    shown: Annotated[Shape, QueryParameter(name="as")] = "json",
    lang: FromQuery[Lang] = "ja",
) -> Response[bytes]:
    """The divergence index of a form: all together, by prefecture, by municipality."""
    context: Context = request.app.state["context"]
    found = await measured.divergence_of(context, form)
    if shown == "json":
        return _kept(request, found)
    made = await context.workers.run(divergence_sheet, found, shown, lang)
    return _file(made, f"{form}-divergence", shown)


@get("/api/v1/forms/{form:str}/divergence/history")
async def get_history(
    request: StrictRequest, form: FromPath[str], municipality: FromQuery[str | None] = None
) -> Response[bytes]:
    """The share from each day on, of all municipalities or of one."""
    context: Context = request.app.state["context"]
    return listing(await divergence_history(context, form, municipality))


@get("/api/v1/municipalities/{code:str}/divergence")
async def get_municipality_divergence(
    request: StrictRequest, code: FromPath[str]
) -> Response[bytes]:
    """All forms of a municipality, item by item."""
    context: Context = request.app.state["context"]
    return listing(await measured.divergence_of_municipality(context, code))


@get("/api/v1/forms/{form:str}/neighbours/{code:str}")
async def get_neighbours(
    request: StrictRequest,
    form: FromPath[str],
    code: FromPath[str],
    *,
    count: FromQuery[int] = 3,
    lang: FromQuery[Lang] = "ja",
) -> Response[bytes]:
    """The municipalities that treat most items alike, and what separates them."""
    context: Context = request.app.state["context"]
    return document(await ask_standing.neighbours(context, form, code, count, lang), POINTER)


@get("/api/v1/forms/{form:str}/solved")
async def get_solved(
    request: StrictRequest, form: FromPath[str], item: FromQuery[str], lang: FromQuery[Lang] = "ja"
) -> Response[bytes]:
    """The ways in which the municipalities treat an item."""
    context: Context = request.app.state["context"]
    return document(await ask_standing.solved(context, form, item, lang), POINTER)


@post("/api/v1/forms/{form:str}/what-if", status_code=200)
async def post_what_if(
    request: StrictRequest, form: FromPath[str], data: JSONBody[AskWhatIf]
) -> Response[bytes]:
    """What promoting would do to everybody; nothing is kept."""
    context: Context = request.app.state["context"]
    wanted = Wanted(data.candidates, data.changes, data.best)
    made = await ask_standing.what_if(context, form, wanted)
    return Response(made, media_type=JSON, headers={"Cache-Control": NEVER})


def _kept(request: StrictRequest, body: bytes) -> Response[bytes]:
    """A measure, which the layer in front keeps until something is measured again."""
    request.scope["state"]["keep"] = True
    return document(body, POINTER)


def _file(body: bytes, name: str, shown: Literal["csv", "xlsx"]) -> Response[bytes]:
    headers = {"Content-Disposition": f'attachment; filename="{name}.{shown}"'}
    return document(body, POINTER, MEDIA[shown], headers)
