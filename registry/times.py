"""The times of a read: `as_of` or `fiscal_year`, and `known_at`, in the query of its address."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Final

import msgspec

from registry import days
from registry.intake import StrictRequest
from registry.problems import RefusedError
from soroe.errors import DocumentError, Problem
from soroe.when import When, end_of, read_when

WANTED: Final = {
    "as_of": "2027-04-01, 令和9年4月1日",
    "fiscal_year": "2027, 令和9年度",
    "known_at": "2027-04-01, 2027-04-01T09:00+09:00",
}
"""What each parameter takes."""


def asked(request: StrictRequest) -> When:
    """The times that a request asks for.

    What is not yet known cannot be asked for: an answer for a time must not change once it has
    come. Today, as a day of knowledge, ends now. Raises `RefusedError`: `parameter-invalid`, with
    the reason as a second problem; `known-at-ahead`.
    """
    given = {name: _one(request, name) for name in WANTED}
    try:
        when = read_when(**given)
    except DocumentError as e:
        name = e.problem.params["name"]
        wanted = Problem("parameter-invalid", params={"name": name, "wanted": WANTED[name]})
        raise RefusedError(wanted, *e.problems) from None
    return _known(when)


def on_a_day(when: When) -> When:
    """The same, on today's day where no other is asked for."""
    return when if when.as_of is not None else msgspec.structs.replace(when, as_of=days.today())


def _known(when: When) -> When:
    now = datetime.now(UTC)
    if when.known_at is None or when.known_at <= now:
        return when
    if when.known_at == end_of(days.today()):
        return msgspec.structs.replace(when, known_at=now)
    given, clock = (f"{t.astimezone(days.JAPAN):%Y-%m-%d %H:%M:%S}" for t in (when.known_at, now))
    params = {"given": given, "now": clock}
    raise RefusedError(Problem("known-at-ahead", params=params))


def _one(request: StrictRequest, name: str) -> str | None:
    """The value of a parameter, which is given once at most."""
    values: list[str] = request.query_params.getall(name, [])
    if len(values) > 1:
        raise RefusedError(
            Problem("parameter-invalid", params={"name": name, "wanted": WANTED[name]})
        )
    return values[0] if values else None
