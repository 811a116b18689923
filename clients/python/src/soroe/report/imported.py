"""What an import made of a city's form, item by item: what `soroe import` says and writes."""

from __future__ import annotations

from collections.abc import Iterator

from soroe.importers import Entry, Imported
from soroe.jsontext import pretty
from soroe.listing import to_json
from soroe.locale import text
from soroe.model import Base, Lang, Note
from soroe.report.notes import note_lines
from soroe.report.style import Style
from soroe.report.width import table, wrap

SETTLED = ("alias", "code", "label", "heading")
"""How an item was found in the core."""


class ImportReport(Base, frozen=True):
    """The report as a document: the file, its kind and digest, the items, and the notes."""

    file: str
    kind: str
    digest: str
    items: tuple[Entry, ...]
    notes: tuple[Note, ...]


def as_json(name: str, imported: Imported, notes: tuple[Note, ...]) -> str:
    """The report as JSON text, the same bytes each time for the same file."""
    report = ImportReport(name, imported.kind, imported.digest, imported.entries, notes)
    return pretty(to_json(report))


def render(
    name: str,
    imported: Imported,
    notes: tuple[Note, ...],
    lang: Lang,
    *,
    columns: int = 0,
    style: Style | None = None,
) -> str:
    """The report for people."""
    view = _View(lang, columns, style or Style())
    return "\n".join(view.lines(name, imported, notes)) + "\n"


class _View:
    def __init__(self, lang: Lang, columns: int, style: Style) -> None:
        self.lang = lang
        self.columns = columns
        self.style = style

    def say(self, part: str, **params: object) -> str:
        return text("cli", "import", part, self.lang, **params)

    def lines(self, name: str, imported: Imported, notes: tuple[Note, ...]) -> Iterator[str]:
        kind = self.say(f"kind-{imported.kind}")
        yield self.style(self.say("head", file=name, kind=kind), "strong")
        if imported.entries:
            yield from self._items(imported.entries)
        if notes:
            yield ""
            yield self.style(self.say("notes", count=len(notes)), "strong")
            yield from note_lines(notes, self.lang, self.columns, self.style)

    def _items(self, entries: tuple[Entry, ...]) -> Iterator[str]:
        own = sum(entry.how == "own" for entry in entries)
        found = sum(entry.how in SETTLED for entry in entries)
        counted = self.say("counted", count=len(entries), found=found, own=own)
        yield from wrap(counted, self.columns, "  ", "  ")
        yield ""
        head = tuple(self.say(f"column-{c}") for c in ("at", "label", "needed", "how", "item"))
        for index, line in enumerate(table([head, *map(self._row, entries)])):
            yield "  " + (self.style(line, "strong") if index == 0 else line)
        remarks = [entry for entry in entries if entry.remark]
        if remarks:
            yield ""
            yield self.style(self.say("remarks"), "strong")
            for entry in remarks:
                words = f"{entry.at} {entry.label}: {entry.remark}"
                yield from wrap(words, self.columns, "  ", "    ")

    def _row(self, entry: Entry) -> tuple[str, ...]:
        needed = self.say("required" if entry.required else "optional")
        where = entry.core or entry.item or "-"
        return (entry.at, entry.label, needed, self.say(f"how-{entry.how}"), where)
