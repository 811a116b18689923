"""What stands outside of frames: title, headings, the day, and the lines of the applicant."""

from __future__ import annotations

import msgspec

from soroe.importers.labels import fold
from soroe.importers.paper.cells import Cell, Place
from soroe.importers.paper.content import Content, content
from soroe.importers.paper.frames import GAP, Drawing, Frame, tidy
from soroe.importers.paper.roles import Known
from soroe.importers.paper.words import (
    ADDRESS,
    BOX,
    HEADING,
    NOTE,
    OFFICE,
    SEAL,
    TITLE,
    is_value,
    known,
    label_of,
)

_LONGEST = 40
_NEAR = 3
"""Columns between a group and the first label in it."""


class Line(msgspec.Struct, frozen=True):
    """Something to fill in outside of frames: where, under which label, and what."""

    place: Place
    label: str
    groups: tuple[str, ...]
    content: Content
    cells: tuple[Cell, ...] = ()


class Outside(msgspec.Struct, frozen=True):
    """All that was found: the title, headings by row, lines to fill in, and what was not read.

    `texts` are printed sentences with their places; `unread` are places of words that may be filled
    in.
    """

    title: str
    headings: tuple[tuple[int, str], ...]
    lines: tuple[Line, ...]
    texts: tuple[tuple[Place, str], ...]
    unread: tuple[Place, ...]


def outside(drawing: Drawing, words: Known) -> Outside:
    """Read the lines outside of frames from top to bottom."""
    return _Outside(words).run(drawing.outside)


class _Outside:
    def __init__(self, words: Known) -> None:
        self.words = words
        self.title = ""
        self.headings: list[tuple[int, str]] = []
        self.lines: list[Line] = []
        self.texts: list[tuple[Place, str]] = []
        self.unread: list[Place] = []
        self.group, self.column, self.row = "", 0, 0

    def run(self, frames: tuple[Frame, ...]) -> Outside:
        for frame in frames:
            self._frame(frame)
        return Outside(
            self.title,
            tuple(self.headings),
            tuple(self.lines),
            tuple(self.texts),
            tuple(self.unread),
        )

    def _frame(self, frame: Frame) -> None:
        words = frame.words
        row = frame.area.top
        if not words:
            self.unread += [c.place for c in frame.cells if c.rule]
        elif SEAL.match(words):
            return
        elif BOX.search(words):
            found = content(frame.text, "")
            self._line(frame, tidy(words.split(BOX.findall(words)[0])[0]), (), found)
        elif (NOTE.search(words) or ADDRESS.search(words)) and GAP not in frame.text:
            self.texts.append((frame.cells[0].place, words))
        elif not self.title and len(words) <= _LONGEST and TITLE.search(words) and GAP not in words:
            self.title = words
        elif (dated := content(frame.text, "")).blanks[0].holds:
            before = frame.text.split("年")[0]
            label = (
                label_of(tidy(before.replace(GAP, " "))) if known_part(before, self.words) else ""
            )
            self._line(frame, label, (), dated)
        elif (
            HEADING.search(frame.text.strip())
            and len(words) <= _LONGEST
            and not self._ends_blank(frame)
        ):
            self.headings.append(
                (
                    row,
                    label_of(
                        tidy(label_of(frame.text.strip())).strip("■●◆▼◇○★【】<>＜＞《》〔〕 ")
                    ),
                )
            )
            self.group = ""
        else:
            self._words(frame)

    def _ends_blank(self, frame: Frame) -> bool:
        return frame.text.rstrip().endswith(GAP)

    def _words(self, frame: Frame) -> None:
        """`申請者　住所 ____`: names before blanks; the first of two names is a group."""
        row = frame.area.top
        if row > self.row + 2:
            self.group = ""
        found = False
        names: list[Cell] = []
        for cell in frame.cells:
            said = tidy(cell.words)
            if SEAL.match(said):
                continue
            if said and not (cell.rule or cell.open or cell.value == "date"):
                if names and self._known(names[-1]) and not self._known(cell):
                    found |= self._named(names, cell)  # its value stands beside it
                    names = []
                    continue
                names.append(cell)
            elif names and (cell.merged or cell.rule or cell.fill or cell.open):
                found |= self._named(names, cell)
                names = []
        if names and self._known(names[-1]):
            found |= self._named(names, names[-1])
            names = []
        if found:
            self.row = row
        for cell in names:
            said = tidy(cell.words)
            group = said.strip("（）()【】〔〕 ")
            if fold(group) in self.words.names or known(group, frozenset()):
                self.group, self.column, self.row = group, cell.area.left + 1, row
            else:
                self.unread.append(cell.place)

    def _known(self, cell: Cell) -> bool:
        words = _name(cell)
        return known(words, self.words.names) and not is_value(words)

    def _named(self, names: list[Cell], blank: Cell) -> bool:
        *before, last = names
        label = label_of(_name(last))
        if len(label) > _LONGEST or not fold(label) or is_value(label) or OFFICE.search(label):
            self.unread += [c.place for c in names]
            return False
        if before:
            near = last.area.left - before[-1].area.right <= _NEAR
            said = label_of(tidy(before[-1].words))
            group = self._known(before[-1]) or (near and not ADDRESS.search(said))
            self.group, self.column = (said if group else ""), last.area.left
        groups = (self.group,) if self.group and last.area.left >= self.column else ()
        place = blank.place if blank is not last else last.place
        self.lines.append(Line(place, label, groups, content("", ""), (blank,)))
        return True

    def _line(self, frame: Frame, label: str, groups: tuple[str, ...], found: Content) -> None:
        blank = (c for c in frame.cells if not c.words or "年" in c.words or BOX.search(c.words))
        first = next(blank, frame.cells[0])
        self.lines.append(Line(first.place, label, groups, found, frame.cells))


def _heading(text: str) -> str:
    return tidy(label_of(text.strip())).strip("■●◆▼◇○★【】<>＜＞《》〔〕 ")


def _name(cell: Cell) -> str:
    """What a cell says before the place of a seal."""
    return tidy(cell.words).rstrip("印㊞ ")


def known_part(text: str, words: Known) -> bool:
    """Whether the text before a day is the name of an item."""
    said = tidy(text.replace(GAP, " "))
    for era in ("西暦", "令和", "平成", "昭和"):
        said = said.replace(era, "")
    return known(said.strip(" ・"), words.names)
