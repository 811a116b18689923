"""Places in a text: 第3条第1項第2号イ, 附則第2項, 別表第1, 第1号様式, several joined by 及び."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any, cast, get_args

from msgspec.structs import replace

from soroe.citation.number import read_number, show_number
from soroe.citation.parts import Annex, Join, Locator, Shape
from soroe.citation.words import CLOSE, GAP, NUM, OPEN, TAILS, shown_tails, tails, value
from soroe.model import Base

_JOINS = "|".join(j for j in get_args(Join) if j)
_IROHA = (
    "イロハニホヘトチリヌルヲワカヨタレソツネナラム"
    "ウヰノオクヤマケフコエテアサキユメミシヱヒモセスン"
)
_SUB = (
    rf"(?P<sub>[{_IROHA}](?![ァ-ヶー])(?:{OPEN}(?:[0-9０-９]{{1,2}}|[ア-ン]|[ivx]{{1,4}}){CLOSE})*)"
)
_PART = "(?P<part>ただし書|本文|前段|後段|各号列記以外の部分|各号|柱書)"
_ARTICLE = rf"(?:(?P<di>第)?{GAP}(?P<article>{NUM}){GAP}条(?P<articles>{TAILS}*))"
_PARAGRAPH = rf"(?:(?P<di2>第)?{GAP}(?P<paragraph>{NUM}){GAP}項)"
_ITEM = rf"(?:(?P<di3>第)?{GAP}(?P<item>{NUM}){GAP}号(?P<items>{TAILS}*+)(?!{GAP}様式))"
_END = rf"(?:{GAP}{_SUB})?(?:{GAP}{_PART})?"
_NO_ROW = "(?!の項|[0-9０-９〇零一二三四五六七八九十百千])"
_NAMES = "別表|別記様式|別紙様式|別記|別紙|別図|様式"

_PLACE = re.compile(rf"{_ARTICLE}?(?:{GAP}{_PARAGRAPH})?(?:{GAP}{_ITEM})?{_END}")
_FUSOKU = re.compile(rf"附{GAP}則")
_OF = re.compile(rf"{OPEN}(?P<of>[^（）()〔〕]{{1,60}}){CLOSE}")
_ANNEX = re.compile(
    rf"(?P<name>{_NAMES})(?:{GAP}第{GAP}(?P<n>{NUM})(?P<go>{GAP}号)?|(?P<bare>[0-9０-９]{{1,3}}{_NO_ROW}))?"
    rf"(?P<tail>(?:{TAILS}{_NO_ROW})*)(?:の?{GAP}(?P<row>{NUM})の項)?"
)
_BEFORE = re.compile(
    rf"(?P<outer>別記|別紙)?{GAP}第{GAP}(?P<n>{NUM}){GAP}号(?P<inner>{TAILS}*){GAP}様式(?P<tail>{TAILS}*)"
)
_OPENING, _CLOSING = re.compile(OPEN), re.compile(f"関係{CLOSE}")
_JOIN = re.compile(rf"{GAP}(?P<join>{_JOINS}){GAP}")
_UNTIL = re.compile("まで")


class Found(Base, frozen=True):
    """Places that stand side by side in a text, where they end, and whether a 第 was left out."""

    locators: tuple[Locator, ...]
    end: int
    informal: bool


def find_locators(text: str, at: int) -> Found | None:
    """The places that begin at `at` in the text, as many as are joined; None if none begins there.

    A place that lacks its first 第 counts if it names an article: 3条1項, but not 1項 alone. A 号
    alone is none: it lies in an article, and 規則第2号 is a number.
    """
    return _series(text, at, related=True)


def read_locators(text: str) -> tuple[Locator, ...] | None:
    """The places that the whole text names, or None."""
    whole = text.strip()
    found = find_locators(whole, 0)
    return found.locators if found and found.end == len(whole) else None


def show_locators(locators: tuple[Locator, ...]) -> str:
    """The official form: 第3条第1項及び第4条."""
    return "".join(map(_show, locators))


def places(locators: tuple[Locator, ...]) -> tuple[Locator, ...]:
    """Each place in full: 第3条第1項及び第2項 is 第3条第1項 and 第3条第2項.

    から…まで keeps its two ends: what lies between is in the text that is cited.
    """
    out: list[Locator] = []
    for one in locators:
        before = out[-1] if out else Locator()
        if one.annex or one.supplementary or one.article or before.annex:
            out.append(replace(one, join=""))
            continue
        kept: dict[str, Any] = {
            "supplementary": before.supplementary,
            "of": before.of,
            "article": before.article,
        }
        if one.paragraph is None:
            kept["paragraph"] = before.paragraph
            if not one.item:
                kept["item"] = before.item
        out.append(replace(one, join="", **kept))
    return tuple(out)


def within(place: Locator, outer: Locator) -> bool:
    """Whether a place of the main part lies in another.

    第34条の7第1項 lies in 第34条の7, and 第34条の7の2 does not.
    """
    return (
        not place.annex
        and not place.supplementary
        and bool(outer.article)
        and place.article == outer.article
        and outer.paragraph in (None, place.paragraph)
        and outer.item in ((), place.item)
    )


def _series(text: str, at: int, *, related: bool = False) -> Found | None:
    """The places from `at` on. A （…関係） is looked for with `related`: it holds none itself."""
    found: list[Locator] = []
    join, end, informal, start = "", at, False, at
    while (one := _one(text, start, joined=bool(found))) is not None:
        place, stop, loose = one
        if join == "から":
            until = _UNTIL.match(text, stop)
            if until is None:
                break
            stop = until.end()
        if related and place.annex:
            inside, stop = _related(text, stop)
            place = replace(place, related=inside)
        found.append(replace(place, join=cast("Join", join)))
        end, informal = stop, informal or loose
        following = _JOIN.match(text, end)
        if following is None:
            break
        join, start = following["join"], following.end()
    return Found(tuple(found), end, informal) if found else None


def _one(text: str, at: int, *, joined: bool = False) -> tuple[Locator, int, bool] | None:
    """One place, its end and whether it is informal. A joined one may be a bare 2項 or ロ."""
    try:
        for read in (_before, _annex, _fusoku):
            if (found := read(text, at)) is not None:
                return found
        match = _PLACE.match(text, at)
        if match is None or match.end() == at:
            return None
        place = _plain(match)
        if not (joined or place.article or text.startswith("第", at)):
            return None
        if not joined and not place.article and place.paragraph is None:
            return None
        return place, match.end(), _informal(match)
    except ValueError:  # a numeral that is none: 第二二十条
        return None


def _fusoku(text: str, at: int) -> tuple[Locator, int, bool] | None:
    head = _FUSOKU.match(text, at)
    if head is None:
        return None
    end = head.end()
    bracket = _OF.match(text, end)
    of = read_number(bracket["of"]) if bracket else None
    if bracket and of:
        end = bracket.end()
    if not (rest := _PLACE.match(text, end)):
        return Locator(supplementary=True, of=of), end, False
    return replace(_plain(rest), supplementary=True, of=of), rest.end(), _informal(rest)


def _annex(text: str, at: int) -> tuple[Locator, int, bool] | None:
    match = _ANNEX.match(text, at)
    if match is None:
        return None
    first = match["n"] or match["bare"]
    if match["tail"] and not first:
        return None
    shape: Shape = "n" if match["bare"] else "第n号" if match["go"] else "第n"
    number = (value(first), *tails(match["tail"])) if first else ()
    row = value(match["row"]) if match["row"] else None
    return Locator(annex=Annex(match["name"], number, shape, row)), match.end(), False


def _before(text: str, at: int) -> tuple[Locator, int, bool] | None:
    match = _BEFORE.match(text, at)
    if match is None or (match["inner"] and match["tail"]):
        return None
    name = f"{match['outer'] or ''}様式"
    number = (value(match["n"]), *tails(match["inner"] or match["tail"]))
    shape: Shape = "第n号-のm" if match["tail"] else "第n号-"
    return Locator(annex=Annex(name, number, shape)), match.end(), False


def _related(text: str, at: int) -> tuple[tuple[Locator, ...], int]:
    """The places in a （第3条関係） that begins at `at`, and where it ends; else nothing."""
    opening = _OPENING.match(text, at)
    found = _series(text, opening.end()) if opening else None
    closing = _CLOSING.match(text, found.end) if found else None
    return (found.locators, closing.end()) if found and closing else ((), at)


def _plain(match: re.Match[str]) -> Locator:
    article, paragraph, item = match["article"], match["paragraph"], match["item"]
    return Locator(
        article=(value(article), *tails(match["articles"])) if article else (),
        paragraph=value(paragraph) if paragraph else None,
        item=(value(item), *tails(match["items"])) if item else (),
        sub=tuple(_subs(match["sub"])) if match["sub"] else (),
        part=match["part"],
    )


def _subs(text: str) -> Iterator[str]:
    yield text[0]
    for inner in re.findall(rf"{OPEN}([^{CLOSE[1:]}+)", text):
        yield str(value(inner)) if re.fullmatch(r"[0-9０-９]+", inner) else inner


def _informal(match: re.Match[str]) -> bool:
    """Whether a 第 was left out: 3条1項."""
    pairs = (("article", "di"), ("paragraph", "di2"), ("item", "di3"))
    return any(match[number] and not match[di] for number, di in pairs)


def _show(one: Locator) -> str:
    text = ""
    if one.annex:
        text = _show_annex(one.annex)
    if one.supplementary:
        text = "附則" + (f"（{show_number(one.of)}）" if one.of else "")
    if one.article:
        text += f"第{one.article[0]}条{shown_tails(one.article[1:])}"
    if one.paragraph is not None:
        text += f"第{one.paragraph}項"
    if one.item:
        text += f"第{one.item[0]}号{shown_tails(one.item[1:])}"
    text += "".join(s if i == 0 else f"({s})" for i, s in enumerate(one.sub)) + (one.part or "")
    related = f"（{show_locators(one.related)}関係）" if one.related else ""
    return (f"から{text}まで" if one.join == "から" else one.join + text) + related


def _show_annex(annex: Annex) -> str:
    row = f"の{annex.row}の項" if annex.row is not None else ""
    if not annex.number:
        return annex.name + row
    first, rest = annex.number[0], shown_tails(annex.number[1:])
    shapes: dict[Shape, str] = {
        "第n": f"{annex.name}第{first}{rest}{row}",
        "第n号": f"{annex.name}第{first}号{rest}{row}",
        "n": f"{annex.name}{first}{rest}{row}",
        "第n号-": f"{annex.name.removesuffix('様式')}第{first}号{rest}様式",
        "第n号-のm": f"{annex.name.removesuffix('様式')}第{first}号様式{rest}",
    }
    return shapes[annex.shape]
