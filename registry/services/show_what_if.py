"""What promoting would do, in words, kept as long as nothing it rests on changes."""

from __future__ import annotations

import msgspec

from registry.compute.what_if_page import WhatIfPage, what_if_page
from registry.context import Context
from registry.db import measures
from registry.db.pool import read
from registry.services.ask_standing import what_if
from soroe.measured import Wanted
from soroe.model import Lang


async def show_what_if(context: Context, form: str, wanted: Wanted, lang: Lang) -> WhatIfPage:
    """The page of a question; raises as `registry.services.ask_standing.what_if`.

    It is worked out once for all who ask the same before anything is published or decided.
    """
    marks = await read(context.pool, measures.marks)

    async def ask() -> bytes:
        return await what_if(context, form, wanted)

    async def make() -> WhatIfPage:
        facts = msgspec.structs.astuple(wanted)
        answer = await context.made.keep(("what-if answer", form, *facts, marks), ask)
        return await context.workers.run(what_if_page, answer, lang)

    return await context.made.keep(
        ("what-if", form, *msgspec.structs.astuple(wanted), marks, lang), make
    )
