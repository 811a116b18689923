"""Decisions about clusters for the terminal."""

from __future__ import annotations

from collections.abc import Iterator

from soroe.locale import text
from soroe.measured import Decisions, KeptDecision
from soroe.model import Lang
from soroe.report.days import day
from soroe.report.style import Style
from soroe.report.width import wrap
from soroe.when import day_of


def listed(found: Decisions, lang: Lang, columns: int, style: Style) -> Iterator[str]:
    """All decisions, in the order they were made."""
    if not found.decisions:
        yield text("cli", "cluster", "none", lang, form=found.form)
    for n, one in enumerate(found.decisions):
        if n:
            yield ""
        yield from shown(one, lang, columns, style)


def shown(one: KeptDecision, lang: Lang, columns: int, style: Style) -> Iterator[str]:
    """One decision: what, by whom, when and why; whether it was taken back, or lacks a change."""

    def say(part: str, **params: object) -> str:
        return text("cli", "cluster", part, lang, **params)

    operator = say("operator")
    decided = one.decision
    head = say(f"head-{decided.action}", id=one.id, one=decided.one, other=decided.other)
    yield style(head, "faint" if one.undone else "strong")
    by = one.recorded_by or operator
    said = say("by", by=by, day=day(day_of(one.recorded_at), lang), reason=decided.reason)
    yield from wrap(said, columns, "  ", "  ")
    if one.undone is not None:
        undone = one.undone
        on = day(day_of(undone.recorded_at), lang)
        said = say("undone", by=undone.recorded_by or operator, day=on, reason=undone.reason)
        yield from wrap(said, columns, "  ", "  ")
    for key in one.unknown:
        yield from wrap(say("unknown", key=key), columns, "  ", "  ")
