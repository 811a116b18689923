"""Choices that stand in one cell: `あり、なし`, `1:あり 2:なし`, one to a line, `1年～6年`."""

from __future__ import annotations

import re

import msgspec

from soroe.importers.spelled import plain

_BULLET = re.compile(
    r"^\s*(?:[・･●○◯〇■□☐☑▪◆◇*‐-]|\d{1,2}[)）．.]|[(（]\d{1,2}[)）]|[①-⑳])\s*(?=\S)"
)
_BOXES = re.compile(r"[□☐]")
_CIRCLED = re.compile(r"[①-⑳]")
_CODED = re.compile(
    r"(?:^|(?<=[\s、，,/／・;；|｜。]))([0-9０-９A-Za-zＡ-Ｚａ-ｚ]{1,4})\s*[:：=＝．.)）]\s*"
    r"(?=[^\s0-9０-９])"
)
_SEPARATORS = ("\n", ";；", "、，,", "／/", "|｜", "・･", "　", " ")
_ELSEWHERE = re.compile(
    r"別紙|別表|別シート|コード表|一覧(表)?(を|の|参照|より)|参照|のとおり|マスタ"
)
_OPEN = re.compile(r"(?:など|等|ほか|…+|\.{3})$")
_BLANK = re.compile(r"\s*[(（\[][\s　_＿…・]*[)）\]]$")
_COUNTED = re.compile(r"(\d{1,3})(\D{0,4})[~〜～-](\d{1,3})(\D{0,6})")
_MOST = 100
"""Choices that a range such as `1〜6` may stand for; a wider one is a range of numbers."""


class Options(msgspec.Struct, frozen=True):
    """The labels in order with the codes given to them.

    `elsewhere`: the cell points to another place; `open`: the cell says that there are more;
    `free`: labels that ask for words of one's own.
    """

    labels: tuple[str, ...] = ()
    codes: dict[str, str] = {}
    elsewhere: bool = False
    open: bool = False
    free: tuple[str, ...] = ()


def options(text: str) -> Options:
    """The choices of a cell. A cell that names another place has none."""
    text = text.strip()
    if not text:
        return Options()
    if counted := _counted(text):
        return Options(counted)
    pairs = _pairs(text)
    parts = [label for _, label in pairs] if pairs else _parts(text)
    if len(parts) == 1 and _ELSEWHERE.search(text):
        return Options(elsewhere=True)
    more, free, labels = False, [], []
    for index, part in enumerate(parts):
        label = part
        if _BLANK.search(label):
            label = _BLANK.sub("", label)
            free.append(label)
        if index == len(parts) - 1 and len(parts) > 1 and _OPEN.search(label):
            more, label = True, _OPEN.sub("", label).strip("、， ")
        if label:
            labels.append(label)
    codes = {label: plain(code) for (code, _), label in zip(pairs, labels, strict=False)}
    return Options(tuple(labels), codes, open=more, free=tuple(free))


def _pairs(text: str) -> list[tuple[str, str]]:
    """`1:あり 2:なし` as codes and labels; none unless there are two or more, all different."""
    found = list(_CODED.finditer(text))
    if len(found) < 2 or text[: found[0].start()].strip():
        return []
    ends = [*(m.start() for m in found[1:]), len(text)]
    pairs = [
        (m[1], text[m.end() : end].strip().strip("、，,/／・;；|｜。").strip())
        for m, end in zip(found, ends, strict=True)
    ]
    distinct = len({code for code, _ in pairs}) == len(pairs)
    return pairs if distinct and all(label for _, label in pairs) else []


def _parts(text: str) -> list[str]:
    for mark in (_BOXES, _CIRCLED):
        if len(mark.findall(text)) > 1 and mark.match(text):
            return [p for part in mark.split(text) if (p := part.strip(" 　、，,・/／\n"))]
    for separator in _SEPARATORS:
        parts = _split(text, separator)
        if len(parts) > 1:
            return [_BULLET.sub("", part) for part in parts]
    return [_BULLET.sub("", text)]


def _split(text: str, separator: str) -> list[str]:
    """The parts between separators that do not stand in brackets."""
    parts, depth, here = [], 0, ""
    for char in text:
        depth += (char in "(（[【「") - (char in ")）]】」")
        if char in separator and depth <= 0:
            parts.append(here)
            here = ""
        else:
            here += char
    return [p for part in (*parts, here) if (p := part.strip())]


def _counted(text: str) -> tuple[str, ...]:
    """`1〜6`, `1年～6年`, `1～6年`: each of them."""
    found = _COUNTED.fullmatch(plain(text))
    if found is None or (found[2] and found[2] != found[4]):
        return ()
    low, high = int(found[1]), int(found[3])
    if not low < high <= low + _MOST:
        return ()
    return tuple(f"{n}{found[4]}" for n in range(low, high + 1))
