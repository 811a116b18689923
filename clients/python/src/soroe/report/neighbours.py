"""Neighbours, what separates them, and who has solved an item, for the terminal."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from soroe.locale import text
from soroe.model import Lang
from soroe.neighbours import Adopted, Near, Separation, Solution
from soroe.report.divergence import percent
from soroe.report.style import Style
from soroe.report.width import wrap


class NeighbourText:
    """The lines, in one language and width."""

    def __init__(self, lang: Lang, columns: int, style: Style) -> None:
        """`columns` 0 breaks no line."""
        self.lang, self.columns, self.style = lang, columns, style

    def nearest(
        self, title: str, found: Sequence[tuple[Near, tuple[Separation, ...]]]
    ) -> Iterator[str]:
        """The nearest municipalities, each with what separates it."""
        yield self.style(self._say("title", title=title), "strong")
        if not found:
            yield self._say("alone")
        for near, apart in found:
            yield ""
            name = self._name(near.subject.code, near.subject.name)
            facts = {"alike": near.alike, "apart": near.apart}
            likeness = percent(near.similarity)
            yield self.style(self._say("near", name=name, percent=likeness, **facts), "strong")
            if not apart:
                yield "  " + self._say("same")
            for one in apart:
                yield from self._separation(one)

    def solved(self, title: str, found: Sequence[Solution]) -> Iterator[str]:
        """The ways in which an item is treated, with who does so, why, and since when."""
        yield self.style(self._say("solved", title=title), "strong")
        if not found:
            yield self._say("nobody")
        for solution in found:
            yield ""
            yield self._say("way", count=len(solution.holders))
            for line in solution.words:
                yield from self._wrap(line, "  ", "    ")
            for holder in solution.holders:
                name = self._name(holder.subject.code, holder.subject.name)
                since = self._say("since", day=holder.since) if holder.since else ""
                basis = holder.basis or self._say("no-basis")
                said = self._say(
                    "holder", name=name, basis=basis, since=since, change=holder.change
                )
                yield from self._wrap(said, "  ・", "    ")
                if holder.reason:
                    yield from self._wrap(self._say("reason", reason=holder.reason), "    ", "    ")

    def adopted(self, made: Adopted, title: str, name: str, file: str) -> Iterator[str]:
        """Theirs beside the draft, and what is to be done."""
        yield from self._wrap(self._say("adopted", title=title, name=name), "", "")
        basis = made.basis or self._say("no-basis")
        yield from self._wrap(self._say("their-basis", basis=basis), "  ", "  ")
        if made.reason:
            yield from self._wrap(self._say("reason", reason=made.reason), "  ", "  ")
        yield from self._wrap(self._say("own-basis", file=file), "", "")

    def _separation(self, one: Separation) -> Iterator[str]:
        title = one.title or self._say("form")
        effect = text("impact", "effect", one.effect, self.lang)
        yield from self._wrap(self._say("item", title=title, effect=effect), "  ・", "    ")
        for part, lines in (("ours", one.ours), ("theirs", one.theirs)):
            said = self._say("comma").join(lines) or self._say("absent")
            yield from self._wrap(self._say(part, said=said), "    ", "      ")
        if one.adopt:
            yield from self._wrap(self._say("adopt", names=" ".join(one.adopt)), "    ", "      ")

    def _name(self, code: str, name: str) -> str:
        return f"{name}({code})" if name else code

    def _say(self, part: str, **params: object) -> str:
        return text("neighbours", "text", part, self.lang, **params)

    def _wrap(self, words: str, first: str, rest: str) -> list[str]:
        return wrap(words, self.columns, first, rest)
