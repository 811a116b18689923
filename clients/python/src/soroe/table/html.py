"""The table as one HTML document that prints on A4 across; the heads repeat on every page."""

from __future__ import annotations

from collections.abc import Iterator

from soroe.model import Lang
from soroe.report.page import esc, page
from soroe.table.model import Line, OldNew, Row
from soroe.table.shown import Layout

STYLE = """
table.old-new{table-layout:fixed}
col.item{width:15%}col.side{width:31%}col.remarks{width:23%}
.old-new tbody th{font-weight:400}
.old-new tbody th b{font-weight:700}
.old-new thead th{text-align:center}
.old-new thead th span{display:block;font-weight:400}
.line{display:block;padding-left:1em;text-indent:-1em}
.line .label{color:#595959}
.empty{text-align:center}
ins,del{text-decoration:underline;text-decoration-thickness:1.5px;text-underline-offset:3px}
.number{display:block;color:#595959}
.old-new td p{margin:0 0 4px}
@media print{table{margin:4px 0}}
"""
"""The style of the table, wherever it stands."""


def render(table: OldNew, lang: Lang, *, old_first: bool = False) -> str:
    """The document. What changed is `<ins>` in the newer column and `<del>` in the older one."""
    layout = Layout(lang, old_first)
    title = layout.title(table)
    return page(
        title,
        "\n".join(_body(table, layout, title)),
        lang=lang,
        landscape=True,
        style="body{max-width:none}" + STYLE,
    )


def _body(table: OldNew, layout: Layout, title: str) -> Iterator[str]:
    yield f"<h1>{esc(title)}</h1>"
    yield from rows(table, layout)


def rows(table: OldNew, layout: Layout) -> Iterator[str]:
    """The table without the document around it, for pages that have several; see `STYLE`."""
    (left, left_name), (right, right_name) = layout.heads(table)
    yield f"<p>{esc(layout.summary(table))}</p>"
    if not table.rows:
        return
    yield f'<p class="faint">{esc(layout.say("note"))}</p>'
    yield '<table class="old-new"><colgroup><col class="item"><col class="side"><col class="side">'
    yield '<col class="remarks"></colgroup>'
    yield (
        f'<thead><tr><th scope="col">{esc(layout.say("item"))}</th>'
        f'<th scope="col">{esc(left)}<span>{esc(left_name)}</span></th>'
        f'<th scope="col">{esc(right)}<span>{esc(right_name)}</span></th>'
        f'<th scope="col">{esc(layout.say("remarks"))}</th></tr></thead>'
    )
    yield "<tbody>"
    for row in table.rows:
        yield _row(row, layout)
    yield "</tbody></table>"


def _row(row: Row, layout: Layout) -> str:
    number = layout.number(row)
    path, _, name = row.title.rpartition(" › ")
    parts = [f'<span class="number">{esc(number)}</span>' if number else ""]
    parts.append(f"{esc(path)} › " if path else "")
    head = f'<tr><th scope="row">{"".join(parts)}<b>{esc(name)}</b></th>'
    marks = ("del", "ins") if layout.old_first else ("ins", "del")
    left, right = (
        _cell(lines, layout, mark) for lines, mark in zip(layout.cells(row), marks, strict=True)
    )
    remarks = "".join(f"<p>{esc(line)}</p>" for line in layout.remarks(row))
    return f"{head}{left}{right}<td>{remarks}</td></tr>"


def _cell(lines: tuple[Line, ...], layout: Layout, mark: str) -> str:
    if len(lines) == 1 and not lines[0].label:
        return f'<td class="empty">{esc(lines[0].text)}</td>'
    return f"<td>{''.join(_line(line, layout, mark) for line in lines)}</td>"


def _line(line: Line, layout: Layout, mark: str) -> str:
    said = "".join(
        f"<{mark}>{_breaks(run.text)}</{mark}>" if run.changed else _breaks(run.text)
        for run in line.runs
    )
    label = f'<span class="label">{esc(layout.labelled(line))}</span>'
    return f'<span class="line">{label}{said}</span>'


def _breaks(said: str) -> str:
    return esc(said).replace("\n", "<br>")
