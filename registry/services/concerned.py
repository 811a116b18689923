"""Whom a feed, a digest or a webhook is for: a form, a municipality, a prefecture, or everybody."""

from __future__ import annotations

import msgspec

from registry import names
from registry.db import cores, municipalities, reviews
from registry.db.pool import Connection
from registry.problems import RefusedError
from soroe.codes import is_prefecture
from soroe.errors import Problem


class Concerned(msgspec.Struct, frozen=True):
    """A form and an area, None for all; with the names that these have.

    `area` is a municipality's code, or the two digits that the codes of a prefecture begin with.
    """

    form: str | None = None
    area: str | None = None
    title: str = ""
    place: str = ""
    code: str | None = None


def area_of(municipality: str | None, prefecture: str | None) -> str | None:
    """The area that is asked for by a municipality's code or by that of a prefecture.

    Raises `RefusedError`: `municipality-code-invalid`, `check-digit-wrong`, `parameter-invalid`
    where both are given or a prefecture's code is none.
    """
    if municipality is not None and prefecture is not None:
        params = {"name": "prefecture", "wanted": "municipality × prefecture"}
        raise RefusedError(Problem("parameter-invalid", params=params))
    if municipality is not None:
        return names.code(municipality)
    if prefecture is None:
        return None
    if not is_prefecture(names.code(prefecture)):
        params = {"name": "prefecture", "wanted": "130001, 990001, …"}
        raise RefusedError(Problem("parameter-invalid", params=params))
    return prefecture[:2]


async def find_concerned(
    connection: Connection,
    *,
    form: str | None = None,
    municipality: str | None = None,
    prefecture: str | None = None,
) -> Concerned:
    """Whom it is for, with names; who is not there is refused.

    Raises `RefusedError`: what `area_of` refuses, `form-name-invalid`, `no-such-form`,
    `no-such-municipality`.
    """
    area, title, place = area_of(municipality, prefecture), "", ""
    code = municipality or prefecture
    if form is not None:
        versions = await cores.versions(connection, names.form(form))
        sent = [] if versions else await reviews.everything(connection, form)
        if not versions and not sent:
            raise RefusedError(Problem("no-such-form", params={"form": form}))
        title = versions[-1].title if versions else sent[-1].title
    if code is not None:
        found = await municipalities.get(connection, code)
        if found is None:
            raise RefusedError(Problem("no-such-municipality", params={"code": code}))
        place = found.name
    return Concerned(form, area, title, place, code)
