"""Two edits of one draft, made from the same text: what both kinds of merge page start from."""

from __future__ import annotations

from uuid import UUID

import msgspec

from registry.db import drafts
from registry.db.drafts import Draft
from registry.db.pool import Connection, read
from registry.db.tokens import Holder
from registry.problems import RefusedError
from registry.services.draft_access import find
from registry.web.forms import Sent
from registry.web.view import View
from soroe.errors import Problem

OURS = "ours"
"""What a field says where the edit that was kept aside is chosen."""

_LAST = 2**31 - 1


class Texts(msgspec.Struct, frozen=True):
    """The draft, and the three texts: before both, the one it has now, the one kept beside."""

    draft: Draft
    base: bytes
    theirs: bytes
    ours: bytes


async def texts_of(view: View, holder: Holder, id_: UUID, edit: int) -> Texts:
    """The texts of a draft and of its edit that was kept aside.

    Raises `RefusedError`: `no-such-edit`, and what finding the draft raises.
    """
    edit = max(0, min(edit, _LAST - 1))  # nothing has as many, and the database no number for it

    async def work(connection: Connection) -> Texts:
        draft = await find(connection, holder, id_)
        known = await drafts.edits(connection, id_, edit + 1, 1)
        base = known[0].base if known and known[0].edit == edit else None
        bodies = [
            await drafts.body(connection, id_, number) if number else None
            for number in (base, draft.edit, edit)
        ]
        if None in bodies:
            params = {"draft": str(id_), "edit": str(edit)[:20]}
            raise RefusedError(Problem("no-such-edit", params=params))
        return Texts(draft, *(body or b"" for body in bodies))

    return await read(view.context.pool, work)


def chosen(given: Sent) -> tuple[int, frozenset[str]]:
    """The number of the edit that a merge page was about, and the places decided for it."""
    number = given.get("edit")
    edit = int(number) if number.isdecimal() and len(number) < 10 else 0
    return edit, frozenset(given.get(f"at-{n}") for n in given.all("clash") if given.get(n) == OURS)
