"""The table as text for a terminal, and as Markdown."""

from __future__ import annotations

from collections.abc import Iterator

from soroe.model import Lang
from soroe.report.markup import escaped
from soroe.report.style import Style
from soroe.report.width import pad, width, wrap
from soroe.table.model import Line, OldNew, Row
from soroe.table.shown import Layout


def render_text(
    table: OldNew,
    lang: Lang,
    *,
    old_first: bool = False,
    columns: int = 0,
    style: Style | None = None,
) -> str:
    """Item by item, one side below the other; changed words stand between 《 and 》."""
    layout = Layout(lang, old_first)
    return "\n".join(_text(table, layout, columns, style or Style())) + "\n"


def render_markdown(table: OldNew, lang: Lang, *, old_first: bool = False) -> str:
    """A table of GitHub Flavored Markdown; changed words are underlined with `<u>`."""
    return "\n".join(_markdown(table, Layout(lang, old_first))) + "\n"


def _text(table: OldNew, layout: Layout, columns: int, style: Style) -> Iterator[str]:
    yield style(layout.title(table), "strong")
    heads = layout.heads(table)
    widest = max(width(head) for head, _ in heads)
    for head, name in heads:
        yield f"  {pad(head, widest)}  {name}"
    yield layout.summary(table)
    if not table.rows:
        return
    yield from wrap(layout.say("marks"), columns)
    for row in table.rows:
        yield ""
        yield style("  ".join(filter(None, (layout.number(row), row.title))), "strong")
        for (head, _), lines in zip(heads, layout.cells(row), strict=True):
            lead = f"  {pad(head, widest)}  "
            for line in lines:
                yield from wrap(_marked(line, layout), columns, lead, " " * (width(lead) + 2))
                lead = " " * width(lead)
        lead = f"  {pad(layout.say('remarks'), widest)}  "
        for said in layout.remarks(row):
            yield from wrap(said, columns, style(lead, "faint"), " " * width(lead))
            lead = " " * width(lead)


def _marked(line: Line, layout: Layout) -> str:
    said = "".join(f"《{run.text}》" if run.changed else run.text for run in line.runs)
    return layout.labelled(line) + said.replace("\n", " ")


def _markdown(table: OldNew, layout: Layout) -> Iterator[str]:
    yield f"# {escaped(layout.title(table))}"
    yield ""
    yield layout.summary(table)
    if not table.rows:
        return
    yield ""
    yield layout.say("note")
    yield ""
    heads = (f"{escaped(head)}<br>{escaped(name)}" for head, name in layout.heads(table))
    yield _line(escaped(layout.say("item")), *heads, escaped(layout.say("remarks")))
    yield _line("---", "---", "---", "---")
    for row in table.rows:
        yield _line(*_cells(row, layout))


def _cells(row: Row, layout: Layout) -> Iterator[str]:
    yield "<br>".join(escaped(part) for part in (layout.number(row), row.title) if part)
    for lines in layout.cells(row):
        yield "<br>".join(_underlined(line, layout) for line in lines)
    yield "<br>".join(escaped(said) for said in layout.remarks(row))


def _line(*cells: str) -> str:
    return f"| {' | '.join(cells)} |"


def _underlined(line: Line, layout: Layout) -> str:
    said = "".join(
        f"<u>{escaped(run.text)}</u>" if run.changed else escaped(run.text) for run in line.runs
    )
    return escaped(layout.labelled(line)) + said
