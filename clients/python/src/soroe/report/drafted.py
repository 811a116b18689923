"""What `soroe derive` says beside the draft: what is open, bases to consider, doubtful matches."""

from __future__ import annotations

from collections.abc import Iterator

from soroe.citation import cite, in_words
from soroe.citation.offers import Offer
from soroe.citation.suggest import Suggestion
from soroe.locale import text
from soroe.model import Base, Json, Lang, LocalDiff, Note
from soroe.positions import positions
from soroe.report.notes import note_lines
from soroe.report.style import Style
from soroe.report.width import wrap
from soroe.report.words import schema_at, title_at

DOUBTFUL = frozenset(
    {
        "alias-item-unknown", "alias-key-unknown", "alias-unfit", "item-ambiguous",
        "item-claimed-twice", "item-elsewhere", "item-group-differs", "item-not-matched",
        "item-otherwise-built", "no-item-matched", "possible-rename",
    }
)  # fmt: skip
"""Notes about items that may be the same; a table of names settles them."""

_SHOWN = 4


class Drafted(Base, frozen=True):
    """A draft with all that is to be said about it.

    `file` is where `body`, its text, was written; empty for standard output. `remarks` are parts of
    the messages of the command with their parameters.
    """

    diff: LocalDiff
    core: Json
    form: Json
    carried: tuple[int, ...]
    taken: tuple[int, ...]
    offers: tuple[Offer, ...]
    notes: tuple[Note, ...]
    file: str
    body: str
    remarks: tuple[tuple[str, dict[str, str]], ...]


def render(drafted: Drafted, lang: Lang, columns: int, style: Style) -> str:
    """The text for people."""
    return "\n".join(_Text(drafted, lang, columns, style).lines()) + "\n"


class _Text:
    def __init__(self, drafted: Drafted, lang: Lang, columns: int, style: Style) -> None:
        self.drafted = drafted
        self.lang = lang
        self.columns = columns
        self.style = style
        self.spots = positions(drafted.body)

    def lines(self) -> Iterator[str]:
        drafted = self.drafted
        count = len(drafted.diff.changes)
        part = "written" if drafted.file else "printed"
        said = self._say(part if count else "nothing", file=drafted.file, count=count)
        yield self.style(said, "strong")
        wording = sum(o.effect == "none" for o in drafted.offers)
        open_ = len(drafted.offers) - wording - len(drafted.taken)
        for name, number in (
            ("carried", len(drafted.carried)),
            ("taken", len(drafted.taken)),
            ("open", open_),
            ("wording", wording),
        ):
            if number:
                yield "  " + self._say(name, count=number)
        doubtful = [n for n in drafted.notes if n.type in DOUBTFUL]
        if doubtful:
            yield from self._title("doubtful")
            yield from note_lines(doubtful, self.lang, self.columns, self.style)
            yield ""
            yield from self._wrap(self._say("aliases"), "  ", "  ")
        for remark, facts in drafted.remarks:
            if remark == "amended":
                yield from self._wrap(self._say(remark, **facts), "  ", "  ")
        if drafted.taken or open_:
            yield from self._title("bases")
            for remark, facts in drafted.remarks:
                if remark != "amended":
                    yield from self._wrap(self._say(remark, **facts), "  ", "  ")
            for offer in drafted.offers:
                if offer.effect != "none":
                    yield from self._offer(offer)
        rest = [n for n in drafted.notes if n.type not in DOUBTFUL]
        if rest:
            yield from self._title("notes")
            yield from note_lines(rest, self.lang, self.columns, self.style)
        if count:
            yield ""
            yield from self._wrap(self._say("next", file=drafted.file or "FILE"), "", "")

    def _offer(self, offer: Offer) -> Iterator[str]:
        item = self.drafted.diff.changes[offer.change].item
        form = self.drafted.core if schema_at(self.drafted.core, item) else self.drafted.form
        title = title_at(form, item) or self._say("whole")
        yield ""
        yield f"  {self.style(title, 'strong')}  {self._spot(offer.change)}"
        yield "    " + text("cli", "effects", offer.effect, self.lang)
        if offer.change in self.drafted.taken:
            yield "    " + self._say("filled")
        if not offer.suggestions:
            yield from self._wrap(self._say("none"), "    ", "    ")
        for suggestion in offer.suggestions[:_SHOWN]:
            said = f"{self._text(suggestion)}: {in_words(suggestion, self.lang)}"
            yield from self._wrap(said, "    ・", "      ")

    def _text(self, suggestion: Suggestion) -> str:
        if suggestion.cite is None:
            return suggestion.kind
        citation = self.drafted.diff.citations[suggestion.cite]
        return f"{cite(citation, suggestion.article)} ({suggestion.cite})"

    def _spot(self, change: int) -> str:
        line, _ = self.spots[f"/changes/{change}"]
        return f"{self.drafted.file}:{line}" if self.drafted.file else self._say("line", line=line)

    def _title(self, part: str) -> Iterator[str]:
        yield ""
        yield self.style(self._say(part), "strong")

    def _say(self, part: str, **params: object) -> str:
        return text("cli", "derive", part, self.lang, **params)

    def _wrap(self, words: str, first: str, rest: str) -> list[str]:
        return wrap(words, self.columns, first, rest)
