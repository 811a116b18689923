"""Days of a handover document: 和暦 for readers of Japanese, ISO dates with it for others."""

from __future__ import annotations

from datetime import date, datetime, timedelta, timezone

from soroe.model import Lang
from soroe.wareki import wareki

JST = timezone(timedelta(hours=9))


def day_of(stamp: str) -> str:
    """The ISO date of a day, or of an instant as the calendar in Japan has it."""
    if "T" not in stamp:
        return stamp
    moment = datetime.fromisoformat(stamp)
    return (moment.astimezone(JST) if moment.tzinfo else moment).date().isoformat()


def said(stamp: str, lang: Lang) -> str:
    """令和9年4月1日; in English 2027-04-01 (令和9年4月1日)."""
    day = date.fromisoformat(day_of(stamp))
    return wareki(day) if lang == "ja" else f"{day.isoformat()} ({wareki(day)})"
