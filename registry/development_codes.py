"""Access codes for trying the pages out on one machine."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import Final

from registry.context import Context
from registry.db import organisations
from registry.db.pool import read
from registry.development_tokens import STEWARD, organisation_of, write_private
from registry.limits import CODE_HOURS
from registry.services.issue_code import issue_code

PEOPLE: Final = {STEWARD: "例示 県子", "999903": "例示 市郎"}
"""For whom codes are made: a steward, and somebody of 例示市 (fictional)."""


async def development_codes(context: Context, file: Path) -> dict[str, str]:
    """A new code for each of `PEOPLE`, by the name of the organisation.

    They are also written to a file that only its owner reads; those that were there before go on
    until they are used or expire. An organisation that is not there gets none.
    """
    made: dict[str, str] = {}
    for owner, person in PEOPLE.items():
        id_ = organisation_of(owner)
        found = await read(context.pool, partial(organisations.get, id_=id_))
        if found is not None:
            _, code = await issue_code(
                context, None, organisation=id_, person=person, hours=CODE_HOURS
            )
            made[found.name] = code.reveal()
    write_private(file, "".join(f"{code}\t{name}\n" for name, code in made.items()))
    return made
