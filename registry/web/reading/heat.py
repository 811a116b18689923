"""The heat map: who changes which item of a form, items across, municipalities down."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, Final

import msgspec
from litestar import Response, get
from litestar.params import FromPath, FromQuery

from registry import names
from registry.compute.spread import Line, Spread, likeness
from registry.intake import StrictRequest
from registry.problems import RefusedError
from registry.services.find_spread import find_spread
from registry.web.markup import trusted
from registry.web.paths import both
from registry.web.reading.forms_shown import find_family
from registry.web.reading.heat_rows import CLASSES, EFFECTS, Rows
from registry.web.view import view_of
from soroe.errors import Problem
from soroe.locale import text

BAND = 100
"""Rows under one heading: the titles of the items stay in sight, and far rows cost nothing."""

ITEMS = 60
"""Items that are shown of a full page of rows, unless somebody wants all: those that most change.

Of fewer rows there may be more, as long as the map has no more places.
"""

PAGE = 200
"""Rows that are shown at once, unless somebody wants all of them."""

_ORDERS: Final[dict[str, Callable[[Line], Any]]] = {
    "code": lambda line: line.code,
    "name": lambda line: (line.kana, line.code),
    "index": lambda line: (-(line.index or 0.0), -line.told, line.code),
}


class Asked(msgspec.Struct, frozen=True):
    """How the map is to be shown; "" is no choice."""

    sort: str
    near: str
    prefecture: str
    klass: str
    effect: str


@get(both("/forms/{form:str}/heat"))
async def get_heat(
    request: StrictRequest,
    form: FromPath[str],
    *,
    sort: FromQuery[str] = "alike",
    near: FromQuery[str] = "",
    prefecture: FromQuery[str] = "",
    kind: FromQuery[str] = "",
    effect: FromQuery[str] = "",
    rows: FromQuery[str] = "",
    items: FromQuery[str] = "",
) -> Response[bytes]:
    """The map in an order, of all or of some; each cell leads to the change.

    `rows`: `all`, or the number of the first one (from 1). `items`: `all`, or those that most
    municipalities change.
    """
    view = view_of(request)
    names.form(form)
    asked = _asked(Asked(sort, near, prefecture, kind, effect))
    family = await find_family(view.context, form)
    spread = await find_spread(view.context, form)
    found = _chosen(spread, asked)
    first = 0 if rows == "all" or not rows.isdecimal() else min(int(rows[:6]), len(found)) - 1
    first = max(first // PAGE * PAGE, 0)
    lines = found if rows == "all" else found[first : first + PAGE]
    most = PAGE * ITEMS // max(len(lines), 1)
    columns = _columns(spread, len(spread.columns) if items == "all" else max(most, ITEMS))
    writer = Rows(spread.columns, view.lang, columns)
    bands = [lines[n : n + BAND] for n in range(0, len(lines), BAND)]
    return view.render(
        "heat.html",
        family=family,
        spread=spread,
        asked=asked,
        found=len(found),
        columns=[spread.columns[place] for place in columns],
        items="all" if items == "all" else "",
        rows="all" if rows == "all" else "",
        first=first,
        shown=len(lines),
        starts=range(1, len(found) + 1, PAGE) if len(found) > PAGE else [],
        bands=[trusted("".join(map(writer.row, band))) for band in bands],
        prefectures=sorted({line.prefecture for line in spread.lines}),
        places=sorted(spread.lines, key=_ORDERS["name"]) if len(spread.lines) <= BAND else [],
        near_name=next((ln.name for ln in spread.lines if ln.code == asked.near), ""),
        classes={one: text("report", one, "title", view.lang) for one in CLASSES},
        effects={one: text("impact", "effect", one, view.lang) for one in EFFECTS},
    )


def _asked(asked: Asked) -> Asked:
    """What was asked for, if the form offers it; `RefusedError` `parameter-invalid`."""
    offered: dict[str, tuple[str, Sequence[str]]] = {
        "sort": (asked.sort, ("alike", "near", *_ORDERS)),
        "kind": (asked.klass, ("", *CLASSES)),
        "effect": (asked.effect, ("", *EFFECTS)),
    }
    for name, (given, known) in offered.items():
        if given not in known:
            wanted = {"name": name, "wanted": " | ".join(filter(None, known))}
            raise RefusedError(Problem("parameter-invalid", params=wanted))
    if asked.near:
        names.code(asked.near)
        return msgspec.structs.replace(asked, sort="near")
    return asked


def _chosen(spread: Spread, asked: Asked) -> list[Line]:
    """The lines that were asked for, in their order."""
    lines = list(spread.lines)
    to = next((line for line in lines if line.code == asked.near), None)
    if asked.sort in _ORDERS:
        lines.sort(key=_ORDERS[asked.sort])
    elif to is not None:
        lines.sort(key=lambda line: (likeness(to, line)[1], -likeness(to, line)[0], line.code))
    else:
        lines = [spread.lines[place] for place in spread.alike]
    return [
        line
        for line in lines
        if asked.prefecture in ("", line.prefecture)
        and (not asked.klass or asked.klass in line.classes)
        and (not asked.effect or asked.effect in line.effects)
    ]


def _columns(spread: Spread, most: int) -> list[int]:
    """Places of the columns that are shown, in reading order."""
    places = range(len(spread.columns))
    return sorted(sorted(places, key=lambda n: (-spread.columns[n].count, n))[:most])
