"""Where the list of items stands in a sheet, and its rows with merged cells filled in."""

from __future__ import annotations

import re
from collections.abc import Iterator

import msgspec

from soroe.importers.grid import Grid, Row
from soroe.importers.headings import GROUPS, Role, is_list, role_of, roles

_SEARCHED = 60
"""Rows of a sheet in which the headings are looked for."""

_HEADING = re.compile(r"^[■●◆▼◇□〇○★【<＜《\[［〔]|^\d{1,2}\s*[.．、)）]\s*\S+$")
_FOOTNOTE = re.compile(r"^(※|注\d*[)）:：.． 　]|＊|\*\s|\(注|（注|備考)")


class Table(msgspec.Struct, frozen=True):
    """The headings of a list: their row or rows, and what each column says.

    `names` are the columns under the heading of the name, more than one where it is merged across
    them: the coarser ones to the left are headings. `unknown` are the headings that are not
    understood, by column.
    """

    grid: Grid
    top: int
    bottom: int
    roles: dict[int, Role]
    names: tuple[int, ...]
    unknown: dict[int, str]

    @property
    def title(self) -> str:
        """What stands above the headings first; "" if nothing does."""
        above = (r for r in self.grid.shown() if r.number < self.top)
        return next((" ".join(next(iter(r.cells.values())).split()) for r in above), "")

    def column(self, role: Role) -> int | None:
        """The column that says this."""
        return next((c for c, r in self.roles.items() if r == role), None)


class Line(msgspec.Struct, frozen=True):
    """One row of the list: what it says by role, the headings above it, and where it stands.

    `more` rows add to the item before them: their name cell is merged with it or empty.
    """

    number: int
    said: dict[Role, str]
    dates: frozenset[Role]
    groups: tuple[str, ...]
    more: bool = False


class Remark(msgspec.Struct, frozen=True):
    """A row that is no item: a footnote, or words without a name. `kind` is the note's."""

    kind: str
    number: int
    words: str


def find_table(grid: Grid) -> Table | None:
    """The first row that has the headings of a list of items; None if there is none."""
    for index, row in enumerate(grid.shown()):
        if index >= _SEARCHED:
            return None
        bottom = _bottom(grid, row)
        headings = _headings(grid, row, bottom)
        found = roles(headings)
        if is_list(found):
            name = next(c for c, role in found.items() if role == "name")
            area = grid.merge_at(row.number, name)
            names = tuple(range(name, (area.right if area else name) + 1))
            known = {*found, *names}
            unknown = {c: words for c, words in headings.items() if c not in known}
            return Table(grid, row.number, bottom, found, names, unknown)
    return None


def _bottom(grid: Grid, row: Row) -> int:
    """The last row of headings: where the cells of this one are merged downwards, that far."""
    reach = [a.bottom for a in grid.merged if a.top == row.number and a.left in row.cells]
    return min(max(reach, default=row.number), row.number + 2)


def _headings(grid: Grid, first: Row, bottom: int) -> dict[int, str]:
    """The heading of each column; of two in one column the lower one, where it is understood."""
    out: dict[int, str] = {}
    for row in grid.shown():
        if not first.number <= row.number <= bottom:
            continue
        for column, words in row.cells.items():
            area = grid.merge_at(row.number, column)
            for covered in range(column, (area.right if area else column) + 1):
                above = out.get(covered)
                if above is None:
                    out[covered] = words
                elif role_of(joined := above + words):
                    out[covered] = joined
                elif role_of(words):
                    out[covered] = words
    return {c: words for c, words in out.items() if c not in grid.hidden_columns}


def lines(table: Table) -> Iterator[Line | Remark]:
    """The rows below the headings, in order; repeated headings and blank rows are passed over."""
    walk = _Walk(table)
    for row in table.grid.shown():
        walk.cover(row)
        if row.number > table.bottom:
            line = walk.line(row)
            if line is not None:
                yield line


class _Walk:
    """What reaches down from the rows above: merged cells, groups, the heading of a section."""

    def __init__(self, table: Table) -> None:
        self.table = table
        self.section = ""
        self.above: dict[Role, str] = {}
        self._areas = {(area.top, area.left): area for area in table.grid.merged}
        self._covers: dict[int, tuple[int, str]] = {}
        self._merging = {a.left for a in table.grid.merged if a.bottom > a.top > table.bottom}

    def cover(self, row: Row) -> None:
        """Remember the merged cells that begin in this row."""
        for column, words in row.cells.items():
            area = self._areas.get((row.number, column))
            if area is not None and area.bottom > area.top:
                self._covers[column] = (area.bottom, words)

    def covered(self, row: Row, column: int) -> str:
        """The text of a cell, or of the merged cell that reaches down to it; "" if neither."""
        if column in row.cells:
            return row.cells[column]
        last, words = self._covers.get(column, (0, ""))
        return words if last >= row.number else ""

    def line(self, row: Row) -> Line | Remark | None:
        """What one row is; None for headings and rows that say nothing."""
        table = self.table
        said = {role: row.cells[c] for c, role in table.roles.items() if c in row.cells}
        said.pop("name", None)
        named = [c for c in table.names if c in row.cells]
        if named:
            said["name"] = row.cells[named[-1]]
        if _repeated(said):
            return None
        alone = next(iter(row.cells.values())) if len(row.cells) == 1 else ""
        if alone and self._is_section(row, alone):
            self.section, self.above = _plain_heading(alone), {}
            return None
        if (alone and _FOOTNOTE.match(alone)) or not set(said) - {"number"}:
            words = " ".join(row.cells.values())
            return None if words.isdigit() else Remark("list-footnote", row.number, words)
        groups = self._groups(row)
        if named:
            coarser = [c for c in table.names if c < named[-1]]
            groups += tuple(w for c in coarser if (w := self.covered(row, c)))
        else:
            deepest = [role for role in GROUPS if role in said]
            if deepest and not set(said) - set(GROUPS) - {"number"}:
                return None  # a heading in a row of its own
            if deepest:  # the heading has a kind beside it, so it is the item
                said["name"], groups = said[deepest[-1]], groups[:-1]
        dates = frozenset(r for c, r in table.roles.items() if c in row.dates)
        return Line(row.number, said, dates, groups, more="name" not in said)

    def _groups(self, row: Row) -> tuple[str, ...]:
        for level, role in enumerate(GROUPS):
            column = self.table.column(role)
            if column is None:
                continue
            if not (words := self.covered(row, column)):
                if column in self._merging:  # the groups are merged cells, and this one has ended
                    self.above = {r: w for r, w in self.above.items() if r in GROUPS[:level]}
                continue
            if self.above.get(role) != words or column in row.cells:
                kept = {r: w for r, w in self.above.items() if r in GROUPS[:level]}
                self.above = {**kept, role: words}
        known = (self.section, *(self.above.get(role, "") for role in GROUPS))
        return tuple(words for words in known if words)

    def _is_section(self, row: Row, words: str) -> bool:
        """A cell merged across the list, or in a file without merged cells a marked line."""
        column = next(iter(row.cells))
        area = self._areas.get((row.number, column))
        first, last = self.table.names[0], self.table.names[-1]
        if area is not None and area.right > area.left:
            return area.left <= first and area.right > last
        return bool(_HEADING.match(words))


def _plain_heading(words: str) -> str:
    """The heading without the mark and the number before it."""
    bare = re.sub(r"^[■●◆▼◇□〇○★]\s*|^\d{1,2}\s*[.．、)）]\s*", "", words)
    return bare.strip(" 　【】<>＜＞《》[]［］〔〕") or words


def _repeated(said: dict[Role, str]) -> bool:
    """Whether the row is the headings again, as at the top of each printed page."""
    if len(said) < 2:
        return False
    alike = sum(role_of(words) == role for role, words in said.items() if role not in GROUPS)
    return alike >= 2 and role_of(said.get("name", "")) is not None
