"""Days of Japanese administration: every day of the registry begins at midnight in Japan."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta, timezone
from typing import Final

JAPAN: Final = timezone(timedelta(hours=9))


def today() -> date:
    """The day that it is in Japan now."""
    return datetime.now(JAPAN).date()


def day_of(moment: datetime) -> date:
    """The day in Japan on which a moment is."""
    return moment.astimezone(JAPAN).date()


def after(day: date) -> date:
    """The next day."""
    return day + timedelta(days=1)


def beginning(day: date) -> datetime:
    """The moment at which a day begins in Japan."""
    return datetime.combine(day, time(), JAPAN)
