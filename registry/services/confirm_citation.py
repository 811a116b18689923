"""Saying that changes hold under a text as it stands now (the municipality itself)."""

from __future__ import annotations

from collections.abc import Sequence

from registry import days, names
from registry.context import Context
from registry.db import citations
from registry.db.citations import Awaiting
from registry.db.pool import Connection, transaction
from registry.problems import RefusedError
from registry.services import rights
from registry.services.remark import remark
from registry.services.shared_citation import checked, missing
from soroe.errors import Problem


async def confirm_citation(
    context: Context,
    by: rights.By,
    code: str,
    key: str,
    *,
    form: str,
    items: Sequence[str] | None,
    note: str,
) -> list[Awaiting]:
    """The changes of a form that rest on the citation are confirmed: all that await it, or `items`.

    Raises `RefusedError`: rights, `no-such-citation`, `remark-unfit`, and `nothing-to-confirm`
    where nothing awaits review, or an item that is named does not.
    """
    checked(key)
    names.form(form)
    said = remark(note, "/note")

    async def work(connection: Connection) -> list[Awaiting]:
        actor = await rights.confirm(connection, by, rights.DIFF_PUBLISH)
        rights.require_municipality(actor, code)
        if not await citations.editions(connection, code, key):
            raise missing(code, key)
        awaiting = await citations.awaiting(connection, code, days.today())
        there = [c for c in awaiting if (c.form, c.cite) == (form, key)]
        known = {change.item for change in there}
        wrong = [item for item in items or () if item not in known]
        if wrong or not there:
            params = {"form": form, "key": key, "items": ", ".join(wrong) or "-"}
            params["awaiting"] = ", ".join(sorted(known)) or "-"
            raise RefusedError(Problem("nothing-to-confirm", "/items" if wrong else "", params))
        chosen = [change for change in there if items is None or change.item in items]
        organisation = actor.organisation if actor else None
        await citations.confirm(connection, code, chosen, said, organisation)
        name = f"municipalities/{code}/citations/{key}"
        await rights.record(connection, actor, "confirm-citation", name, after=chosen[0].substance)
        return chosen

    return await transaction(context.pool, work)
