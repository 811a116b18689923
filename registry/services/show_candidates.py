"""What municipalities have in common, in words, kept as long as nothing is measured again."""

from __future__ import annotations

from registry import names
from registry.compute.candidates_page import CandidatesPage, candidates_page
from registry.context import Context
from registry.db import measures
from registry.db.pool import read
from registry.services.measured import candidates_of
from soroe.model import Lang


async def show_candidates(context: Context, form: str, lang: Lang) -> CandidatesPage:
    """The page of what was measured of a form.

    Raises `RefusedError`: `form-name-invalid`, `no-such-form`, and `not-measured-yet` in the first
    moments of a form.
    """
    names.form(form)
    at = await read(context.pool, lambda c: measures.measured_at(c, form))

    async def make() -> CandidatesPage:
        text = await candidates_of(context, form)
        return await context.workers.run(candidates_page, text, lang)

    return await context.made.keep(("candidates", form, str(at), lang), make)
