"""The document as headings, paragraphs, lists and tables, which every kind of output can draw."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TypeAlias

from soroe.handover.days import said
from soroe.handover.model import ChangePart, FormPart, Handover, Standing, Todo
from soroe.locale import text
from soroe.model import Base, Lang


class Words(Base, frozen=True):
    """A text; `label` stands before it, and behind it a link with the words `opens`.

    `below` stands in a line of its own after all that.
    """

    text: str
    url: str | None = None
    label: str = ""
    strong: bool = False
    opens: str = ""
    below: str = ""


class Heading(Base, frozen=True):
    """A heading of level 1 to 4."""

    level: int
    text: str


class Paragraph(Base, frozen=True):
    """A paragraph; `faint` where it is said in passing."""

    words: Words
    faint: bool = False


class Listed(Base, frozen=True):
    """A list, numbered where the order counts."""

    entries: tuple[Words, ...]
    numbered: bool = False


class Table(Base, frozen=True):
    """A table with one heading for each column."""

    head: tuple[str, ...]
    rows: tuple[tuple[Words, ...], ...]


class Terms(Base, frozen=True):
    """Words with what is said of each."""

    entries: tuple[tuple[str, str], ...]


Block: TypeAlias = Heading | Paragraph | Listed | Table | Terms

_STANDINGS: tuple[Standing, ...] = ("unexplained", "grounded", "practice", "wording")
"""What rests on nothing comes first: it is what somebody has to work on."""


def blocks(document: Handover) -> Iterator[Block]:
    """Everything in the order in which it is read."""
    yield from _Blocks(document.lang).all(document)


class _Blocks:
    def __init__(self, lang: Lang) -> None:
        self.lang = lang

    def all(self, document: Handover) -> Iterator[Block]:
        yield Heading(1, document.title)
        code = self._say("head", "code", code=document.code)
        yield Paragraph(Words(f"{code}  {document.written}"), faint=True)
        yield self._section("about")
        yield from (Paragraph(Words(said_of)) for said_of in document.about)
        yield self._section("first")
        yield Listed(tuple(Words(todo.text) for todo in document.first), numbered=True)
        yield self._section("deadlines")
        yield self._deadlines(document)
        yield self._section("waiting")
        yield self._waiting(document)
        yield self._section("forms")
        yield self._forms(document)
        for form in document.forms:
            if form.revision is not None:
                yield from self._form(form)
        if unused := [form.title for form in document.forms if form.revision is None]:
            yield Heading(2, self._say("form", "unused"))
            yield Paragraph(Words(self._say("form", "none")))
            yield Listed(tuple(Words(title) for title in unused))
        yield self._section("terms")
        yield Terms(document.terms)

    def _deadlines(self, document: Handover) -> Block:
        if not document.deadlines:
            return self._empty("deadlines")
        head = tuple(self._say("deadlines", part) for part in ("day", "about", "text"))
        past = self._say("deadlines", "past")
        rows = (
            (
                Words(said(d.day, self.lang) + (f" ({past})" if d.past else ""), strong=d.past),
                Words(d.about),
                Words(d.text),
            )
            for d in document.deadlines
        )
        return Table(head, tuple(rows))

    def _waiting(self, document: Handover) -> Block:
        if not document.waiting:
            return self._empty("waiting" if document.complete else "waiting-unknown")
        return Listed(tuple(self._todo(todo) for todo in document.waiting), numbered=True)

    def _todo(self, todo: Todo) -> Words:
        by = self._say("waiting", "by", day=said(todo.day, self.lang)) if todo.day else ""
        next_ = self._say("waiting", "command", command=todo.command) if todo.command else ""
        return Words(todo.text, todo.url, by, opens=self._say("head", "opens"), below=next_)

    def _forms(self, document: Handover) -> Block:
        if not document.forms:
            return self._empty("forms")
        head = tuple(
            self._say("form", part) for part in ("title", "core", "revision", "changes", "open")
        )
        return Table(head, tuple(self._form_row(form) for form in document.forms))

    def _form_row(self, form: FormPart) -> tuple[Words, ...]:
        if form.revision is None:
            return (Words(form.title), *(Words("-") for _ in range(4)))
        number = self._say("form", "revision-words", revision=form.revision)
        unfounded = len(form.standing("unexplained"))
        return (
            Words(form.title),
            Words(self._say("form", "core-words", version=form.core)),
            Words(number),
            Words(str(len(form.changes))),
            Words(str(unfounded), strong=unfounded > 0),
        )

    def _form(self, form: FormPart) -> Iterator[Block]:
        yield Heading(2, form.title)
        yield Paragraph(Words(form.says))
        yield Listed(tuple(Words(words, label=label) for label, words in form.known))
        for standing in _STANDINGS:
            if found := form.standing(standing):
                title = self._say("standing", standing)
                yield Heading(3, self._say("change", "count", title=title, count=len(found)))
                yield Paragraph(Words(self._say("todo", standing)))
                for change in found:
                    yield Heading(4, change.title)
                    yield Listed(tuple(self._change(change)))
        yield Heading(3, self._say("sections", "history"))
        yield self._history(form)

    def _change(self, change: ChangePart) -> Iterator[Words]:
        for difference in change.differs:
            yield Words(difference.text, label=self._say("change", "differs"))
            for means in difference.means if change.standing != "wording" else ():
                label, _, rest = means.partition(": ")
                yield Words(rest, label=label) if rest else Words(means)
        if change.standing == "wording":
            return
        missing = self._say("change", "no-reason")
        yield Words(change.reason or missing, label=self._say("change", "reason"))
        label = self._say("change", "basis")
        if change.basis is None:
            yield Words(self._say("change", "no-basis"), label=label, strong=True)
        else:
            dates = f"  {change.basis.dates}" if change.basis.dates else ""
            opens = self._say("head", "opens")
            yield Words(change.basis.text + dates, change.basis.url, label, opens=opens)
            if change.basis.upper:
                yield Words(change.basis.upper, label=self._say("change", "upper"))
        yield Words(change.decided, label=self._say("change", "decided-label"))

    def _history(self, form: FormPart) -> Block:
        parts = ("revision", "published", "by", "effective", "core-head", "differs")
        unknown = self._say("history", "unknown")
        rows = (
            (
                Words(
                    self._say("history", "number", revision=r.revision),
                    r.url,
                    opens=self._say("head", "opens"),
                ),
                *(
                    Words(said_of or unknown)
                    for said_of in (r.published, r.by, r.effective, r.core)
                ),
                Words("\n".join(r.differs)),
            )
            for r in form.history
        )
        return Table(tuple(self._say("history", part) for part in parts), tuple(rows))

    def _section(self, part: str) -> Heading:
        return Heading(2, self._say("sections", part))

    def _empty(self, part: str) -> Paragraph:
        return Paragraph(Words(self._say("empty", part)))

    def _say(self, id_: str, part: str, **params: object) -> str:
        return text("handover", id_, part, self.lang, **params)
