"""When two labels are the same label: width, case, spaces, brackets and required marks aside."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable

_MARKS = re.compile(
    r"※+\s*(?:必須|任意)?|[(\[【〔〈《「]\s*(?:必須|任意)\s*[)\]】〕〉》」]|[*]+$|^[*]+"
)
_BRACKETS = re.compile(r"[\s()\[\]{}【】〔〕〈〉《》「」『』・、。:_]+")
_JOINTS = re.compile(r"[-./,]+")


def fold(text: str) -> str:
    """The label with everything removed that cities write differently without meaning it.

    NFKC is for comparing only; what is kept and shown is always the text as given. Signs that
    tell numbers apart (1.5 and 15, 1-2 and 12) stay.
    """
    plain = unicodedata.normalize("NFKC", text).casefold().strip()
    return _BRACKETS.sub("", _MARKS.sub("", plain))


def marked(label: str) -> bool:
    """Whether the label carries the mark of a required item: ※, *, (必須)."""
    found = _MARKS.search(unicodedata.normalize("NFKC", label).strip())
    return found is not None and "任意" not in found[0]


def fold_code(text: str) -> str:
    """A field code or a path without what joins its parts: child_familyName = child.familyName."""
    return _JOINTS.sub("", fold(text))


def qualified(own: Iterable[str], above: Iterable[Iterable[str]]) -> set[str]:
    """The folded labels of an item: its own, and its own after any of the labels above it in order.

    `above` are the labels of each structure the item stands in, outermost first. 児童 + 姓 is
    written 児童姓 or 児童の姓.
    """
    prefixes = {""}
    for labels in above:
        folded = [fold(label) for label in labels]
        prefixes |= {p + f + joint for p in prefixes for f in folded for joint in ("", "の")}
    return {p + fold(label) for p in prefixes for label in own if fold(label)}
