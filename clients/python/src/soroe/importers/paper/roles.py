"""Which frames are labels and which are boxes to fill in.

A box is a frame that is blank, or whose rules or printed words say that something is entered. Of
the frames that hold words alone, those are labels that stand as labels do; the others may be what
somebody has filled in, and their words are never handed on.
"""

from __future__ import annotations

from collections import Counter
from typing import Literal, TypeAlias

import msgspec

from soroe.importers.labels import fold
from soroe.importers.paper.cells import Place
from soroe.importers.paper.content import Content, content
from soroe.importers.paper.frames import GAP, Drawing, Frame
from soroe.importers.paper.words import (
    BOX,
    EXAMPLE,
    HEADING,
    LAYOUT,
    NOTE,
    ORDINAL,
    PARTS,
    SEAL,
    UNITS,
    is_value,
    known,
)
from soroe.importers.targets import targets
from soroe.model import Json
from soroe.schema import items

Role: TypeAlias = Literal["input", "label", "heading", "number", "note", "unsure"]

_NAME = 20
_LONGEST = 60
"""Letters of a label; what is longer is a text."""


class Roles(msgspec.Struct, frozen=True):
    """The role of each frame by its place, and the content of those that are boxes."""

    role: dict[Place, Role]
    content: dict[Place, Content]

    def is_(self, frame: Frame | None, *wanted: Role) -> bool:
        """Whether there is such a frame and it has one of the roles."""
        return frame is not None and self.role.get(frame.place) in wanted


class Known(msgspec.Struct, frozen=True):
    """Folded names of the core's items and structures, and labels of its choices."""

    names: frozenset[str] = frozenset()
    choices: frozenset[str] = frozenset()


def known_from(core: Json) -> Known:
    """What a core calls its items and choices; nothing of `{}`."""
    names = frozenset(label for target in targets(core) for label in target.labels)
    held = items(core).values()
    above = frozenset(fold(word) for item in held for word in (item.title, *item.synonyms))
    return Known(
        names | above, frozenset(fold(label) for item in held for label in _shown(item.schema))
    )


def _shown(schema: Json) -> list[str]:
    """The labels of an item's choices."""
    if not isinstance(schema, dict):
        return []
    inner = schema.get("items")
    held = schema.get("x-choices", inner.get("x-choices") if isinstance(inner, dict) else None)
    return [v for v in held.values() if isinstance(v, str)] if isinstance(held, dict) else []


def roles(drawing: Drawing, words: Known) -> Roles:
    """The role of every frame, decided from the top left to the bottom right."""
    return _Roles(drawing, words).run()


class _Roles:
    def __init__(self, drawing: Drawing, words: Known) -> None:
        self.drawing = drawing
        self.words = words
        self.role: dict[Place, Role] = {}
        self.content: dict[Place, Content] = {}
        self.colours, self.boxes = _colours(drawing, words.names)
        columns = [f.columns for f in drawing.frames]
        self.width = max((r - left + 1 for left, r in columns), default=1)

    def run(self) -> Roles:
        for frame in self.drawing.frames:
            self._certain(frame)
        waiting = [f for f in self.drawing.frames if f.place not in self.role]
        for frame in (*waiting, *waiting):  # once more, now that what stands beside is known
            if self.role.get(frame.place, "unsure") == "unsure":
                self.role[frame.place] = self._printed(frame)
        return Roles(self.role, self.content)

    def _certain(self, frame: Frame) -> None:
        """The frames that are boxes, names or texts by themselves."""
        words = frame.words
        ruled = any(cell.rule or cell.open for cell in frame.cells)
        if ruled or not words or frame.fill in self.boxes:
            self._box(frame, Content(()) if not words else None)
        elif SEAL.match(words) or self._text(frame) or self._layout(frame):
            self.role[frame.place] = "note"
        elif words in UNITS and frame.text.startswith(("   ", "　　", GAP)):
            self._box(frame, None)
        elif EXAMPLE.match(words):
            self._box(frame, Content(()))
        elif ORDINAL.match(words) or (words in UNITS and GAP not in frame.text):
            self.role[frame.place] = "number"
        elif (
            (GAP in frame.text and fold(words) in PARTS)
            or any(cell.value == "date" for cell in frame.cells)
            or is_value(words)
        ):
            self._box(frame, None)
        elif (self._coloured(frame) and not BOX.search(words)) or (
            known(words, self.words.names) and len(words) <= _LONGEST
        ):
            self.role[frame.place] = "label"
        else:
            found = content(frame.text, "", self.words.choices)
            if found.certain:
                self._box(frame, found)

    def _layout(self, frame: Frame) -> bool:
        """Whether it says what the columns of the form are: 項目 | 記載欄."""
        near = (frame, self.drawing.left_of(frame), self.drawing.right_of(frame))
        named = [fold(f.words) in LAYOUT for f in near if f is not None]
        return named[0] and sum(named) > 1

    def _text(self, frame: Frame) -> bool:
        """Whether it is a remark; a short name with a mark before it is a label."""
        words = frame.words
        name = len(words) <= _NAME and (self._coloured(frame) or known(words, self.words.names))
        return NOTE.search(words) is not None and not BOX.search(words) and not name

    def _box(self, frame: Frame, found: Content | None) -> None:
        self.role[frame.place] = "input"
        if found is None or not found.blanks:
            found = content(frame.text if frame.words else "", "", self.words.choices)
        self.content[frame.place] = found

    def _coloured(self, frame: Frame) -> bool:
        return bool(frame.fill) and frame.fill in self.colours and len(frame.words) <= _LONGEST

    def _printed(self, frame: Frame) -> Role:
        """A frame of words without colour: a label where only a label would stand."""
        draw, words = self.drawing, frame.words
        if len(words) > _LONGEST:
            return "note"
        above, left = draw.above(frame), draw.left_of(frame)
        beneath, right = draw.below(frame), draw.right_of(frame)
        headed = above is not None and above.columns == frame.columns
        if left is None and frame.area.right - frame.area.left + 1 >= 0.8 * self.width:
            under = headed and self._is(above, "label", "heading")
            return "unsure" if under and not HEADING.search(frame.text) else "heading"
        if headed and self._is(above, "label", "input", "unsure") and not self._labels_row(frame):
            return "unsure"  # below a heading or in a column of what was filled in
        if self._is(left, "label", "unsure") and left is not None and left.rows == frame.rows:
            if fold(words) in PARTS and self._is(right, "input"):
                return "label"
            return "unsure"
        if self._is(right, "input") and right is not None:
            return "label"
        if not headed and self._is(beneath, "input") and beneath is not None:
            return "label" if beneath.columns == frame.columns else "unsure"
        return self._after(frame)

    def _labels_row(self, frame: Frame) -> bool:
        """Whether the frame begins its row, as the names down the left side of a form do."""
        left, right = self.drawing.left_of(frame), self.drawing.right_of(frame)
        above = self.drawing.above(frame)
        taller = left is not None and self._is(left, "label") and left.rows != frame.rows
        begins = left is None or taller or self._is(left, "number")
        blank = right is not None and self._is(right, "input") and self._printed_box(right)
        next_ = None if above is None else self.drawing.right_of(above)
        group = next_ is not None and above is not None and next_.rows != above.rows
        beside = self._is(next_, "input") or (group and self._is(next_, "label"))
        return begins and blank and beside and self._is(above, "label")

    def _printed_box(self, frame: Frame) -> bool:
        """Whether a box is blank, or what stands in it is printed."""
        blanks = self.content[frame.place].blanks
        return not frame.words or any(blank.holds for blank in blanks)

    def _after(self, frame: Frame) -> Role:
        """Words after a label in its row, or before more labels: a group is taller than they."""
        right = self.drawing.right_of(frame)
        if right is not None and self._is(right, "label") and right.rows != frame.rows:
            return "label"
        return "unsure"

    def _is(self, frame: Frame | None, *wanted: Role) -> bool:
        return frame is not None and self.role.get(frame.place) in wanted


def _colours(drawing: Drawing, more: frozenset[str]) -> tuple[frozenset[str], frozenset[str]]:
    """The colours of labels, and those of boxes, which hold words too once they are filled in.

    Labels mostly hold words, and names of items among them. Boxes hold no such names, while frames
    without colour do.
    """
    names: Counter[str] = Counter()
    printed: Counter[str] = Counter()
    blank: Counter[str] = Counter()
    for frame in drawing.frames:
        words = frame.words and not any(c.rule or c.open for c in frame.cells)
        (printed if words else blank)[frame.fill] += 1
        names[frame.fill] += bool(words) and known(frame.words, more)
    several = [c for c in printed if c and printed[c] >= 3]
    labels = (c for c in several if printed[c] >= 3 * blank[c] and names[c] * 4 >= printed[c])
    boxes = (c for c in several if not names[c] and names[""] >= 3)
    return frozenset(labels), frozenset(boxes)
