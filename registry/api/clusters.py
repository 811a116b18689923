"""What stewards decided about clusters of changes."""

from __future__ import annotations

from typing import Literal

from litestar import Response, get, post
from litestar.params import FromPath, JSONBody

from registry.answers import listing, private
from registry.api.organisations import Command
from registry.context import Context
from registry.intake import StrictRequest
from registry.problems import RefusedError
from registry.services.decide_cluster import decide_cluster, list_decisions, undo_decision
from soroe.errors import Problem


class DecideCluster(Command, frozen=True):
    """`merge` or `split` the clusters of two keys, or `undo` a decision by its number."""

    action: Literal["merge", "split", "undo"]
    reason: str
    one: str | None = None
    other: str | None = None
    decision: int | None = None


@get("/api/v1/forms/{form:str}/clusters/decisions")
async def get_decisions(request: StrictRequest, form: FromPath[str]) -> Response[bytes]:
    """All decisions, in the order they were made; those that were taken back too."""
    context: Context = request.app.state["context"]
    return listing(await list_decisions(context, form))


@post("/api/v1/forms/{form:str}/clusters/decisions")
async def post_decision(
    request: StrictRequest, form: FromPath[str], data: JSONBody[DecideCluster]
) -> Response[bytes]:
    """Decide, or take a decision back: 201, or 200 where it is so already."""
    context: Context = request.app.state["context"]
    by = request.scope["state"]["by"]
    if data.action == "undo":
        if data.decision is None or data.one is not None or data.other is not None:
            raise _unfit("decision")
        made = await undo_decision(context, by, form, data.decision, data.reason)
    else:
        if data.one is None or data.other is None or data.decision is not None:
            raise _unfit("one, other")
        keys = (data.one, data.other)
        made = await decide_cluster(
            context, by, form, action=data.action, keys=keys, reason=data.reason
        )
    return private(made, 201 if made.created else 200)


def _unfit(wanted: str) -> RefusedError:
    return RefusedError(Problem("request-invalid", params={"detail": f"action, reason, {wanted}"}))
