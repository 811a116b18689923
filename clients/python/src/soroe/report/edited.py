"""What was edited in a workbook, for people."""

from __future__ import annotations

from collections.abc import Iterator

from soroe.model import Lang, Note
from soroe.report.style import Style
from soroe.report.width import wrap
from soroe.sheet import Edit, Reading
from soroe.sheet.layout import say

_SHOWN = 60


def render(reading: Reading, lang: Lang, columns: int, style: Style) -> str:
    """The edits, one line each, and what to know about them."""
    return "\n".join(_lines(reading, lang, columns, style)) + "\n"


def _lines(reading: Reading, lang: Lang, columns: int, style: Style) -> Iterator[str]:
    part = "count" if reading.edits else "none"
    yield style(say("edits", part, lang, count=len(reading.edits)), "strong")
    for edit in reading.edits:
        yield from wrap(_said(edit, lang), columns, "  ・", "    ")
    for remark in reading.remarks:
        yield from wrap(_remark(remark, lang), columns, "  ※", "    ")


def _said(edit: Edit, lang: Lang) -> str:
    facts = {"at": edit.at, "item": edit.title}
    if edit.move != "changed" or edit.key is None:
        return say("edits", edit.move, lang, **facts)
    part = "changed" if edit.before and edit.after else "set" if edit.after else "cleared"
    return say(
        "edits",
        part,
        lang,
        **facts,
        column=say("columns", edit.key, lang),
        before=_short(edit.before),
        after=_short(edit.after),
    )


def _remark(remark: Note, lang: Lang) -> str:
    return say("remarks", remark.type, lang, **remark.params)


def _short(words: str) -> str:
    line = "、".join(words.split("\n"))
    return line if len(line) <= _SHOWN else line[: _SHOWN - 1] + "…"
