"""For which day, and as known at what time: the two times of every question (bitemporal).

`as_of` is a day of Japanese administration (有効な日), `known_at` the instant up to which what was
recorded counts (記録の時点). Days change at midnight in Japan, whatever clock the machine has.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import UTC, date, datetime, time, timedelta, timezone
from typing import TypeVar
from urllib.parse import urlencode

import msgspec

from soroe.errors import DocumentError, Problem
from soroe.model import Base
from soroe.wareki import fiscal_first, fiscal_name, read_date, read_fiscal_year, wareki

T = TypeVar("T")

JAPAN = timezone(timedelta(hours=9), "JST")

_INSTANT = re.compile(
    r"\d{4}-\d\d-\d\d[Tt ]\d\d:\d\d(:\d\d([.,]\d{1,6})?)?([Zz]|[+-]\d\d:\d\d)?", re.ASCII
)
_YEAR = re.compile(r"\d{4}", re.ASCII)


class When(Base, frozen=True):
    """Which day is asked about, and whose knowledge; None is any day, and all that is known.

    `fiscal_year` is set where the day was named by its 年度, of which it is the first day.
    """

    as_of: date | None = None
    known_at: datetime | None = None
    fiscal_year: int | None = None


ALWAYS = When()
"""Nothing asked: whatever day, all that is known."""


def read_when(
    as_of: str | None = None, fiscal_year: str | None = None, known_at: str | None = None
) -> When:
    """The times that a person or an address names.

    `as_of`: 2027-04-01, 令和9年4月1日, R9.4.1. `fiscal_year`: 2027, 2027年度, 令和9年度; its day is
    1 April. `known_at`: an instant (2027-04-01T09:00, in Japan unless it says +HH:MM or Z), or a
    day, which counts to its end.

    Raises `DocumentError` with the name of the parameter in `name`: `time-together` where day and
    year are both given, `instant-unreadable`, and what `soroe.wareki.read_date` raises.
    """
    if as_of is not None and fiscal_year is not None:
        raise DocumentError(Problem("time-together", params={"name": "fiscal_year"}))
    year = _named("fiscal_year", _fiscal_year, fiscal_year) if fiscal_year is not None else None
    day = _named("as_of", read_date, as_of) if as_of is not None else None
    return When(
        as_of=fiscal_first(year) if year is not None else day,
        known_at=_named("known_at", read_instant, known_at) if known_at is not None else None,
        fiscal_year=year,
    )


def read_instant(text: str) -> datetime:
    """An instant; a day is its last microsecond in Japan. Raises `DocumentError`."""
    whole = text.strip()
    if _INSTANT.fullmatch(whole):
        try:
            found = datetime.fromisoformat(whole.upper().replace(",", "."))
            return (found if found.tzinfo else found.replace(tzinfo=JAPAN)).astimezone(UTC)
        except (ValueError, OverflowError):
            raise DocumentError(Problem("instant-unreadable", params={"text": text})) from None
    if ":" in whole:
        raise DocumentError(Problem("instant-unreadable", params={"text": text}))
    return end_of(read_date(whole))


def day_of(instant: datetime) -> date:
    """The day in Japan."""
    return instant.astimezone(JAPAN).date()


def end_of(day: date) -> datetime:
    """The last instant of a day in Japan."""
    return datetime.combine(day, time.max, JAPAN)


def known_query(when: When) -> str:
    """The time of knowledge as the query of an address; empty where none is asked for.

    A folder of files ignores it, a registry answers as it would have then. The day is not sent:
    who has a whole listing can answer for every day.
    """
    if when.known_at is None:
        return ""
    return "?" + urlencode({"known_at": when.known_at.isoformat()})


def shown(when: When) -> dict[str, str]:
    """Both times as a message says them: 令和9年4月1日, and - for what was not asked."""
    day = "-" if when.as_of is None else f"{wareki(when.as_of)} ({when.as_of})"
    instant = "-"
    if when.known_at is not None:
        instant = f"{when.known_at.astimezone(JAPAN):%Y-%m-%d %H:%M}"
    return {"day": day, "known": instant}


def year_name(when: When) -> str | None:
    """令和9年度, where the year was asked for."""
    return None if when.fiscal_year is None else fiscal_name(when.fiscal_year)


def _fiscal_year(text: str) -> int:
    whole = text.strip()
    try:
        return read_fiscal_year(f"{whole}年度" if _YEAR.fullmatch(whole) else whole)
    except DocumentError as e:
        if e.problem.type != "wareki-unreadable":
            raise
        raise DocumentError(Problem("fiscal-year-unreadable", params={"text": text})) from None


def _named(name: str, read: Callable[[str], T], text: str) -> T:
    """What the text of a parameter means; a problem also says which parameter it was."""
    try:
        return read(text)
    except DocumentError as e:
        problems = (
            msgspec.structs.replace(p, params={**p.params, "name": name}) for p in e.problems
        )
        raise DocumentError(*problems) from None
