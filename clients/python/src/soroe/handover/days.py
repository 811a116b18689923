"""Days of a handover document: 和暦 for readers of Japanese, ISO dates with it for others."""

from __future__ import annotations

from datetime import date

from soroe.model import Lang
from soroe.wareki import wareki


def day_of(stamp: str) -> str:
    """The ISO date of a day or of an instant."""
    return stamp[:10]


def said(stamp: str, lang: Lang) -> str:
    """令和9年4月1日; in English 2027-04-01 (令和9年4月1日)."""
    day = date.fromisoformat(day_of(stamp))
    return wareki(day) if lang == "ja" else f"{day.isoformat()} ({wareki(day)})"
