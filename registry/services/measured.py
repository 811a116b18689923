"""What was measured of a form, looked up."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

import msgspec

from registry import names
from registry.context import Context
from registry.db import cores, measures, municipalities
from registry.db.measures import OfForm
from registry.db.municipalities import Municipality
from registry.db.pool import Connection, read
from registry.problems import RefusedError
from soroe.divergence import Divergence, share
from soroe.errors import Problem
from soroe.measured import MeasuredCandidates, MeasuredForm, MeasuredMunicipality
from soroe.promotion import Candidate


async def candidates_of(context: Context, form: str) -> bytes:
    """What cities have in common (`soroe.measured.MeasuredCandidates`), as JSON.

    Raises `RefusedError`: `form-name-invalid`, `no-such-form`, and `not-measured-yet` in the first
    moments of a form.
    """
    return await _text(context, form, measures.candidates)


async def divergence_of(context: Context, form: str) -> bytes:
    """The divergence index of a form (`soroe.measured.MeasuredIndex`), as JSON; raises as above."""
    return await _text(context, form, measures.divergence)


async def measured_below(context: Context, form: str) -> MeasuredCandidates:
    """What cities have in common, with what it stands for; raises as `candidates_of`."""
    return msgspec.json.decode(await candidates_of(context, form), type=MeasuredCandidates)


async def measured_candidate(context: Context, form: str, id_: str) -> tuple[Candidate, str]:
    """A candidate, and the version of the core that it would be made in.

    Raises as `candidates_of`, and `RefusedError` `candidate-unknown`.
    """
    found = await measured_below(context, form)
    for one in found.below.candidates:
        if one.id == id_:
            return one, found.core
    raise RefusedError(Problem("candidate-unknown", params={"id": id_[:100]}))


async def divergence_of_municipality(context: Context, code: str) -> MeasuredMunicipality:
    """The divergence of a municipality in all its forms; `no-such-municipality`."""
    names.code(code)

    async def work(connection: Connection) -> tuple[Municipality, list[OfForm]]:
        found = (await municipalities.some(connection, [code])).get(code)
        if found is None:
            raise RefusedError(Problem("no-such-municipality", params={"code": code}))
        return found, await measures.of_municipality(connection, code)

    place, rows = await read(context.pool, work)
    every = [msgspec.json.decode(row.detail, type=Divergence) for row in rows]
    forms = tuple(
        MeasuredForm(row.form, row.latest, one, share((one,)))
        for row, one in zip(rows, every, strict=True)
    )
    return MeasuredMunicipality(code, place.name, forms, share(every))


async def _text(
    context: Context, form: str, look: Callable[[Connection, str], Awaitable[bytes | None]]
) -> bytes:
    names.form(form)

    async def work(connection: Connection) -> bytes:
        found = await look(connection, form)
        if found is None:
            there = await cores.latest(connection, form) is not None
            params = {"form": form}
            raise RefusedError(Problem("not-measured-yet" if there else "no-such-form", "", params))
        return found

    return await read(context.pool, work)
