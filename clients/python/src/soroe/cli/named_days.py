"""Days as people write them on a command line."""

from __future__ import annotations

from datetime import date

from soroe.wareki import read_date


def read_day(word: str | None) -> date | None:
    """The day of 2027-04-01, 令和9年4月1日 or R9.4.1; `DocumentError` for anything else."""
    return None if word is None else read_date(word)
