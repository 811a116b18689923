"""The last day for what others say, and the day from which a version would apply."""

from __future__ import annotations

from datetime import date

from registry import days
from registry.problems import RefusedError
from soroe.errors import Problem


def agree(closes: date, applies: date | None, *, opening: bool) -> None:
    """The last day is not over, and the version does not apply before everything was said.

    `opening`: the last day is new; one that was said before may be over. Raises `RefusedError`
    `closing-day-past`, `applies-before-closing`.
    """
    today = days.today()
    if opening and closes < today:
        params = {"closes": str(closes), "today": str(today)}
        raise RefusedError(Problem("closing-day-past", params=params))
    if applies is not None and applies < closes:
        params = {"closes": str(closes), "applies": str(applies)}
        raise RefusedError(Problem("applies-before-closing", params=params))
