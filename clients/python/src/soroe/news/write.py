"""The digest in words, for a screen, as Markdown or as a page."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby
from typing import Literal, TypeAlias

from soroe.events import Event, sentence, why
from soroe.handover.blocks import Block, Heading, Listed, Paragraph, Words
from soroe.handover.days import day_of, said
from soroe.handover.html import draw as as_html
from soroe.handover.markdown import draw as as_markdown
from soroe.locale import text
from soroe.model import Lang
from soroe.news.model import Digest, Waiting
from soroe.report.page import page
from soroe.report.width import wrap

Format: TypeAlias = Literal["text", "markdown", "html"]


def rendered(digest: Digest, wanted: Format, lang: Lang, columns: int = 0) -> str:
    """The digest as a text with a final newline; `columns` is where a text is broken, 0 nowhere."""
    if wanted == "html":
        return page(_title(digest, lang), as_html(blocks(digest, lang)), lang=lang)
    if wanted == "markdown":
        return as_markdown(blocks(digest, lang))
    return "\n".join(_lines(blocks(digest, lang), columns)) + "\n"


def blocks(digest: Digest, lang: Lang) -> Iterator[Block]:
    """What waits first, then what happened, day by day, the newest day first."""
    yield Heading(1, _title(digest, lang))
    since, until = (said(at.isoformat(), lang) for at in (digest.since, digest.until))
    yield Paragraph(Words(_say("days", lang, since=since, until=until)), faint=True)
    yield Heading(2, _say("waiting", lang))
    if digest.waiting:
        yield Listed(tuple(_waiting(one, lang) for one in digest.waiting), numbered=True)
    else:
        yield Paragraph(Words(_say("nothing-waits", lang)))
    yield Heading(2, _say("happened", lang))
    if not digest.events:
        yield Paragraph(Words(_say("nothing-happened", lang)))
    for day, events in groupby(digest.events, key=lambda event: day_of(event.at.isoformat())):
        yield Heading(3, said(day, lang))
        yield Listed(tuple(_happened(event, lang) for event in events))
    if digest.more:
        yield Paragraph(Words(_say("more", lang)), faint=True)


def _title(digest: Digest, lang: Lang) -> str:
    names = [digest.place, digest.title or digest.form or ""]
    about = text("report", "words", "comma", lang).join(name for name in names if name)
    return _say("title-of", lang, about=about) if about else _say("title", lang)


def _waiting(one: Waiting, lang: Lang) -> Words:
    by = _say("by", lang, day=said(one.day.isoformat(), lang)) if one.day else ""
    told = text(
        "digest", "waits", one.kind, lang,
        form=one.title or one.form or "", subject=one.subject, about=one.about,
        place=one.place or one.municipality or "", count=one.count,
    )  # fmt: skip
    return Words(told, label=by, below=_command(one, lang))


def _command(one: Waiting, lang: Lang) -> str:
    whose = f"--municipality {one.municipality}" if one.municipality else ""
    command = {
        "review": f"soroe review show {one.form}@{one.subject}",
        "review-closed": f"soroe review show {one.form}@{one.subject}",
        "proposal": f"soroe proposal show {one.form} {one.subject}",
        "proposal-closed": f"soroe proposal show {one.form} {one.subject}",
        "rebase": f"soroe rebase {one.form} {whose}",
        "rebase-failed": f"soroe rebase {one.form} {whose}",
        "citation": f"soroe cite review {whose}",
    }[one.kind]
    return text("handover", "waiting", "command", lang, command=command.strip())


def _happened(event: Event, lang: Lang) -> Words:
    reason = why(event)
    below = text("events", "feed", "reason", lang, reason=reason) if reason else ""
    return Words(
        sentence(event, lang), event.url, below=below, opens=text("handover", "head", "opens", lang)
    )


def _lines(found: Iterator[Block], columns: int) -> Iterator[str]:
    """The blocks for a screen, without addresses."""
    for block in found:
        match block:
            case Heading(level, words):
                yield from ([] if level == 1 else [""])
                yield words
            case Paragraph(words):
                yield from wrap(words.text, columns, "  ", "  ")
            case Listed(entries, _):
                for entry in entries:
                    label = f"{entry.label}: " if entry.label else ""
                    yield from wrap(label + entry.text, columns, "  - ", "    ")
                    if entry.below:
                        yield from wrap(entry.below, columns, "    ", "    ")


def _say(part: str, lang: Lang, **params: object) -> str:
    return text("digest", "digest", part, lang, **params)
