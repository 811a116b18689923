"""The account of a rebase as one HTML page that prints well."""

from __future__ import annotations

from collections.abc import Iterator

from soroe.locale import text
from soroe.model import Lang
from soroe.report.page import esc, page
from soroe.report.rebased import (
    ORDER,
    Account,
    Entry,
    Told,
    day,
    detail,
    heading,
    title,
    versions,
)

_STYLE = """
.part{border-left:4px solid #767676;padding:2px 0 2px 12px;margin:8px 0}
.conflict{border-color:#b00020}
.orphan{border-color:#8a5a00}
.part table{width:auto;min-width:24em}
.part th{font-weight:400;background:#f2f2f2;width:12em}
.open{font-weight:700;color:#b00020}
.done{font-weight:700;color:#00560f}
"""


def html(told: Account, name: str, lang: Lang) -> str:
    """The page; `name` is the municipality's."""
    head = heading(told, name, lang)
    return page(head, "\n".join(_body(told, head, lang)), lang=lang, style=_STYLE)


def _body(told: Account, head: str, lang: Lang) -> Iterator[str]:
    yield f"<h1>{esc(head)}</h1>"
    for line in (versions(told, lang), told.summary, day(told, lang)):
        yield f"<p>{esc(line)}</p>"
    for group in ORDER:
        entries = told.of(group)
        if not entries:
            continue
        count = text("report", "words", "cases", lang, count=len(entries))
        yield f"<h2>{esc(title(group, lang))} {esc(count)}</h2>"
        yield f"<p>{esc(detail(group, lang))}</p>"
        if group == "carried":
            listed = "".join(f"<li>{esc(entry.title)}</li>" for entry in entries)
            yield f"<ul>{listed}</ul>"
            continue
        for entry in entries:
            yield from _entry(entry, lang)


def _entry(entry: Entry, lang: Lang) -> Iterator[str]:
    yield f"<h3>{esc(entry.title)}</h3>"
    for part in entry.parts:
        yield f'<div class="part {part.kind}">'
        yield from _part(part, lang)
        yield "</div>"
    for about, said in (("basis", entry.basis), ("reason", entry.reason)):
        if said:
            yield f'<p class="faint">{esc(text("rebased", "part", about, lang) + said)}</p>'


def _part(part: Told, lang: Lang) -> Iterator[str]:
    number = text("rebased", "part", "number", lang, number=part.id) if part.ways else ""
    lead = " ".join(filter(None, (number, part.about, part.title)))
    yield f"<p><b>{esc(lead)}</b><br>{esc(part.detail)}</p>"
    if part.kind in ("conflict", "orphan") and part.sides is not None:
        yield f"<table><caption>{esc(part.sides.what)}</caption><tbody>"
        for side in ("was", "ours", "theirs"):
            said = esc(text("rebased", "sides", side, lang))
            yield f'<tr><th scope="row">{said}</th><td>{esc(getattr(part.sides, side))}</td></tr>'
        yield "</tbody></table>"
    if part.ways:
        yield f"<p>{esc(text('rebased', 'part', 'ways', lang))}</p><ul>"
        for way in part.ways:
            more = "".join(f"<br>{esc(said)}" for said in (way.effect, *way.examples))
            yield f"<li><code>{esc(way.id)}</code> {esc(way.title)}{more}</li>"
        yield "</ul>"
    if part.decided:
        said = text("rebased", "part", "decided", lang, choice=part.decided)
        yield f'<p class="done">{esc(said)}</p>'
    elif part.kind == "conflict":
        yield f'<p class="open">{esc(text("rebased", "part", "undecided", lang))}</p>'
