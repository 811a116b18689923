"""The account of a rebase for the terminal."""

from __future__ import annotations

from collections.abc import Iterator

from soroe.locale import text
from soroe.model import Lang
from soroe.report.rebased import ORDER, Account, Entry, Told, detail, title
from soroe.report.style import Style, Tone
from soroe.report.width import table, wrap

_TONES: dict[str, tuple[Tone, ...]] = {
    "conflict": ("bad",),
    "orphan": ("mixed",),
    "decided": ("good",),
    "absorbed": ("good",),
}


def render(told: Account, lang: Lang, columns: int, style: Style) -> str:
    """What became of every change; what needs a person comes first and in full."""
    return "\n".join(_Text(lang, columns, style).lines(told)) + "\n"


class _Text:
    def __init__(self, lang: Lang, columns: int, style: Style) -> None:
        self.lang = lang
        self.columns = columns
        self.style = style

    def lines(self, told: Account) -> Iterator[str]:
        yield from self._wrap(told.summary, "", "")
        for group in ORDER:
            entries = told.of(group)
            if not entries:
                continue
            yield ""
            count = text("report", "words", "cases", self.lang, count=len(entries))
            yield f"{self.style(title(group, self.lang), 'strong', *_TONES.get(group, ()))} {count}"
            yield from self._wrap(detail(group, self.lang), "  ", "  ")
            for entry in entries:
                full = group in ("conflict", "orphan", "decided")
                yield from self._full(entry) if full else self._brief(entry)

    def _full(self, entry: Entry) -> Iterator[str]:
        yield ""
        yield f"  {self.style(entry.title, 'strong')}"
        for part in entry.parts:
            if part.kind in ("conflict", "orphan"):
                yield from self._part(part)
            else:
                yield from self._line(part)
        yield from self._grounds(entry)

    def _part(self, part: Told) -> Iterator[str]:
        number = text("rebased", "part", "number", self.lang, number=part.id) if part.ways else ""
        lead = "  ".join(filter(None, (number, part.about, part.title)))
        yield from self._wrap(lead, "  ・", "    ")
        yield from self._wrap(part.detail, "    ", "    ")
        if part.sides is not None:
            sides = part.sides
            yield f"    {sides.what}"
            rows = [
                (f"      {text('rebased', 'sides', side, self.lang)}", getattr(sides, side))
                for side in ("was", "ours", "theirs")
            ]
            for line in table(rows):
                yield from self._wrap(line, "", "        ")
        if part.ways:
            yield f"    {text('rebased', 'part', 'ways', self.lang)}"
        for way in part.ways:
            yield from self._wrap(f"{way.id:<5} {way.title}", "      ", "            ")
            yield from self._wrap(way.effect, "            ", "            ")
            for example in way.examples:
                yield from self._wrap(example, "            ", "              ")
        if part.decided:
            said = text("rebased", "part", "decided", self.lang, choice=part.decided)
            yield "    " + self.style(said, "good")
        elif part.kind == "conflict":
            said = text("rebased", "part", "undecided", self.lang)
            yield "    " + self.style(said, "bad")

    def _line(self, part: Told) -> Iterator[str]:
        said = "  ".join(filter(None, (part.about, part.title)))
        yield from self._wrap(said, "  ・", "    ")

    def _brief(self, entry: Entry) -> Iterator[str]:
        """Once for the change: the sentences of its parts, each once; none where it just fits."""
        if all(part.reason == "fits" for part in entry.parts):
            yield from self._wrap(entry.title, "  ・", "    ")
            return
        yield ""
        yield f"  {self.style(entry.title, 'strong')}"
        for part in {(p.title, p.about): p for p in entry.parts}.values():
            yield from self._line(part)
            if part.decided:
                said = text("rebased", "part", "decided", self.lang, choice=part.decided)
                yield "    " + self.style(said, "good")
            elif part.ways:
                said = text("rebased", "todo", "absorbed-own", self.lang, number=part.id)
                yield from self._wrap(said, "    ", "    ")

    def _grounds(self, entry: Entry) -> Iterator[str]:
        for name, said in (("basis", entry.basis), ("reason", entry.reason)):
            if said:
                lead = text("rebased", "part", name, self.lang)
                yield from self._wrap(lead + said, "    ", "      ")

    def _wrap(self, words: str, first: str, rest: str) -> list[str]:
        return wrap(words, self.columns, first, rest)
