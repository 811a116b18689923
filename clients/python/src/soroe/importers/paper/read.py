"""A drawn form as fields: each box under the label beside it, in the order of the paper."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator

from msgspec.structs import replace

from soroe.errors import DocumentError, Problem
from soroe.importers.field import Field
from soroe.importers.item_list import MAX_ITEMS
from soroe.importers.labels import fold
from soroe.importers.notes import NoteBook, listed
from soroe.importers.options import Options
from soroe.importers.paper.cells import Place
from soroe.importers.paper.choose import Chosen
from soroe.importers.paper.content import Blank, Content, content
from soroe.importers.paper.frames import GAP, Frame
from soroe.importers.paper.kinds import Lists, Said, said_of
from soroe.importers.paper.outside import Line, outside
from soroe.importers.paper.roles import Known, Roles
from soroe.importers.paper.spot import Spot, field_of
from soroe.importers.paper.tables import Block, blocks
from soroe.importers.paper.words import (
    BELOW,
    KANA,
    OFFICE,
    PARTS,
    SEAL,
    is_blank,
    label_of,
    of_person,
    without_kana,
)
from soroe.importers.place import Entry

_LEGEND = re.compile(r"([※＊*●◎])\s*印?[^。]{0,16}(必須|必ず)")
_NEEDED = re.compile(r"[(（\[【〔]\s*必須\s*[)）\]】〕]")


def read_paper(
    form: Chosen, words: Known, lists: Lists, notes: NoteBook
) -> tuple[tuple[Field, ...], str]:
    """The fields of the form in the order of the paper, and its title.

    Raises `DocumentError` `list-too-large` above `MAX_ITEMS`.
    """
    return _Reader(form, words, lists, notes).run()


def typeless(fields: tuple[Field, ...], entries: tuple[Entry, ...], notes: NoteBook) -> None:
    """Note the items of the city's own of which the sheet does not say what is entered."""
    own = {entry.code for entry in entries if entry.how == "own"}
    for field in fields:
        for one in (field, *(field.children or ())):
            if one.kind == "value" and not one.schema and (one.code in own or field.code in own):
                notes.add("sheet-read-as-text", fields=f"{one.label}({one.at.rpartition('!')[2]})")


class _Reader:
    def __init__(self, form: Chosen, words: Known, lists: Lists, notes: NoteBook) -> None:
        self.paper, self.drawing, self.roles = form.paper, form.drawing, form.roles
        drawing, roles = form.drawing, form.roles
        self.words, self.lists, self.notes = words, lists, notes
        self.around = outside(drawing, words)
        self.used: set[Place] = set()
        self.codes: dict[str, str] = {}
        self.twice: set[str] = set()
        self.sections = sorted(
            (
                *self.around.headings,
                *(
                    (f.area.top, label_of(f.words))
                    for f in drawing.frames
                    if roles.is_(f, "heading")
                ),
            )
        )
        printed = "\n".join(
            (*(f.words for f in drawing.frames if roles.is_(f, "note", "heading")),
             *(words for _, words in self.around.texts), self.around.title)
        )  # fmt: skip
        below = [
            f.area.top
            for f in (*self.drawing.frames, *self.drawing.outside)
            if BELOW.search(f.words)
        ]
        self.staff_below = min(below, default=1 << 20)
        legend = _LEGEND.search(printed)
        self.mark = legend[1] if legend else ""

    def run(self) -> tuple[tuple[Field, ...], str]:
        found = blocks(self.drawing, self.roles)
        inside = {f.place for b in found for column in b.columns for f in column}
        inside |= {
            corner.place
            for b in found
            if b.named and (corner := self.drawing.left_of(b.headings[0])) is not None
        }
        spots = [s for block in found for s in self._block(block)]
        by_label: dict[Place, list[Frame]] = {}
        for frame in self.drawing.frames:
            if frame.place in inside or not self.roles.is_(frame, "input"):
                continue
            label = self._label(frame)
            if label is not None:
                by_label.setdefault(label.place, []).append(frame)
            elif alone := self._alone(frame):
                spots.append(alone)
            elif line := self._beside(frame):
                spots += self._line(line)
            elif not self._in_office(frame.place):
                self.notes.add("sheet-box-without-label", fields=self.paper.at(frame.place))
        for place, frames in by_label.items():
            spots += self._boxes(self.drawing.at[place], frames)
        for line in self.around.lines:
            if line.place not in self.used:
                spots += self._line(line)
        office = [
            s
            for s in spots
            if any(map(OFFICE.search, (*s.named[1], s.named[0]))) or self._in_office(s.place)
        ]
        if office:
            self.notes.one("sheet-office-use", "", fields=listed([s.named[0] for s in office]))
        spots = sorted((s for s in spots if s not in office), key=lambda spot: spot.place)
        needed = any(_NEEDED.search(s.label) for s in spots) or bool(self.mark)
        if len(spots) > MAX_ITEMS:
            params = {"what": "items", "limit": f"{MAX_ITEMS:,}"}
            raise DocumentError(Problem("list-too-large", self.paper.name, params))
        labels = Counter(s.named[0] for spot in spots for s in (spot, *spot.rows))
        self.twice = {label for label, count in labels.items() if count > 1}
        fields = tuple(self._field(s, marks=needed) for s in spots)
        self._rest(inside)
        return fields, self.around.title

    # ---- labels

    def _label(self, frame: Frame) -> Frame | None:
        """The label of a box: at the left of its row, past other boxes, else right above it."""
        here, above = self.drawing.left_of(frame), self.drawing.above(frame)
        if not self.roles.is_(here, "label") and self._heads(above, frame):
            return above
        while here is not None and here.area.top <= frame.area.top <= here.area.bottom:
            if self.roles.is_(here, "label"):
                return here
            if not self.roles.is_(here, "input", "number") and not SEAL.match(here.words):
                break
            here = self.drawing.left_of(here)
        above = self.drawing.above(frame)
        while (
            above is not None and self.roles.is_(above, "input") and above.columns == frame.columns
        ):
            above = self.drawing.above(above)
        if above is None or not self.roles.is_(above, "label", "heading"):
            return None
        covers = above.area.left <= frame.area.left and frame.area.right <= above.area.right
        return above if covers else None

    def _heads(self, above: Frame | None, frame: Frame) -> bool:
        """Whether the frame above is this box's own label: it begins there and has no other box."""
        if above is None or not self.roles.is_(above, "label"):
            return False
        starts = above.area.left == frame.area.left and above.area.right <= frame.area.right
        return starts and not self.roles.is_(self.drawing.right_of(above), "input")

    def _alone(self, frame: Frame) -> Spot | None:
        """A box that holds its own words, such as one to tick for consent."""
        found = self.roles.content[frame.place].blanks
        if found and found[0].holds == "tick" and len(found[0].options.labels) == 1:
            label = found[0].options.labels[0]
            return Spot(frame.place, label, self._section(frame.area.top), found[0])
        return None

    def _beside(self, frame: Frame) -> Line | None:
        """A box whose label stands outside of frames, at its left."""
        row, column = frame.place
        near = [x for x in self.around.lines if x.place[0] == row and x.place[1] < column]
        if not near or near[-1].place in self.used or near[-1].content.blanks[0].holds:
            return None
        line = near[-1]
        self.used.add(line.place)
        held = self._found(frame, line.label)
        return Line(frame.place, line.label, line.groups, held, frame.cells)

    def _groups(self, label: Frame, *, beside: bool = False) -> tuple[str, ...]:
        """The headings over a label: the section, and the taller labels at its left.

        With `beside` also one of the same height: 電話番号 | 自宅 ____ | 携帯 ____.
        """
        out: list[str] = []
        part = fold(label.words) in PARTS
        here = self.drawing.left_of(label)
        while here is not None:
            taller = here.area.top <= label.area.top and label.area.bottom <= here.area.bottom
            own = self.roles.is_(here, "label") and taller
            named = fold(here.words) in PARTS and self.roles.is_(
                self.drawing.right_of(here), "input"
            )
            passed = part and (named or self.roles.is_(here, "input"))
            if own and (here.rows != label.rows or (beside and not passed)):
                out.append(label_of(here.words))
                self.used.add(here.place)
                part = beside = False
            elif not (passed or self.roles.is_(here, "number")):
                break
            here = self.drawing.left_of(here)
        return (*self._section(label.area.top, but=label), *reversed(out))

    def _section(self, row: int, but: Frame | None = None) -> tuple[str, ...]:
        """The last heading above a row."""
        own = label_of(but.words) if but is not None else ""
        over = [words for top, words in self.sections if top <= row and words != own]
        return (over[-1],) if over else ()

    def _needed(self, label: str) -> bool:
        return bool(_NEEDED.search(label)) or bool(self.mark and self.mark in label)

    def _in_office(self, place: Place) -> bool:
        """Whether a box is one for the staff: a label in its row or a line above it says so."""
        if place[0] > self.staff_below:
            return True
        here = self.drawing.at.get(place)
        while here is not None:
            if OFFICE.search(here.words) and not self.roles.is_(here, "input"):
                return True
            here = self.drawing.left_of(here)
        return False

    # ---- boxes

    def _boxes(self, label: Frame, frames: list[Frame]) -> Iterator[Spot]:
        """The spots of all boxes that share a label."""
        self.used.add(label.place)
        words, kana = without_kana(label_of(label.words))
        groups = self._groups(label, beside=True)
        if fold(words) in KANA:
            groups = (*groups, *self._whose(label))
        digits = _squares(frames)
        needed = self._needed(label.words) or None
        if digits:
            yield Spot(frames[0].place, words, groups, digits=digits, required=needed)
            return
        if kana and len(frames) == 2 and frames[0].columns == frames[1].columns:
            yield Spot(frames[0].place, "ふりがな", (*groups, words))
            frames = frames[1:]
        elif kana:
            self.notes.add("sheet-kana-in-box", fields=words)
        found = [self._found(frame, words) for frame in frames]
        ticks = [b for c in found for b in c.blanks if b.holds == "tick"]
        if len(ticks) > 1:
            merged = tuple(dict.fromkeys(x for b in ticks for x in b.options.labels))
            free = tuple(x for b in ticks for x in b.options.free)
            both = Blank("", "tick", Options(merged, free=free), ticks[0].many)
            yield Spot(frames[0].place, words, groups, both, required=needed)
        plain = 0
        for frame, held in zip(frames, found, strict=True):
            if held.leftover:
                self.notes.add("sheet-words-in-box", fields=self.paper.at(frame.place))
            said = self._said(frame)
            for blank in held.blanks:
                if blank.holds == "tick" and len(ticks) > 1:
                    continue
                unnamed = not (blank.name or blank.holds)
                if unnamed and not (said and said.kind == "choice"):
                    plain += 1
                    if plain > 1:
                        continue
                yield Spot(
                    frame.place, words, groups, blank,
                    said if said and unnamed else Said(), required=needed,
                )  # fmt: skip
        if plain > 1:
            self.notes.add("sheet-boxes-joined", fields=f"{words}({plain})")

    def _found(self, frame: Frame, prompt: str) -> Content:
        if is_blank(frame.text) and not frame.words:
            return Content((Blank(),))
        return content(frame.text, prompt, self.words.choices)

    def _said(self, frame: Frame) -> Said | None:
        """What the settings of the cells in a box say, where they say one thing."""
        told = [
            said
            for cell in frame.cells
            if (cell.rule or not cell.words or cell.value == "date")
            and (said := said_of(cell, self.lists, self.paper.name)) != Said()
        ]
        at = self.paper.at(frame.place)
        for said in told:
            if said.odd:
                self.notes.add("sheet-rule-unknown", fields=at)
            if said.options.elsewhere:
                self.notes.add("sheet-options-elsewhere", fields=at)
        return told[0] if told and all(said == told[0] for said in told) else None

    def _whose(self, label: Frame) -> tuple[str, ...]:
        """Whose kana a ふりがな is: that of the name printed below or at its right."""
        for near in (self.drawing.below(label), self.drawing.above(label)):
            if self.roles.is_(near, "label") and near is not None and of_person(near.words):
                stem = re.sub(r"の?(氏名|名前|名称|名)$", "", label_of(near.words))
                return (stem,) if stem else ()
        return ()

    # ---- tables

    def _block(self, block: Block) -> Iterator[Spot]:
        first = block.headings[0]
        self.used |= {h.place for h in block.headings}
        groups = self._groups(first)
        if block.named:
            corner = self.drawing.left_of(first)
            if corner is not None:
                self.used.add(corner.place)
            for row, name in enumerate(block.named):
                for heading, column in zip(block.headings, block.columns, strict=True):
                    over = (*self._groups(name), label_of(name.words))
                    self.used.add(name.place)
                    yield from self._cell(heading, column[row], over)
            return
        if block.rows == 1:
            for heading, column in zip(block.headings, block.columns, strict=True):
                yield from self._cell(heading, column[0], groups)
            return
        columns = [
            spot
            for heading, column in zip(block.headings, block.columns, strict=True)
            for spot in self._cell(heading, _clearest(column, self.roles), ())
        ]
        over, title = groups[:-1], groups[-1] if groups else ""
        above = self.drawing.above(first)
        if not groups and above is not None and self.roles.is_(above, "label", "heading"):
            title = label_of(above.words)
            self.used.add(above.place)
        label = title or f"表({self.paper.at(first.place)})"
        self.notes.add("sheet-table-rows", fields=f"{label}({block.rows})")
        yield Spot(first.place, label, over, rows=tuple(columns), depth=block.rows)

    def _cell(self, heading: Frame, box: Frame, groups: tuple[str, ...]) -> Iterator[Spot]:
        """The spots of one box below a heading."""
        words, _ = without_kana(label_of(heading.words))
        held = self._found(box, words) if self.roles.is_(box, "input") else Content((Blank(),))
        said = self._said(box) or Said()
        needed = self._needed(heading.words) or None
        for blank in held.blanks:
            plain = not (blank.name or blank.holds)
            yield Spot(box.place, words, groups, blank, said if plain else Said(), required=needed)

    def _line(self, line: Line) -> Iterator[Spot]:
        said = [
            s for cell in line.cells if (s := said_of(cell, self.lists, self.paper.name)) != Said()
        ]
        for blank in line.content.blanks:
            label = line.label
            if not label and blank.holds == "tick" and len(blank.options.labels) == 1:
                label = blank.options.labels[0]
            if not label and blank.holds == "date":
                label = "日付"
                self.notes.add("sheet-date-without-label", fields=self.paper.at(line.place))
            if not label:
                self.notes.add("sheet-box-without-label", fields=self.paper.at(line.place))
                continue
            groups = line.groups or self._section(line.place[0])
            plain = said[0] if said and not blank.holds else Said()
            yield Spot(
                line.place, label, groups, blank, plain, required=self._needed(label) or None
            )

    # ---- fields

    def _field(self, spot: Spot, *, marks: bool) -> Field:
        label, groups = spot.named
        at = self.paper.at(spot.place)
        if marks and spot.required is None and not spot.rows:
            spot = replace(spot, required=False)
        marked = any(s.required for s in spot.rows)  # else the marks do not speak of its columns
        columns = tuple(self._field(replace(s, groups=(label,)), marks=marked) for s in spot.rows)
        if (
            spot.blank.holds == "tick"
            and len(spot.blank.options.labels) > 1
            and spot.blank.many is None
        ):
            self.notes.add("sheet-one-or-many", fields=label)
        if spot.blank.options.free:
            option = listed([*spot.blank.options.free])
            self.notes.one("list-option-free-text", at, field=label, option=option)
        return field_of(spot, self._code(label, groups, at), at, columns)

    def _code(self, label: str, groups: tuple[str, ...], at: str) -> str:
        """The label, after its headings where it stands twice, at last with a number."""
        joined = "_".join((*groups, label))
        tried = [joined] if label in self.twice else [label, joined]
        for key in tried:
            if key not in self.codes:
                self.codes[key] = at
                return key
        self.notes.one("list-name-twice", at, field=label, first=self.codes[tried[-1]])
        number = 2
        while (key := f"{tried[-1]} ({number})") in self.codes:
            number += 1
        self.codes[key] = at
        return key

    # ---- what is left

    def _rest(self, inside: set[Place]) -> None:
        """Notes on everything that looks like something and was not used."""
        headings = {top for top, _ in self.sections}
        for frame in self.drawing.frames:
            at = self.paper.at(frame.place)
            if frame.place in self.used or frame.place in inside:
                continue
            if self.roles.is_(frame, "label") and not OFFICE.search(frame.words):
                if not SEAL.match(frame.words):
                    self.notes.one("sheet-label-unused", at, words=_cut(frame.words))
            elif self.roles.is_(frame, "note") and not SEAL.match(frame.words):
                self.notes.add("sheet-texts", fields=at)
            elif self.roles.is_(frame, "unsure") and frame.area.top not in headings:
                self.notes.add("sheet-words-unsure", fields=at)
        for place in self.around.unread:
            self.notes.add("sheet-words-unsure", fields=self.paper.at(place))
        for place, _ in self.around.texts:
            self.notes.add("sheet-texts", fields=self.paper.at(place))
        self._hidden()

    def _hidden(self) -> None:
        """Notes on hidden rows and columns of the drawn part."""
        area = self.paper.area
        rows = [r for r in sorted(self.paper.hidden_rows) if area.top <= r <= area.bottom]
        if rows:
            numbers = listed([str(r) for r in rows])
            self.notes.one("list-hidden-rows", "", count=str(len(rows)), rows=numbers)
        columns = [c for c in self.paper.hidden_columns if area.left <= c <= area.right]
        if columns:
            self.notes.one("list-hidden-columns", "", count=str(len(columns)))


def _squares(frames: list[Frame]) -> int | None:
    """How many squares stand in a row under one label, for one character each; None if none do."""
    blank = [f for f in frames if not f.words]
    if len(blank) < 3 or any(not is_blank(f.text) for f in frames):
        return None
    widths = {f.area.right - f.area.left for f in blank}
    alike = len(widths) == 1 and max(widths) <= 2 and len({f.rows for f in blank}) == 1
    return len(blank) if alike else None


def _clearest(column: tuple[Frame, ...], roles: Roles) -> Frame:
    """The box of a column that shows most of what is printed in all of them."""
    boxes = [f for f in column if roles.is_(f, "input")] or list(column)
    told = [
        f for f in boxes if any(b.holds for b in roles.content.get(f.place, Content(())).blanks)
    ]
    ruled = [f for f in boxes if any(c.rule for c in f.cells)]
    return (ruled or told or boxes)[0]


def _cut(words: str) -> str:
    line = " ".join(words.replace(GAP, " ").split())
    return line if len(line) <= 40 else line[:39] + "…"
