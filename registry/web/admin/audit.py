"""The audit, for stewards: who did what, with filters, as a page and as a file."""

from __future__ import annotations

from datetime import date
from typing import Final
from urllib.parse import urlencode

import msgspec
from litestar import Response, get
from litestar.params import FromQuery

from registry import days
from registry.caching import NEVER
from registry.context import Context
from registry.db import audits
from registry.db.audits import Told, Wanted
from registry.db.pool import read
from registry.intake import StrictRequest
from registry.limits import MAX_EXPORT
from registry.problems import RefusedError
from registry.web.paths import both
from registry.web.shown import moment
from registry.web.view import View, view_of
from registry.web.words import say, table
from soroe.errors import Problem
from soroe.grid import Grid, to_csv, to_xlsx
from soroe.model import Lang

PAGE: Final = 100
_NEWEST: Final = 2**63 - 1
_FIRST_YEAR: Final = 1900
_MEDIA: Final = {
    "csv": "text/csv",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
_COLUMNS: Final = ("at", "organisation", "who", "action", "object", "before", "after")


class Filter(msgspec.Struct, frozen=True):
    """What was typed into the filter; "" for what does not matter."""

    organisation: str = ""
    action: str = ""
    object: str = ""
    since: str = ""
    until: str = ""

    def query(self) -> str:
        """The same in an address."""
        return urlencode(
            {name: text for name, text in msgspec.structs.asdict(self).items() if text}
        )


@get(both("/admin/audit"))
async def get_audit(request: StrictRequest, before: FromQuery[str] = "") -> Response[bytes]:
    """The entries that fit, the newest first, a hundred at a time."""
    view = view_of(request)
    typed = _typed(request)
    wanted, wrong = _wanted(view, typed)
    found: list[Told] = []
    if not wrong:
        found = await _found(view.context, wanted, _before(before), PAGE + 1)
    return view.render(
        "admin-audit.html",
        status=400 if wrong else 200,
        found=found[:PAGE],
        older=found[PAGE - 1].id if len(found) > PAGE else None,
        typed=typed,
        wrong=wrong,
        actions=actions(view.lang),
        is_first=not before,
    )


@get(both("/admin/audit/export"))
async def get_audit_export(request: StrictRequest) -> Response[bytes]:
    """The entries that fit as CSV or an Excel workbook, at most `MAX_EXPORT`, the newest ones."""
    view = view_of(request)
    typed, format_ = _typed(request), request.query_params.get("format", "csv")
    wanted, wrong = _wanted(view, typed)
    if wrong or format_ not in _MEDIA:
        name = next(iter(wrong), "format")
        params = {"name": name, "wanted": "YYYY-MM-DD" if wrong else "csv, xlsx"}
        raise RefusedError(Problem("parameter-invalid", params=params))
    found = await _found(view.context, wanted, _NEWEST, MAX_EXPORT)
    grid = _grid(found, view.lang)
    if format_ == "csv":
        body = await view.context.workers.run(to_csv, grid)
    else:
        body = await view.context.workers.run(to_xlsx, (grid,))
    file = f"soroe-audit-{days.today()}.{format_}"
    headers = {"Content-Disposition": f'attachment; filename="{file}"', "Cache-Control": NEVER}
    return Response(body, media_type=_MEDIA[format_], headers=headers)


def actions(lang: Lang) -> dict[str, str]:
    """What may have been done, in words, by its name in the audit."""
    return {
        key.removeprefix("action-"): text
        for key, text in table("audit", lang).items()
        if key.startswith("action-")
    }


def _typed(request: StrictRequest) -> Filter:
    names = Filter.__struct_fields__
    return Filter(**{name: request.query_params.get(name, "").strip() for name in names})


def _wanted(view: View, typed: Filter) -> tuple[Wanted, dict[str, str]]:
    """The filter, and what is wrong with it by field."""
    wrong: dict[str, str] = {}

    def day(name: str, text: str) -> date | None:
        try:
            found = date.fromisoformat(text) if text else None
        except ValueError:
            found = date.min
        if found is not None and not _FIRST_YEAR <= found.year < date.max.year:
            wrong[name] = view.say("audit.day-wrong")
            return None
        return found

    since, until = day("since", typed.since), day("until", typed.until)
    wanted = Wanted(
        organisation=typed.organisation or None,
        action=typed.action or None,
        object=typed.object,
        since=days.beginning(since) if since else None,
        until=days.beginning(days.after(until)) if until else None,
    )
    return wanted, wrong


def _before(cursor: str) -> int:
    known = cursor.isascii() and cursor.isdecimal() and len(cursor) < 19
    return int(cursor) if known else _NEWEST


async def _found(context: Context, wanted: Wanted, before: int, limit: int) -> list[Told]:
    return await read(context.pool, lambda c: audits.search(c, wanted, before, limit))


def _grid(found: list[Told], lang: Lang) -> Grid:
    names = actions(lang)
    head = tuple(say(lang, f"audit.{column}") for column in _COLUMNS)
    rows = tuple(
        (
            moment(one.at),
            one.name or say(lang, "audit.operator"),
            one.person or one.label,
            names.get(one.action, one.action),
            one.object,
            one.digest_before,
            one.digest_after,
        )
        for one in found
    )
    return Grid(say(lang, "audit.title"), head, rows)
