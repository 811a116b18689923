"""The page: what there is, how to check, each form with its items, and who differs how.

No script, no outside address: it opens from a folder. Long parts are folded (`<details>`), which a
browser's search unfolds by itself.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from soroe.browse.gather import Book, Chapter, Local
from soroe.directory import Directory
from soroe.listing import Municipality, VersionEntry
from soroe.locale import text
from soroe.model import Base, Lang
from soroe.pointer import split
from soroe.report.days import day
from soroe.report.items import delegated, local, takes
from soroe.report.page import esc, page
from soroe.schema import Item, items
from soroe.table import Side, old_new
from soroe.table.html import STYLE, rows
from soroe.table.shown import Layout
from soroe.wareki import read_date

_STYLE = (
    STYLE
    + """
body{max-width:76em}
details{margin:8px 0;padding:4px 12px;border:1px solid #767676}
summary{cursor:pointer;padding:4px 0}
summary b{margin-right:1em}
pre{margin:8px 0;padding:8px 12px;border:1px solid #767676;background:#f2f2f2;white-space:pre-wrap}
code{font-family:Consolas,'BIZ UDGothic','MS Gothic',monospace}
table.items{table-layout:fixed}
.items th:nth-child(1){width:40%}.items th:nth-child(2){width:4em}.items th:nth-child(4){width:22%}
.top{font-size:14px}
"""
)


_ITEM = ("title", "required", "takes", "local")


class Facts(Base, frozen=True):
    """What the page says of itself: where it is from, on which day, how a check names the source.

    `source` is what stands in a command (`--bundle FILE`, `--registry URL`).
    """

    origin: str
    day: str
    source: str


def render(book: Book, facts: Facts, lang: Lang) -> str:
    """The whole page as HTML; the same text for the same values."""
    body = "\n".join(_Page(book, facts, lang).body())
    return page(text("browse", "page", "title", lang), body, lang=lang, style=_STYLE)


class _Page:
    def __init__(self, book: Book, facts: Facts, lang: Lang) -> None:
        self._book = book
        self._facts = facts
        self._lang: Lang = lang
        self._places = {m.code: m for m in _everybody(book.directory)}
        self._linked: dict[str, list[str]] = {}
        for chapter in book.chapters:
            for one in chapter.local:
                link = f'<a href="#{_anchor(chapter, one)}">{esc(chapter.listing.title)}</a>'
                self._linked.setdefault(one.municipality, []).append(link)

    def body(self) -> Iterator[str]:
        yield f'<h1 id="top">{self._say("title")}</h1>'
        yield f"<p>{self._say('about', origin=self._facts.origin, day=self._facts.day)}</p>"
        yield from self._contents()
        yield from self._check()
        for chapter in self._book.chapters:
            yield from self._chapter(chapter)
        yield from self._directory()

    def _raw(self, part: str, **params: object) -> str:
        return text("browse", "page", part, self._lang, **params)

    def _say(self, part: str, **params: object) -> str:
        return esc(self._raw(part, **params))

    def _contents(self) -> Iterator[str]:
        yield f"<h2>{self._say('contents')}</h2>"
        if not self._book.chapters:
            yield f"<p>{self._say('empty')}</p>"
            return
        heads = ("form", "latest", "differing")
        cells = [(self._link(c), self._in_use(c), self._links(c)) for c in self._book.chapters]
        yield from self._table(heads, cells)
        yield f'<p><a href="#directory">{self._say("directory")}</a></p>'

    def _link(self, chapter: Chapter) -> str:
        form = esc(chapter.listing.form)
        title = esc(chapter.listing.title)
        return f'<a href="#form-{form}">{title}</a><br><code class="faint">{form}</code>'

    def _in_use(self, chapter: Chapter) -> str:
        return esc(chapter.core.version) if chapter.core else self._say("none-in-use")

    def _links(self, chapter: Chapter) -> str:
        links = [
            f'<a href="#{_anchor(chapter, one)}">{esc(self._name(one.municipality))}</a>'
            for one in chapter.local
        ]
        return self._say("comma").join(links) or self._say("nobody")

    def _check(self) -> Iterator[str]:
        yield f"<h2>{self._say('check')}</h2><p>{self._say('check-why')}</p>"
        usable = [c for c in self._book.chapters if c.core]
        if not usable:
            return
        first = max(usable, key=lambda c: len(c.local))  # the first of those with the most
        code = first.local[0].municipality if first.local else ""
        whose = f" --municipality {code}" if code else ""
        name = f"{first.listing.form}{whose} {self._facts.source}"
        yield f"<pre><code>soroe check {self._say('file')} --core {esc(name)}</code></pre>"
        yield f'<p class="faint">{self._say("check-how")}</p>'

    def _chapter(self, chapter: Chapter) -> Iterator[str]:
        listing = chapter.listing
        yield f'<section id="form-{esc(listing.form)}"><h2>{esc(listing.title)}</h2>'
        described = chapter.core.document if chapter.core else None
        if isinstance(described, dict) and isinstance(said := described.get("description"), str):
            yield f"<p>{esc(said)}</p>"
        yield from self._table(
            ("version", "state", "effective"), map(self._version, reversed(listing.versions))
        )
        if chapter.core:
            found = items(chapter.core.document).values()
            head = self._say("items", version=chapter.core.version, count=len(found))
            yield f"<details><summary>{head}</summary>"
            yield from self._table(_ITEM, map(self._item, found), "items")
            yield "</details>"
        yield f"<h3>{self._say('local-forms', count=len(chapter.local))}</h3>"
        for one in chapter.local:
            yield from self._local(chapter, one)
        if not chapter.local and not chapter.lacking:
            yield f"<p>{self._say('nobody')}</p>"
        if chapter.lacking:
            names = self._raw("comma").join(map(self._name, chapter.lacking))
            yield f"<p>{self._say('lacking', names=names)}</p>"
        yield f'<p class="top"><a href="#top">{self._say("back")}</a></p></section>'

    def _version(self, entry: VersionEntry) -> tuple[str, ...]:
        begins = day(read_date(entry.effective_from), self._lang) if entry.effective_from else "-"
        said = entry.states[-1] if entry.states else None
        state = text("browse", "states", entry.state, self._lang)
        more = f"<br>{esc(said.reason)}" if said and entry.state != "published" else ""
        return esc(entry.version), esc(state) + more, esc(begins)

    def _item(self, item: Item) -> tuple[str, ...]:
        depth = sum(1 for name in split(item.pointer) if name != "*") - 1
        left = delegated(item, self._lang)
        more = f'<br><span class="faint">{esc(left)}</span>' if left else ""
        title = f'{"　" * depth}{esc(item.title)}<br><code class="faint">{esc(item.pointer)}</code>'
        required = self._say("is-required" if item.required else "is-optional")
        return title, required, esc(takes(item, self._lang)), esc(local(item, self._lang)) + more

    def _local(self, chapter: Chapter, one: Local) -> Iterator[str]:
        own = self._raw("revision", revision=one.revision)
        core = self._raw("on-core", version=one.core.version)
        before = Side(form=one.core.document, name=core)
        table = old_new(before, Side(form=one.form, name=own, diff=one.diff), self._lang)
        count = self._say("changes", count=len(one.diff.changes))
        name = esc(self._name(one.municipality))
        yield f"<details><summary><b>{name}</b> {esc(own)} {esc(core)} {count}</summary>"
        yield f'<div id="{_anchor(chapter, one)}">'
        if one.diff.effective_from:
            begins = day(read_date(one.diff.effective_from), self._lang)
            yield f"<p>{self._say('begins', day=begins)}</p>"
        if one.diff.over:
            yield f"<p>{self._say('over', over=one.diff.over)}</p>"
        yield from rows(table, Layout(self._lang))
        yield "</div></details>"

    def _directory(self) -> Iterator[str]:
        yield f'<section id="directory"><h2>{self._say("directory")}</h2>'
        shelves: dict[str, list[Municipality]] = {}
        for one in _everybody(self._book.directory):
            shelves.setdefault(
                self._raw("fictional") if one.fictional else one.prefecture, []
            ).append(one)
        for prefecture, found in shelves.items():
            yield f"<details><summary>{esc(prefecture)} ({len(found)})</summary>"
            yield from self._table(("code", "name", "kana", "has"), map(self._place, found))
            yield "</details>"
        yield f'<p class="top"><a href="#top">{self._say("back")}</a></p></section>'

    def _place(self, one: Municipality) -> tuple[str, ...]:
        name = esc(one.county + one.name)
        if one.successor:
            heir = self._name(one.successor.municipality)
            name += f"<br>{self._say('became', name=heir)}"
        return esc(one.code), name, esc(one.kana), "<br>".join(self._linked.get(one.code, ()))

    def _head(self, name: str) -> str:
        if name in _ITEM:
            return text("report", "items", name, self._lang)
        return self._raw(f"head-{name}")

    def _name(self, code: str) -> str:
        place = self._places.get(code)
        return f"{place.name}({code})" if place else code

    def _table(
        self, heads: Sequence[str], cells: Iterable[tuple[str, ...]], kind: str = "plain"
    ) -> Iterator[str]:
        titles = "".join(f'<th scope="col">{esc(self._head(h))}</th>' for h in heads)
        yield f'<table class="{kind}"><thead><tr>{titles}</tr></thead><tbody>'
        for row in cells:
            yield f"<tr>{''.join(f'<td>{cell}</td>' for cell in row)}</tr>"
        yield "</tbody></table>"


def _everybody(directory: Directory) -> list[Municipality]:
    return [*directory.municipalities, *directory.fictional, *directory.former]


def _anchor(chapter: Chapter, one: Local) -> str:
    return esc(f"{chapter.listing.form}-{one.municipality}")
