"""The frames of a drawn form: the areas that lines enclose, and what lies outside of them."""

from __future__ import annotations

import math
import unicodedata
from collections import defaultdict, deque
from collections.abc import Iterable
from itertools import pairwise

import msgspec

from soroe.importers.grid import Area
from soroe.importers.paper.cells import Cell, Paper, Place

GAP = "␣"
"""A blank to write in, among the words around it."""


SEAM = "\x1f"
"""Between the words of two cells that stand side by side; it counts as space."""


class Frame(msgspec.Struct, frozen=True):
    """A rectangle between lines with the cells in it, in reading order.

    `text` is what is written in it, `GAP` for each blank between words, one line per row. A row of
    what no lines enclose is a frame too, `closed` False.
    """

    area: Area
    cells: tuple[Cell, ...]
    text: str
    closed: bool = True

    @property
    def place(self) -> Place:
        """Where it begins."""
        return self.area.top, self.area.left

    @property
    def words(self) -> str:
        """What is written in it without the blanks."""
        return tidy(self.text.replace(GAP, " "))

    @property
    def fill(self) -> str:
        """The colour of its first coloured cell; "" for none."""
        return next((cell.fill for cell in self.cells if cell.fill), "")

    @property
    def rows(self) -> tuple[int, int]:
        """First and last row."""
        return self.area.top, self.area.bottom

    @property
    def columns(self) -> tuple[int, int]:
        """First and last column."""
        return self.area.left, self.area.right


class Drawing(msgspec.Struct, frozen=True):
    """The frames of a sheet in reading order, the lines of words outside, and who is where."""

    frames: tuple[Frame, ...]
    outside: tuple[Frame, ...]
    at: dict[Place, Frame]

    def left_of(self, frame: Frame) -> Frame | None:
        """The frame that ends where this one begins, in its first row."""
        return self.at.get((frame.area.top, frame.area.left - 1))

    def right_of(self, frame: Frame) -> Frame | None:
        """The frame that begins where this one ends, in its first row."""
        return self.at.get((frame.area.top, frame.area.right + 1))

    def above(self, frame: Frame) -> Frame | None:
        """The frame over its first column."""
        return self.at.get((frame.area.top - 1, frame.area.left))

    def below(self, frame: Frame) -> Frame | None:
        """The frame under its first column."""
        return self.at.get((frame.area.bottom + 1, frame.area.left))


def draw(paper: Paper) -> Drawing:
    """The frames of the sheet."""
    covered = {
        (r, c): cell
        for cell in paper.cells.values()
        for r in range(cell.area.top, cell.area.bottom + 1)
        for c in range(cell.area.left, cell.area.right + 1)
    }
    frames: list[Frame] = []
    outside: list[Frame] = []
    for region, closed in _regions(paper):
        area = _box(region)
        size = (area.bottom - area.top + 1) * (area.right - area.left + 1)
        if closed and size == len(region):
            frame = _frame(paper, covered, region, closed=True)
            if not _hidden(paper, frame.area):
                frames.append(frame)
            continue
        for row in _rows(region):
            frame = _frame(paper, covered, row, closed=False)
            if (frame.words or any(c.rule or c.merged for c in frame.cells)) and not _hidden(
                paper, frame.area
            ):
                outside.append(frame)
    frames.sort(key=lambda f: f.place)
    outside.sort(key=lambda f: f.place)
    at = {
        (r, c): frame
        for frame in frames
        for r in range(frame.area.top, frame.area.bottom + 1)
        for c in range(frame.area.left, frame.area.right + 1)
    }
    return Drawing(tuple(frames), tuple(outside), at)


def tidy(text: str) -> str:
    """Printed words without the space that spreads them: 氏　　名 is 氏名."""
    line = " ".join(text.split())
    out = ""
    for index, char in enumerate(line):
        wide = char == " " and all(
            0 <= i < len(line) and unicodedata.east_asian_width(line[i]) in "WF"
            for i in (index - 1, index + 1)
        )
        out += "" if wide else char
    return out


def _regions(paper: Paper) -> Iterable[tuple[list[Place], bool]]:
    """The places that no line parts; the one around everything, and those open to it, unclosed."""
    top, left = paper.area.top - 1, paper.area.left - 1
    bottom, right = paper.area.bottom + 1, paper.area.right + 1
    for cell in paper.cells.values():
        bottom, right = max(bottom, cell.area.bottom + 1), max(right, cell.area.right + 1)
    seen: set[Place] = set()
    for row in range(top, bottom + 1):
        for column in range(left, right + 1):
            if (row, column) in seen:
                continue
            region: list[Place] = []
            waiting = deque([(row, column)])
            seen.add((row, column))
            while waiting:
                r, c = waiting.popleft()
                region.append((r, c))
                for place, line, held in (
                    ((r, c + 1), (r, c), paper.right),
                    ((r, c - 1), (r, c - 1), paper.right),
                    ((r + 1, c), (r, c), paper.below),
                    ((r - 1, c), (r - 1, c), paper.below),
                ):
                    inside = top <= place[0] <= bottom and left <= place[1] <= right
                    if inside and place not in seen and line not in held:
                        seen.add(place)
                        waiting.append(place)
            yield region, (top, left) not in region


def _box(region: list[Place]) -> Area:
    rows, columns = [r for r, _ in region], [c for _, c in region]
    return Area(min(rows), min(columns), max(rows), max(columns))


def _rows(region: list[Place]) -> list[list[Place]]:
    """The region row by row, in its unbroken stretches."""
    by_row: dict[int, list[int]] = defaultdict(list)
    for r, c in region:
        by_row[r].append(c)
    out: list[list[Place]] = []
    for r in sorted(by_row):
        columns = sorted(by_row[r])
        stretch = [(r, columns[0])]
        for before, c in pairwise(columns):
            if c > before + 1:
                out.append(stretch)
                stretch = []
            stretch.append((r, c))
        out.append(stretch)
    return out


def _hidden(paper: Paper, area: Area) -> bool:
    rows = range(area.top, area.bottom + 1)
    columns = range(area.left, area.right + 1)
    return paper.hidden_rows.issuperset(rows) or paper.hidden_columns.issuperset(columns)


def _frame(paper: Paper, covered: dict[Place, Cell], region: list[Place], *, closed: bool) -> Frame:
    inside = set(region)
    cells = {
        cell.place: cell
        for place in region
        if (cell := covered.get(place)) is not None and cell.place in inside
    }
    ordered = tuple(cells[place] for place in sorted(cells))
    lines = [
        _line(paper, [c for c in ordered if c.area.top == row], closed=closed)
        for row in sorted({r for r, _ in region})
    ]
    kept = [line for line in lines if line]
    return Frame(_box(region), ordered, "\n".join(kept), closed)


def _line(paper: Paper, cells: list[Cell], *, closed: bool) -> str:
    """One row of a frame as text; a blank is a cell that the words before it do not run into.

    What is left of a frame behind its words is no blank unless something shows it. Outside of
    frames only cells that are merged, ruled, coloured or underlined are blanks. Where a
    rule or a lock says that something is entered, what is entered counts as a blank.
    """
    out, free, perhaps = "", 0, False
    for cell in cells:
        if cell.words and not (cell.rule or cell.open or cell.value == "date"):
            joint = GAP if perhaps else SEAM
            out += ("" if not out or out.endswith(GAP) else joint) + cell.words
            free = cell.area.right + 1 if cell.merged else _reach(paper, cell) + 1
            perhaps = False
            continue
        underlined = (cell.area.bottom, cell.area.left) in paper.below
        shown = cell.merged or cell.rule is not None or bool(cell.fill) or cell.open
        if not closed:
            shown = shown or underlined
        if shown and cell.area.left >= free:
            out += "" if out.endswith(GAP) else GAP
            perhaps = False
        elif closed and cell.area.left >= free:
            perhaps = True
    return out or (GAP if perhaps else "")


def _reach(paper: Paper, cell: Cell) -> int:
    """The last column that the words of an unmerged cell run into."""
    longest = max(cell.words.split("\n"), key=len)
    need = sum(2 if unicodedata.east_asian_width(c) in "WF" else 1 for c in longest)
    column = cell.area.left
    while need > paper.width(column) and column < cell.area.left + 200:
        need = math.ceil(need - paper.width(column))
        column += 1
    return column
