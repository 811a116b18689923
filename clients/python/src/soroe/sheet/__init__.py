"""The items of a form as an Excel workbook that staff edit, and back.

`write_sheet` makes the workbook; `read_rows` and `read_sheet` find out what somebody changed in it.
The law of the round trip: a workbook that nobody edited says the form that it was made from.
"""

from __future__ import annotations

from collections.abc import Mapping

from soroe.model import Json, Lang
from soroe.sheet.cells import listed
from soroe.sheet.layout import Origin
from soroe.sheet.model import Edit, Reading
from soroe.sheet.read import fingerprint, read_sheet
from soroe.sheet.rows import read_rows
from soroe.sheet.write import render

__all__ = ["Edit", "Origin", "Reading", "read_rows", "read_sheet", "write_sheet"]


def write_sheet(
    core: Json,
    form: Json,
    name: tuple[str, str],
    lang: Lang,
    *,
    municipality: str | None = None,
    differs: Mapping[str, str] | None = None,
) -> bytes:
    """The workbook of a form that rests on a core; both have their references inlined.

    `name` is the form's name and the version of the core; `municipality` whose local form it is,
    None for the core itself. `differs` says of items in what they differ from the core.
    """
    origin = Origin(name[0], name[1], fingerprint(form), lang, municipality)
    title = form.get("title") if isinstance(form, dict) else None
    shown = title if isinstance(title, str) else name[0]
    return render(listed(core, form, lang, differs or {}), origin, shown)
