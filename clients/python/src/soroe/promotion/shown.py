"""Candidates as a steward reads them on a terminal; the words that all views share."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence

from soroe.locale import table, text
from soroe.model import Lang
from soroe.promotion.cluster import Link
from soroe.promotion.document import Below, Candidate, Demotion, Sensitive
from soroe.report.style import Style
from soroe.report.width import wrap
from soroe.wareki import fiscal_name

_TITLES = 5
"""So many spellings are shown; the others are counted."""

_CITIES = 8
_LONG = 60


class Words:
    """The words of one document in one language."""

    def __init__(self, below: Below, lang: Lang) -> None:
        """Nothing is made yet."""
        self.below = below
        self.lang = lang

    def say(self, id_: str, part: str, **params: object) -> str:
        """One text of `locale/promotion`."""
        return text("promotion", id_, part, self.lang, **params)

    def listed(self, said: Sequence[str]) -> str:
        """Words one after the other."""
        return ("、" if self.lang == "ja" else ", ").join(said)

    def percent(self, share: float) -> str:
        """A share as people read it."""
        return f"{share * 100:.0f}%"

    def year(self, year: int) -> str:
        """The fiscal year as it is called."""
        return fiscal_name(year) if self.lang == "ja" else f"FY{year}"

    def what(self, found: Candidate) -> str:
        """The item, choice or value that the change is about."""
        title = found.title
        if found.kind == "added":
            return (
                self.say("line", "named", place=found.place, title=title) if found.place else title
            )
        if found.kind == "choice-added":
            return self.say("line", "choice", place=found.place, title=title)
        if found.kind in ("limit", "wording"):
            value = json.dumps(found.value, ensure_ascii=False)
            value = value if len(value) <= _LONG else f"{value[:_LONG]}…"
            keyword = table("promotion", self.lang)["keyword"].get(found.keyword, found.keyword)
            return self.say("line", "limit", title=title, keyword=keyword, value=value)
        return title

    def grounds(self, found: Candidate) -> str:
        """What the cities rest it on, the strongest first."""
        counted = [
            self.say("line", "ground", name=self.say("ground", g), count=n)
            for g, n in found.grounds.items()
        ]
        laws = [
            self.say("line", "law", law=x.law, article=x.article, count=x.municipalities)
            for x in found.laws
        ]
        return self.listed([*counted, *laws])

    def cost(self, found: Candidate) -> str:
        """What it does to those who do not have it."""
        return self.say("cost", found.cost, count=found.affected)

    def why(self, link: Link) -> str:
        """Why two are taken for the same, or might be."""
        return self.listed([self.say("why", reason) for reason in link.likeness.why])

    def cities(self, codes: Sequence[str], most: int = 0) -> str:
        """The municipalities by name, or by code where the name is not known."""
        names = [f"{n}({c})" if (n := self.below.names.get(c)) else c for c in codes]
        if not most or len(names) <= most:
            return self.listed(names)
        return self.listed([*names[:most], self.say("line", "more", count=len(names) - most)])


def render(
    below: Below, lang: Lang, *, least: int, columns: int = 0, style: Style | None = None
) -> str:
    """The whole document as text; `columns` breaks what would run over the edge, 0 leaves it."""
    page = _Page(below, lang, style or Style(), least)
    lines = [
        line for first, rest, said in page.lines() for line in wrap(said, columns, first, rest)
    ]
    return "\n".join(lines) + "\n"


class _Page(Words):
    def __init__(self, below: Below, lang: Lang, style: Style, least: int) -> None:
        super().__init__(below, lang)
        self.style = style
        self.least = least

    def lines(self) -> Iterator[tuple[str, str, str]]:
        """Indents of the first and the other lines, and what is said."""
        below = self.below
        yield "", "", self.style(self.say("head", "title", form=below.form), "strong")
        if not below.municipalities:
            yield "", "", self.say("head", "nobody")
            return
        yield "", "", self.say("head", "counted", count=below.municipalities)
        yield from self._head("candidates")
        if not below.candidates:
            yield "", "", self.say("head", "no-candidates", least=self.least)
        for number, found in enumerate(below.candidates, 1):
            yield from self._candidate(number, found)
        unoffered = [d for d in below.demotions if d.kind == "choice" and not d.left]
        for part, demoted in (
            ("demotions", [d for d in below.demotions if d not in unoffered]),
            ("unoffered", unoffered),
        ):
            if demoted:
                yield from self._head(part)
                yield from (("・", "  ", self._demotion(d)) for d in demoted)
        if below.sensitive:
            yield from self._head("sensitive")
            yield from (("・", "  ", self._sensitive(s)) for s in below.sensitive)
        if below.possible:
            yield from self._head("possible")
            yield from (("・", "  ", self._pair(link)) for link in below.possible)
        if below.unasked:
            yield "", "", self.say("head", "unasked", count=below.unasked)
        if below.unknown:
            yield "", "", self.say("head", "unknown", keys=self.listed(below.unknown))

    def _head(self, part: str) -> Iterator[tuple[str, str, str]]:
        yield "", "", ""
        yield "", "", self.style(self.say("head", part), "strong")

    def _candidate(self, number: int, found: Candidate) -> Iterator[tuple[str, str, str]]:
        say = self.say
        head = f"{number}. {say('kind', found.kind)}: {self.what(found)}"
        yield "", "   ", self.style(head, "strong")
        counted = [say("line", "count", count=found.saves, share=self.percent(found.share))]
        if found.population is not None and found.population_share is not None:
            share = self.percent(found.population_share)
            counted.append(say("line", "people", people=f"{found.population:,}", share=share))
        if found.since is not None:
            counted.append(say("line", "since", year=self.year(found.since)))
        if found.required:
            counted.append(say("line", "required", count=found.required))
        yield "   ", "   ", self.listed(counted)
        yield "   ", "   ", self.cost(found)
        yield "   ", "   ", say("line", "grounds", said=self.grounds(found))
        if len(found.titles) > 1:
            shown = [*found.titles[:_TITLES]]
            if len(found.titles) > _TITLES:
                shown.append(say("line", "more", count=len(found.titles) - _TITLES))
            yield "   ", "     ", say("line", "titles", said=self.listed(shown))
        if found.links:
            weakest = min(found.links, key=lambda link: link.likeness.sure)
            facts = {"percent": f"{found.sure * 100:.0f}", "why": self.why(weakest)}
            yield "   ", "     ", say("line", "sure", **facts)
        yield "   ", "     ", say("line", "cities", said=self.cities(found.municipalities, _CITIES))
        yield (
            "   ",
            "     ",
            self.style(say("line", "key", said=self.listed(found.signatures[:3])), "faint"),
        )

    def _demotion(self, found: Demotion) -> str:
        share = self.percent(found.share)
        told = [
            f"{self.say('demotion', found.kind)}: {found.title}",
            self.say("line", "without", count=len(found.without), share=share),
            self.say("line", "kept", count=found.left),
        ]
        return self.listed([*told, *([self.say("line", "lawful")] if found.lawful else [])])

    def _sensitive(self, found: Sensitive) -> str:
        share = self.percent(found.share)
        said = self.cities(found.asking, _CITIES)
        count = len(found.asking)
        return self.listed(
            [
                f"{found.title}({self.say('line', 'own' if found.own else 'core')})",
                self.say("line", "asking", count=count, share=share, said=said).rstrip(": "),
                self.say("line", "why", why=found.why),
                self.say("line", "lawful" if found.lawful else "unlawful"),
            ]
        )

    def _pair(self, link: Link) -> str:
        titles = self.below.titles
        return self.say(
            "line",
            "pair",
            one=f"{titles[link.one]}({link.one})",
            other=f"{titles[link.other]}({link.other})",
            percent=f"{link.likeness.sure * 100:.0f}",
            why=self.why(link),
        )
