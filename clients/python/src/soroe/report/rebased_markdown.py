"""The account of a rebase as Markdown."""

from __future__ import annotations

from collections.abc import Iterator

from soroe.locale import text
from soroe.model import Lang
from soroe.report.markup import escaped
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


def markdown(told: Account, name: str, lang: Lang) -> str:
    """The document; `name` is the municipality's."""
    return "\n".join(_lines(told, name, lang)) + "\n"


def _lines(told: Account, name: str, lang: Lang) -> Iterator[str]:
    yield f"# {escaped(heading(told, name, lang))}"
    for line in (versions(told, lang), told.summary, day(told, lang)):
        yield ""
        yield escaped(line)
    for group in ORDER:
        entries = told.of(group)
        if not entries:
            continue
        count = text("report", "words", "cases", lang, count=len(entries))
        yield ""
        yield f"## {escaped(title(group, lang))} {count}"
        yield ""
        yield escaped(detail(group, lang))
        for entry in entries:
            yield from _entry(entry, lang)


def _entry(entry: Entry, lang: Lang) -> Iterator[str]:
    yield ""
    yield f"### {escaped(entry.title)}"
    for part in entry.parts:
        yield from _part(part, lang)
    for about, said in (("basis", entry.basis), ("reason", entry.reason)):
        if said:
            yield ""
            yield escaped(text("rebased", "part", about, lang) + said)


def _part(part: Told, lang: Lang) -> Iterator[str]:
    number = text("rebased", "part", "number", lang, number=part.id) if part.ways else ""
    lead = " ".join(filter(None, (number, part.about, part.title)))
    yield ""
    yield f"**{escaped(lead)}** {escaped(part.detail)}"
    if part.kind in ("conflict", "orphan") and part.sides is not None:
        yield ""
        yield f"| {escaped(part.sides.what)} | |"
        yield "|---|---|"
        for side in ("was", "ours", "theirs"):
            head = text("rebased", "sides", side, lang)
            yield f"| {escaped(head)} | {escaped(getattr(part.sides, side))} |"
    if part.ways:
        yield ""
    for way in part.ways:
        said = " ".join((way.title + ":", way.effect, *way.examples))
        yield f"- `{way.id}` {escaped(said)}"
    if part.decided:
        yield ""
        yield escaped(text("rebased", "part", "decided", lang, choice=part.decided))
    elif part.kind == "conflict":
        yield ""
        yield escaped(text("rebased", "part", "undecided", lang))
