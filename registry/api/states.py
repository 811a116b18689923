"""The states of published cores: what was said of them, and saying something."""

from __future__ import annotations

from datetime import date

import msgspec
from litestar import Response, get, post
from litestar.params import FromPath, JSONBody

from registry import lifecycle, names
from registry.answers import listing, private
from registry.api.organisations import Command
from registry.context import Context
from registry.db import states
from registry.db.pool import Connection, read
from registry.db.states import Said, Standing, State
from registry.front import Front
from registry.intake import StrictRequest
from registry.lifecycle import StateEntry
from registry.services.change_state import change_state
from registry.services.check_form import find_core


class ChangeState(Command, frozen=True):
    """What is said of a version: `deprecated` with the first day and the version in its place.

    A withdrawal may name a replacement; `published` takes back what was said.
    """

    state: State
    reason: str
    effective: date | None = None
    removal: date | None = None
    replacement: str | None = None


class ChangedState(msgspec.Struct, frozen=True):
    """What holds now; `created` is false where it held before."""

    form: str
    version: str
    standing: StateEntry
    created: bool


class States(msgspec.Struct, frozen=True):
    """The state of a version now, and all that was ever said of it, oldest first."""

    form: str
    version: str
    state: str
    history: list[StateEntry]


@post("/api/v1/forms/{form:str}/versions/{version:str}/state", status_code=200)
async def post_state(
    request: StrictRequest, form: FromPath[str], version: FromPath[str], data: JSONBody[ChangeState]
) -> Response[bytes]:
    """Say that a version is deprecated, withdrawn, or published as before."""
    context: Context = request.app.state["context"]
    said = Said(data.state, data.effective, data.removal, data.replacement, data.reason)
    by = request.scope["state"]["by"]
    changed = await change_state(context, by, form=form, version=version, said=said)
    front: Front = request.app.state["front"]
    front.forget()
    answer = ChangedState(form, version, lifecycle.entry(changed.standing), changed.created)
    return private(answer, 201 if changed.created else 200)


@get("/api/v1/forms/{form:str}/versions/{version:str}/state")
async def get_states(
    request: StrictRequest, form: FromPath[str], version: FromPath[str]
) -> Response[bytes]:
    """The state of a version, and what was said of it."""
    context: Context = request.app.state["context"]
    names.form(form)
    names.version(version)

    async def work(connection: Connection) -> tuple[str, list[Standing]]:
        core = await find_core(connection, form, version)
        return core.state, await states.history(connection, form, version)

    state, said = await read(context.pool, work)
    return listing(States(form, version, state, [lifecycle.entry(one) for one in said]))
