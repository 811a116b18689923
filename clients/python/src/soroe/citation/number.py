"""The number of a text: read in every shape that 例規集 use, shown in one."""

from __future__ import annotations

import re

from soroe.citation.parts import Number
from soroe.citation.words import (
    BODY,
    DASH,
    GAP,
    INSTRUMENT,
    INSTRUMENTS,
    NATIONAL,
    NUM,
    TAILS,
    YEAR,
    shown_tails,
    tails,
    value,
)
from soroe.model import CitationKind
from soroe.wareki import era_named

_NO = rf"{GAP}第{GAP}(?P<no>{NUM})(?P<dash>(?:{DASH}{NUM})*){GAP}号(?P<tail>{TAILS}*+)(?!様式)"
_PLACES = "別表|別記|別紙|別図|様式|附則|[条項号]"
_MADE_AS = "|".join(word for word in INSTRUMENTS if len(word) > 1)
_SYMBOL = rf"(?:(?!{_MADE_AS}|{_PLACES})[一-龠ぁ-んァ-ヶA-Za-z々]){{1,12}}"
_HERE = r"(?<![^\s\u3000（(〔/／、。・年日])"
NUMBER_PATTERNS = tuple(
    re.compile(p)
    for p in (
        rf"(?:{YEAR}{GAP})?(?:{_HERE}(?P<body>{BODY}))?(?P<instrument>{INSTRUMENT}){_NO}",
        rf"{YEAR}{GAP}(?P<symbol>(?!度){_SYMBOL}){_NO}",
        rf"(?<![0-9０-９])(?P<lead>[0-9０-９]{{1,2}})(?P<symbol>(?![年月日条項号]){_SYMBOL}){_NO}",
        rf"{_HERE}(?P<symbol>(?=(?:(?![法令])[一-龠]){{1,8}}{GAP}第){_SYMBOL}){_NO}",
    )
)
"""平成27年規則第11号 and 規則第11号; 令和5年東例福第41号; 4港厚児第209号; 港厚児第209号."""

_KINDS: dict[CitationKind, frozenset[str]] = {
    "条例": frozenset({"条例"}),
    "規則": frozenset({"規則", "管理規程", "規程", "細則"}),
    "要綱": frozenset(
        {"規程", "告示", "公告", "訓令", "訓令甲", "訓令乙", "要綱", "要領", "細則", "内規", "達"}
    ),
    "慣行": frozenset(),
}
"""規程 and 細則 are made both as law and as internal guidance: the number alone does not tell."""


def number_of(match: re.Match[str]) -> Number:
    """The number that a match of `NUMBER_PATTERNS` spells; ValueError where a numeral is none."""
    groups = match.groupdict()
    return Number(
        number=value(groups["no"]),
        era=_era(groups.get("era")),
        year=_year(groups.get("year")),
        body=groups.get("body"),
        instrument=groups.get("instrument"),
        lead=value(groups["lead"]) if groups.get("lead") else None,
        symbol=groups.get("symbol"),
        dashed=tuple(value(n) for n in re.split(DASH, groups["dash"]) if n),
        branch=tails(groups["tail"]),
    )


def read_number(text: str) -> Number | None:
    """The number that the whole text spells, or None."""
    for pattern in NUMBER_PATTERNS:
        if match := pattern.fullmatch(text.strip()):
            try:
                return number_of(match)
            except ValueError:
                return None
    return None


def show_number(number: Number) -> str:
    """The official form, in arabic numerals: 平成27年港区規則第11号."""
    year = ""
    if number.era and number.year:
        year = f"{number.era}{'元' if number.year == 1 else number.year}年"
    lead = "" if number.lead is None else str(number.lead)
    maker = f"{number.body or ''}{number.instrument or ''}{lead}{number.symbol or ''}"
    inside = "".join(f"―{n}" for n in number.dashed)
    return f"{year}{maker}第{number.number}{inside}号{shown_tails(number.branch)}"


def kinds_of(number: Number) -> frozenset[CitationKind]:
    """The kinds of text that can carry this number; empty for a national one.

    A 文書番号 belongs to internal guidance.
    """
    if number.instrument in NATIONAL:
        return frozenset()
    if number.instrument is None:
        return frozenset({"要綱"})
    return frozenset(kind for kind, words in _KINDS.items() if number.instrument in words)


def _era(name: str | None) -> str | None:
    era = era_named(name) if name else None
    return era.name if era else None


def _year(text: str | None) -> int | None:
    if not text:
        return None
    return 1 if text == "元" else value(text)
