"""What stands in a box: nothing, a day to fill in, boxes to tick, words to circle, several blanks.

Only what a form prints is taken from a box. What may be written in by hand is neither kept as a
choice nor handed on as words; `leftover` says that there was something.
"""

from __future__ import annotations

import re
from typing import Literal, TypeAlias

import msgspec

from soroe.importers.labels import fold
from soroe.importers.options import Options, options
from soroe.importers.paper.frames import GAP, SEAM, tidy
from soroe.importers.paper.words import BOX, MANY, OF_ONE, ONE, PARTS, TOGETHER, UNITS, is_blank

Holds: TypeAlias = Literal["", "date", "month", "time", "tick", "circle"]
"""What a blank takes: a day, month or time, a choice by boxes or by a circle; "" unsaid."""

_FILL = rf"[{GAP}\d０-９元\s]"
_DATE = re.compile(
    rf"(?:西暦|令和|平成|昭和|大正|明治|[□・･/／.\s{GAP}])*{_FILL}*年{_FILL}+月{_FILL}+日"
    r"(?:生まれ|生)?(?:\s*[(（][^)）]*(?:歳|曜日?)[^)）]*[)）])?"
)
_MONTH = re.compile(rf"(?:西暦|令和|平成|昭和|[□・\s{GAP}])*{_FILL}*年{_FILL}+月(?!{_FILL}*日)分?")
_TIME = re.compile(rf"(?:午前|午後|[□・\s{GAP}])*{_FILL}*時{_FILL}+分(?!間)|{GAP}\s*[:：]\s*{GAP}")
_BETWEEN = re.compile(rf"^[\s{GAP}]*(?:[〜~～－-]|から|より)[\s{GAP}]*$")
_FREE = re.compile(rf"[(（\[][\s{GAP}　_＿…・]*[)）\]]")
_PROMPT = re.compile(rf"[(（][^()（）]*(?:{ONE.pattern}|{MANY.pattern})[^()（）]*[)）]")
_OPENED = re.compile(r"[(（][^)）]*$")
_BRACKET = re.compile(r"[(（].*$", re.DOTALL)
_COLON = re.compile(r"^(.{1,12}?)\s*[:：]\s*$")
_UNIT = re.compile(rf"{GAP}\s*([^{GAP}\s(（〜～]+)")


class Blank(msgspec.Struct, frozen=True):
    """One thing to fill in. `name` is what is printed beside it, "" where the box has one thing."""

    name: str = ""
    holds: Holds = ""
    options: Options = Options()
    many: bool | None = None


class Content(msgspec.Struct, frozen=True):
    """The blanks of a box. `certain`: what is printed shows that it is a box to fill in."""

    blanks: tuple[Blank, ...]
    certain: bool = True
    leftover: bool = False


def content(text: str, prompt: str, choices: frozenset[str] = frozenset()) -> Content:
    """The blanks of a box with this text; `prompt` is its label, `choices` labels of the core."""
    said = _gaps(text)
    if is_blank(said) and not BOX.search(said):
        return Content((Blank(),))
    said, timed = _timed(said)
    if BOX.search(said):
        return _ticked(said, prompt, timed)
    if timed:
        return Content(timed, leftover=not is_blank(said))
    if (circled := _circled(said, choices)) is not None:
        return Content((Blank("", "circle", circled),))
    return _parts(said)


def _gaps(text: str) -> str:
    """The text with wide space inside of it as blanks, and ticked boxes as boxes."""
    said = re.sub(r"([(（])\s+(?=[)）])", rf"\1{GAP}", text)
    said = re.sub(r"[ 　]{3,}|_{2,}|＿{2,}|…{2,}", GAP, said)
    return re.sub(rf"{GAP}+", GAP, BOX.sub("□", said))


def _timed(said: str) -> tuple[str, tuple[Blank, ...]]:
    """The days, months and times in the text, and the text without them."""
    found: list[tuple[int, int, Holds]] = []
    kinds: tuple[tuple[re.Pattern[str], Holds], ...] = (
        (_DATE, "date"), (_MONTH, "month"), (_TIME, "time"),
    )  # fmt: skip
    for pattern, holds in kinds:
        for match in pattern.finditer(said):
            if not any(a < match.end() and match.start() < b for a, b, _ in found):
                found.append((match.start(), match.end(), holds))
    found.sort()
    blanks: list[Blank] = []
    for index, (start, end, holds) in enumerate(found):
        pair = [
            other
            for other in (index - 1, index + 1)
            if 0 <= other < len(found)
            and found[other][2] == holds
            and _BETWEEN.match(said[min(end, found[other][1]) : max(start, found[other][0])])
        ]
        name = "" if not pair else ("終了" if pair[0] < index else "開始")
        blanks.append(Blank(name, holds))
    rest, last = "", 0
    for start, end, _ in found:
        rest += said[last:start] + "\n"
        last = end
    return re.sub(r"\n[〜~～－\-]|から|まで|より", "\n", rest + said[last:]), tuple(blanks)


def _ticked(said: str, prompt: str, timed: tuple[Blank, ...]) -> Content:
    """Boxes to tick. Words in brackets after その他, and in a cell of their own, are written in."""
    before, *marked = _PROMPT.sub("", said).split("□")
    labels, free, leftover = [], [], False
    for part in marked:
        label = re.split(rf"[{GAP}{SEAM}\n※＊]", _FREE.sub("", part).lstrip(GAP + SEAM + " 　\n"))[
            0
        ]
        asks = _FREE.search(part) is not None
        if _OPENED.search(label):
            label, asks = _OPENED.sub("", label), True
        if re.match(r"\s*(その他|そのほか|ほか|上記以外)", label) and _BRACKET.search(label):
            label, asks = _BRACKET.sub("", label), True
        label = tidy(label).strip("、，,・/／ 　")
        leftover |= GAP in part.strip(GAP + " \n") and not asks
        if label:
            labels.append(label)
            if asks:
                free.append(label)
    printed = prompt + said
    many = True if MANY.search(printed) else False if ONE.search(printed) else None
    chosen = Options(tuple(dict.fromkeys(labels)), free=tuple(free))
    own = (Blank("", "tick", chosen, many),) if labels else ()
    named = tuple(_named(b) for b in timed) if own else timed
    return Content((*own, *named), leftover=leftover or not is_blank(before))


def _named(blank: Blank) -> Blank:
    """A day or time that stands beside boxes, so it needs a name of its own."""
    return blank if blank.name else Blank(_CALLED[blank.holds], blank.holds)


_CALLED: dict[Holds, str] = {"date": "年月日", "month": "年月", "time": "時刻"}


def _circled(said: str, choices: frozenset[str]) -> Options | None:
    """`有・無`, `男　女`, `1 有　2 無`: words of which one is circled; None if it is no such thing.

    Only words that stand so on forms, or are choices of the core, are taken for choices: マリア・
    シルバ is a name.
    """
    bare = _FREE.sub("", said).replace(GAP, " ").strip()
    bare = re.sub(r"[(（].*?[)）]", "", bare)
    parts = [p for p in re.split(r"[・･/／、,，\s|｜]+", bare) if p]
    labels = [re.sub(r"^[0-9０-９①-⑳]+[.．)）:：]?", "", p) for p in parts]
    labels = [label for label in labels if label]
    if len(labels) < 2 or not all(
        fold(label) in TOGETHER or fold(label) in choices for label in labels
    ):
        found = options(bare)
        labels = list(found.labels)
        if len(labels) < 2 or not all(fold(x) in TOGETHER or fold(x) in choices for x in labels):
            return None
    return Options(tuple(dict.fromkeys(labels)))


def _parts(said: str) -> Content:
    """Blanks with words before or after them: 〒 ␣－␣, 電話：, ␣年␣組."""
    blanks: list[Blank] = []
    rest = leftover = False
    for line in said.split("\n"):
        tokens = [t for t in re.split(rf"({GAP})|{SEAM}", line) if t and t.strip()]
        named = False
        for index, token in enumerate(tokens):
            if token == GAP:
                rest |= not named
                continue
            word = token.strip(" 　()（）－-―~〜～・")
            colon = _COLON.match(token)
            name = PARTS.get(fold(colon[1] if colon else word)) if word else None
            last = index == len(tokens) - 1
            if name and not (last and index and word in UNITS):
                blanks.append(Blank(name))
                named = True
            elif word and word not in UNITS:
                leftover = True
    units = [unit for unit in _UNIT.findall(said) if unit in UNITS]
    if not blanks and not leftover and units:
        distinct = len(set(units)) == len(units) == said.count(GAP) > 1
        each = tuple(Blank(unit) for unit in units) if distinct else (Blank(),)
        return Content(each)
    certain = GAP in said and bool(blanks or units)
    if not (blanks and certain):
        return Content((Blank(),), certain=certain, leftover=leftover)
    names = {blank.name for blank in blanks}
    rest = (rest and not names & OF_ONE) or "〒" in names  # beside 〒 is the address itself
    return Content((*blanks, *((Blank(),) if rest else ())), leftover=leftover)
