"""Dates as Japanese administration writes them: eras, fiscal years, days of coming into force.

Pure and exact. Documents hold ISO dates, people read 和暦. The eras are those since the Gregorian
calendar (1873-01-01). The day of a change belongs to the new era, so 昭和65年 and 平成31年5月1日
are refused, with the name the day has, and never moved quietly into the next era.
"""

from __future__ import annotations

import re
from datetime import date, timedelta
from typing import Literal

from soroe.errors import DocumentError, Problem
from soroe.model import Base
from soroe.numerals import FOLD, KANJI, number, numeral

Style = Literal["arabic", "kanji", "letter"]
"""平成27年3月31日, 平成二十七年三月三十一日, H27.3.31."""


class Era(Base, frozen=True):
    """An era: its name, the letter on forms, its one-character form, first and last day.

    `year_one` is the western year of 元年, which for 明治 is before the first day of the table.
    `last` is None for the era that is running.
    """

    name: str
    letter: str
    ligature: str
    year_one: int
    first: date
    last: date | None = None


ERAS = (
    Era("明治", "M", "㍾", 1868, date(1873, 1, 1), date(1912, 7, 29)),
    Era("大正", "T", "㍽", 1912, date(1912, 7, 30), date(1926, 12, 24)),
    Era("昭和", "S", "㍼", 1926, date(1926, 12, 25), date(1989, 1, 7)),
    Era("平成", "H", "㍻", 1989, date(1989, 1, 8), date(2019, 4, 30)),
    Era("令和", "R", "㋿", 2019, date(2019, 5, 1)),
)
"""In order, without gap or overlap. 明治 starts where Japan took up the Gregorian calendar."""

NAMES = "明治|大正|昭和|平成|令和|㍾|㍽|㍼|㍻|㋿"
"""The names of the eras as a pattern, for those who look for dates in running text."""

_GAP = r"[ \t\u3000]{0,3}"
_YEAR = rf"(?P<year>元|{KANJI}|\d{{1,4}})"
_REST = (
    rf"{_GAP}年{_GAP}(?P<month>{KANJI}|\d{{1,2}}){_GAP}月{_GAP}(?P<day>{KANJI}|\d{{1,2}}){_GAP}日"
)
_DOTS = r"[./\-．／－・](?P<month>\d{1,2})[./\-．／－・](?P<day>\d{1,2})(?!\d)"
DATE_PATTERNS = tuple(
    re.compile(p)
    for p in (
        rf"(?P<era>{NAMES}){_GAP}{_YEAR}{_REST}",
        rf"(?P<era>(?<![A-Za-zＡ-Ｚａ-ｚ])[MTSHRmtshrＭＴＳＨＲｍｔｓｈｒ]){_GAP}(?P<year>\d{{1,4}}|元){_DOTS}",
        rf"(?P<era>(?<![A-Za-zＡ-Ｚａ-ｚ])[MTSHRmtshrＭＴＳＨＲｍｔｓｈｒ]){_GAP}(?P<year>\d{{1,4}}|元){_REST}",
        rf"(?P<era>)(?P<year>\d{{4}}){_REST}",
        rf"(?P<era>)(?P<year>(?<!\d)\d{{4}}){_DOTS}",
    )
)
"""What a date looks like; a match is not yet a date of the calendar (`date_of` decides)."""


def read_date(text: str) -> date:
    """The date that the text spells: 平成27年3月31日, 令和元年五月一日, R8.4.1, 2026-04-01.

    Raises `DocumentError`: `wareki-unreadable` (not a whole date), `wareki-before-calendar` (before
    1873), `wareki-outside-era` (昭和65年4月1日; names what the day is called instead),
    `wareki-no-such-year` (平成0年), `wareki-no-such-day` (平成27年2月30日).
    """
    whole = text.strip()
    for pattern in DATE_PATTERNS:
        if match := pattern.fullmatch(whole):
            return date_of(match)
    raise _error("wareki-unreadable", text=text)


def date_of(match: re.Match[str]) -> date:
    """The date that a match of one of `DATE_PATTERNS` means; raises as `read_date` does."""
    text = match[0]
    year = 1 if match["year"] == "元" else number(match["year"])
    month, day = number(match["month"]), number(match["day"])
    if year is None or month is None or day is None:
        raise _error("wareki-unreadable", text=text)
    era = era_named(match["era"]) if match["era"] else None
    if era and not year:
        raise _error("wareki-no-such-year", text=text, era=era.name)
    try:
        found = date((era.year_one - 1 if era else 0) + year, month, day)
    except ValueError:
        raise _error("wareki-no-such-day", text=text) from None
    if found < ERAS[0].first:
        raise _error("wareki-before-calendar", text=text, first=ERAS[0].first.isoformat())
    if era and era_of(found) != era:
        raise _outside(era, text, wareki(found))
    return found


def era_named(name: str) -> Era | None:
    """The era of a name, letter or one-character form."""
    folded = name.translate(FOLD).upper()
    return next((e for e in ERAS if folded in (e.name, e.letter, e.ligature)), None)


def era_of(day: date) -> Era | None:
    """The era of a day; None before 1873."""
    return next((e for e in reversed(ERAS) if e.first <= day), None)


def era_year(era: Era, year: int) -> tuple[date, date] | None:
    """First and last day of a year of an era, cut at the era's ends; None where it never was."""
    if year < 1:
        return None
    west = era.year_one - 1 + year
    if west > date.max.year:
        return None
    first = max(date(west, 1, 1), era.first)
    last = min(date(west, 12, 31), era.last or date.max)
    return (first, last) if first <= last else None


def wareki(day: date, style: Style = "arabic") -> str:
    """The day in 和暦; a day before 1873 is written with the western year, as nothing is known."""
    era = era_of(day)
    if era is None:
        return f"{day.year}年{day.month}月{day.day}日"
    year = day.year - era.year_one + 1
    if style == "letter":
        return f"{era.letter}{year}.{day.month}.{day.day}"
    if style == "kanji":
        spelt = "元" if year == 1 else numeral(year)
        return f"{era.name}{spelt}年{numeral(day.month)}月{numeral(day.day)}日"
    return f"{era.name}{'元' if year == 1 else year}年{day.month}月{day.day}日"


# ---- 年度: the fiscal year, 1 April to 31 March


def fiscal_year(day: date) -> int:
    """The western number of the 年度 that a day lies in: 2027-03-31 is in 2026."""
    return day.year if day.month >= 4 else day.year - 1


def fiscal_first(year: int) -> date:
    """The first day of a 年度."""
    return date(year, 4, 1)


def fiscal_last(year: int) -> date:
    """The last day of a 年度."""
    return date(year + 1, 3, 31)


def fiscal_name(year: int) -> str:
    """令和8年度: after the era of 1 April.

    An era that began later in the year and whose 元年 has no 1 April is named too, because both
    names are in use: 平成31年度(令和元年度).
    """
    name, *more = _names(year)
    return f"{name}({more[0]})" if more else name


def read_fiscal_year(text: str) -> int:
    """The 年度 that the text names: 令和8年度, 令和元年度, R8年度, 2026年度.

    平成31年度 and 令和元年度 are the same year. Raises `DocumentError` as `read_date` does.
    """
    pattern = rf"(?P<era>{NAMES}|[MTSHR])?{_GAP}{_YEAR}{_GAP}年度"
    match = re.fullmatch(pattern, text.strip().translate(FOLD))
    year = 1 if match and match["year"] == "元" else number(match["year"]) if match else None
    if match is None or year is None:
        raise _error("wareki-unreadable", text=text)
    era = era_named(match["era"]) if match["era"] else None
    if era is not None and year < 1:
        raise _error("wareki-no-such-year", text=text, era=era.name)
    west = year if era is None else era.year_one - 1 + year
    if not ERAS[0].first.year <= west < date.max.year:
        raise _error("wareki-unreadable", text=text)
    if era is not None and f"{era.name}{'元' if year == 1 else year}年度" not in _names(west):
        raise _outside(era, text, fiscal_name(west))
    return west


def _names(year: int) -> tuple[str, ...]:
    spelt = (
        wareki(day).split("年", maxsplit=1)[0] for day in (date(year, 4, 1), date(year, 12, 31))
    )
    return tuple(dict.fromkeys(f"{name}年度" for name in spelt))


# ---- 施行日: the day a text comes into force


def in_force(first: date | None, last: date | None, day: date) -> bool | None:
    """Whether a text in force from `first` to `last` is in force on a day; None if not known."""
    if last is not None and day > last:
        return False
    return None if first is None else day >= first


def after_promulgation(promulgated: date, days: int = 10) -> date:
    """公布の日から起算して n 日を経過した日.

    The day of promulgation is the first of the n days, so the text is in force n days later. Ten
    days is what 地方自治法 gives a 条例 that says nothing else; the caller decides that it does.
    """
    return promulgated + timedelta(days=days)


def read_in_force(text: str, promulgated: date | None = None) -> date | None:
    """The day that a 施行期日 sentence names, or None where it does not name one by itself.

    Read are 令和9年4月1日から施行する, and with `promulgated` 公布の日から施行する and
    公布の日から起算して10日を経過した日から施行する. 規則で定める日 names no day. Raises as
    `read_date` does for a day that cannot be.
    """
    said = re.sub(r"^この[^、。]{1,8}は、", "", re.sub(r"\s", "", text)).rstrip("。")
    ends = r"(?:から施行する|から施行|施行)"
    for pattern in DATE_PATTERNS:
        if match := re.fullmatch(f"(?:{pattern.pattern}){ends}", said):
            return date_of(match)
    if promulgated is None:
        return None
    if re.fullmatch(rf"公布の日{ends}", said):
        return promulgated
    counted = rf"公布の日から起算して(?P<days>{KANJI}|\d{{1,3}})日を経過した日{ends}"
    match = re.fullmatch(counted, said)
    days = number(match["days"]) if match else None
    return after_promulgation(promulgated, days) if days is not None else None


def _error(kind: str, **params: str) -> DocumentError:
    return DocumentError(Problem(kind, params=params))


def _outside(era: Era, text: str, instead: str) -> DocumentError:
    span = f"{wareki(era.first)}〜{wareki(era.last) if era.last else ''}"
    params = {"text": text, "era": era.name, "span": span, "instead": instead}
    return DocumentError(Problem("wareki-outside-era", params=params))
