"""The differences of two forms, a few lines each, without classes or advice."""

from __future__ import annotations

from collections.abc import Iterator

from soroe.locale import text
from soroe.model import Report
from soroe.report.finding import Context, change, explain_note, heading, sentence
from soroe.report.width import wrap


def render(report: Report, context: Context, columns: int = 0) -> str:
    """What stands in the second form differently from the first, in reading order."""
    return "\n".join(_lines(report, context, columns)) + "\n"


def _lines(report: Report, context: Context, columns: int) -> Iterator[str]:
    names = {"a": report.core.name, "b": report.form.name, "count": len(report.findings)}
    part = "count" if report.findings else "same"
    yield text("report", "brief", part, context.lang, **names)
    for finding in report.findings:
        moved = change(finding, context, wording=True)
        yield ""
        yield heading(finding, context) + (f"  {moved}" if moved else "")
        yield from wrap(sentence(finding, "message", context), columns, "  ", "  ")
    for note in report.notes:
        title, detail, _ = explain_note(note, context.lang)
        yield ""
        yield from wrap(title, columns, "  ・", "    ")
        yield from wrap(detail, columns, "    ", "    ")
