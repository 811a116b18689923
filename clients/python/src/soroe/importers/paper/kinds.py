"""What the settings of a cell say of its value: its data validation and its number format."""

from __future__ import annotations

import re

import msgspec

from soroe.importers.field import Fragment, Kind
from soroe.importers.grid import Grid
from soroe.importers.options import Options
from soroe.importers.paper.cells import Cell, Rule
from soroe.importers.spelled import kind_of

_QUOTED = re.compile(r'^"(.*)"$', re.DOTALL)
_RANGE = re.compile(
    r"^=?(?:'?([^'!]+)'?!)?\$?([A-Z]{1,3})\$?(\d+)(?::\$?([A-Z]{1,3})\$?(\d+))?$", re.IGNORECASE
)
_NUMERIC = re.compile(r'^[#,0]*0(\.0+)?(_|"[^"]*"|[ 円人名歳])*$')
_DAY = re.compile(r"(?i)(yy|gg|e).*m.*d|^m+.{0,3}d")
_TIME = re.compile(r"(?i)^\[?h+\]?[:時\"].*m")
_CELLS = 500
"""Cells of a list of choices that are looked at."""


class Said(msgspec.Struct, frozen=True):
    """What a cell says of its value; `odd` is a rule that is not understood."""

    kind: Kind = "value"
    schema: Fragment = {}
    options: Options = Options()
    odd: bool = False


class Lists:
    """The lists of choices of a workbook: written in the rule, or in cells of any sheet."""

    def __init__(self, grids: tuple[Grid, ...], names: dict[str, str]) -> None:
        """`names` are the names that the workbook gives to ranges."""
        self._cells = {g.name: {r.number: r.cells for r in g.rows} for g in grids}
        self._names = {name.casefold(): value for name, value in names.items()}

    def choices(self, formula: str, sheet: str) -> Options:
        """The choices; `elsewhere` where they are calculated or not found."""
        if quoted := _QUOTED.match(formula.strip()):
            labels = tuple(w for part in quoted[1].split(",") if (w := part.strip()))
            return Options(tuple(dict.fromkeys(labels)))
        formula = self._names.get(formula.strip().lstrip("=").casefold(), formula)
        found = _RANGE.match(formula.strip())
        rows = self._cells.get((found[1] or sheet).replace("''", "'")) if found else None
        if found is None or rows is None:
            return Options(elsewhere=True)
        left, top = _column(found[2]), int(found[3])
        right, bottom = _column(found[4] or found[2]), int(found[5] or found[3])
        labels = tuple(
            rows[r][c]
            for r in range(top, min(bottom, top + _CELLS) + 1)
            for c in range(left, min(right, left + _CELLS) + 1)
            if r in rows and c in rows[r]
        )
        return Options(tuple(dict.fromkeys(labels)), elsewhere=not labels)


def _column(letters: str) -> int:
    number = 0
    for letter in letters.upper():
        number = number * 26 + ord(letter) - ord("A") + 1
    return number


def said_of(cell: Cell, lists: Lists, sheet: str) -> Said:
    """What the cell says; nothing where it has neither rule nor format."""
    if cell.rule is not None:
        return _ruled(cell.rule, lists, sheet)
    form = re.sub(r"\[\$[^\]]*\]|\[(?:Red|Black|DBNum\d)\]|;.*$", "", cell.format)
    if _DAY.search(form):
        return Said(schema=_schema("日付"))
    if _TIME.search(form):
        return Said(schema=_schema("時刻"))
    return Said(schema={"type": "number"}) if _NUMERIC.match(form) else Said()


def _ruled(rule: Rule, lists: Lists, sheet: str) -> Said:
    if rule.kind == "list":
        chosen = lists.choices(rule.first, sheet)
        return Said("choice", options=chosen)
    if rule.kind in ("date", "time"):
        return Said(schema=_schema("日付" if rule.kind == "date" else "時刻"))
    low, high = _bounds(rule)
    if rule.kind == "textLength":
        return Said(schema={"type": "string", **_limits("minLength", low, "maxLength", high)})
    if rule.kind in ("whole", "decimal"):
        name = "integer" if rule.kind == "whole" else "number"
        return Said(schema={"type": name, **_limits("minimum", low, "maximum", high)})
    return Said(odd=True)


def _schema(words: str) -> Fragment:
    kinded = kind_of(words)
    return dict(kinded.schema) if kinded else {}


def _bounds(rule: Rule) -> tuple[int | None, int | None]:
    """Least and greatest whole number that the rule takes; None for a bound that is a formula."""
    first, second = _whole(rule.first), _whole(rule.second)
    return {
        "between": (first, second),
        "equal": (first, first),
        "greaterThanOrEqual": (first, None),
        "greaterThan": (None if first is None or rule.kind == "decimal" else first + 1, None),
        "lessThanOrEqual": (None, first),
        "lessThan": (None, None if first is None or rule.kind == "decimal" else first - 1),
    }.get(rule.operator, (None, None))


def _whole(words: str) -> int | None:
    return int(words) if re.fullmatch(r"-?\d{1,15}", words.strip()) else None


def _limits(least: str, low: int | None, most: str, high: int | None) -> Fragment:
    out: Fragment = {}
    if low is not None and not (least == "minLength" and low <= 0):
        out[least] = low
    if high is not None:
        out[most] = high
    return out
