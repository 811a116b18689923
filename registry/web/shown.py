"""Values as people read them: the filters of the templates."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date, datetime
from typing import Any, Final

from jinja2 import pass_context
from jinja2.runtime import Context

from soroe.report import days
from soroe.report.markup import web_address
from soroe.wareki import wareki


@pass_context
def day(names: Context, value: date | str | None) -> str:
    """A day, in Japanese with its year in the era; "-" for none."""
    of = date.fromisoformat(value[:10]) if isinstance(value, str) else value
    return days.day(of, names["lang"])


@pass_context
def typed_day(names: Context, value: str | None) -> str:
    """An ISO day as a person types it into a field, in Japanese by its era; "" for none."""
    if not value:
        return ""
    return wareki(date.fromisoformat(value)) if names["lang"] == "ja" else value


def moment(value: datetime | None) -> str:
    """A moment in Japan's time, to the minute; "-" for none."""
    return days.moment(value)


def percent(value: float) -> str:
    """A share: 0.1234 is 12.3 %."""
    return f"{value * 100:.1f} %"


FILTERS: Final[Mapping[str, Callable[..., Any]]] = {
    "day": day,
    "typed_day": typed_day,
    "moment": moment,
    "percent": percent,
    "web_address": web_address,
}
