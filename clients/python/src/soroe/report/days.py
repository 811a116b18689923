"""Days and moments as a reader of a terminal sees them."""

from __future__ import annotations

from datetime import date, datetime, timedelta, timezone

from soroe.model import Lang
from soroe.wareki import wareki

JAPAN = timezone(timedelta(hours=9))


def day(of: date | None, lang: Lang) -> str:
    """2027-04-01(令和9年4月1日); in English the ISO date alone; "-" for none."""
    if of is None:
        return "-"
    return f"{of.isoformat()}({wareki(of)})" if lang == "ja" else of.isoformat()


def moment(of: datetime | None) -> str:
    """A moment in Japan's time, to the minute; "-" for none."""
    return "-" if of is None else f"{of.astimezone(JAPAN):%Y-%m-%d %H:%M}"
