"""Registering an organisation (steward)."""

from __future__ import annotations

from registry import names
from registry.context import Context
from registry.db import municipalities, organisations
from registry.db.organisations import Kind, Organisation
from registry.db.pool import Connection, transaction
from registry.limits import MAX_TITLE
from registry.problems import RefusedError
from registry.services import rights
from soroe.errors import Problem


async def create_organisation(
    context: Context,
    by: rights.By,
    *,
    id_: str,
    kind: Kind,
    name: str,
    municipality: str | None = None,
) -> Organisation:
    """A new organisation; one of kind municipality has its code, no other has one.

    Raises `RefusedError`: `organisation-name-invalid`, `request-invalid` where kind and code do not
    match, `no-such-municipality`, `organisation-exists` where id or municipality is taken.
    """
    names.organisation(id_)
    if not name.strip() or len(name) > MAX_TITLE:
        raise _invalid("/name", f"1-{MAX_TITLE}")
    if (kind == "municipality") != (municipality is not None):
        raise _invalid("/municipality", "kind = municipality")
    if municipality is not None:
        names.code(municipality)

    async def work(connection: Connection) -> Organisation:
        actor = await rights.confirm(connection, by, rights.ORGANISATION_MANAGE)
        if municipality and await municipalities.get(connection, municipality) is None:
            params = {"code": municipality}
            raise RefusedError(Problem("no-such-municipality", "/municipality", params))
        made = await organisations.insert(connection, id_, kind, name, municipality)
        if made is None:
            raise RefusedError(Problem("organisation-exists", "/id", {"id": id_}))
        await rights.record(connection, actor, "create-organisation", f"organisations/{id_}")
        return made

    return await transaction(context.pool, work)


def _invalid(at: str, wanted: str) -> RefusedError:
    return RefusedError(Problem("request-invalid", at, {"detail": wanted}))
