"""Notes of importers and of the matcher: each kind under its title, its remedy said once."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from soroe.locale import text
from soroe.model import Lang, Note
from soroe.report.finding import explain_note
from soroe.report.style import Style
from soroe.report.width import wrap


def note_lines(notes: Iterable[Note], lang: Lang, columns: int, style: Style) -> Iterator[str]:
    """The notes in their order, a blank line before each kind."""
    alike: dict[str, list[tuple[str, str]]] = {}
    for note in notes:
        title, detail, remedy = explain_note(note, lang)
        alike.setdefault(title, []).append((detail, remedy))
    todo = text("report", "finding", "todo", lang)
    for title, told in alike.items():
        count = " " + text("report", "words", "cases", lang, count=len(told))
        remedies = {remedy for _, remedy in told}
        yield ""
        yield "  " + style(title, "strong") + (count if len(told) > 1 else "")
        for detail, remedy in told:
            own = f" {todo}{remedy}" if len(remedies) > 1 else ""
            yield from wrap(detail + own, columns, "  ・", "    ")
        if len(remedies) == 1 and (remedy := remedies.pop()):
            yield from wrap(todo + remedy, columns, "    ", "    ")
