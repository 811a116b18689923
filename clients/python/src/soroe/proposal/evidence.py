"""Why a change belongs into the core, as a page that people read before they give an opinion."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from soroe.impact import MunicipalityImpact
from soroe.locale import text
from soroe.model import Lang, Proved, Refuted
from soroe.promotion import Below, Candidate
from soroe.promotion.shown import Words
from soroe.proposal.document import Kept, Proposed
from soroe.report.markup import escaped
from soroe.report.words import title_at

_NOTICED = 20
"""So many municipalities are named whose applicants notice something; the others are counted."""


def evidence(found: Proposed, *, lang: Lang) -> str:
    """Who makes the change, since when, by which laws, why it is one change, and what it costs.

    Markdown; the words of municipalities are escaped.
    """
    return "\n".join(_Page(found, lang).lines()) + "\n"


class _Page:
    def __init__(self, found: Proposed, lang: Lang) -> None:
        self.found, self.lang = found, lang
        self.municipalities = found.what_if.impact.municipalities
        names = {one.code: one.name for one in self.municipalities if one.name}
        below = Below(
            form=found.what_if.impact.form,
            municipalities=len(self.municipalities),
            candidates=found.candidates,
            demotions=(),
            names=names,
        )
        self.words = Words(below, lang)

    def say(self, part: str, **params: object) -> str:
        return text("proposal", "evidence", part, self.lang, **params)

    def title(self, item: str) -> str:
        core = self.found.what_if.core
        return escaped(title_at(core, item) or item)

    def lines(self) -> Iterator[str]:
        found, impact = self.found, self.found.what_if.impact
        facts = {"title": escaped(impact.title), "old": found.old, "version": found.version}
        yield "# " + self.say("title", **facts)
        yield ""
        yield self.say("nothing-written")
        yield ""
        yield "## " + self.say("changes")
        yield ""
        yield from (f"- {self.title(item)} (`{item}`)" for item in found.changed)
        for one in found.candidates:
            yield from self._candidate(one)
        yield from self._effects()
        yield from self._kept()

    def _candidate(self, one: Candidate) -> Iterator[str]:
        words = self.words
        yield ""
        head = f"{words.say('kind', one.kind)}: {words.what(one)}"
        yield f"## {escaped(head)}"
        yield ""
        counted = [words.say("line", "count", count=one.saves, share=words.percent(one.share))]
        if one.population is not None and one.population_share is not None:
            share = words.percent(one.population_share)
            people = f"{one.population:,}"
            counted.append(words.say("line", "people", people=people, share=share))
        if one.since is not None:
            counted.append(words.say("line", "since", year=words.year(one.since)))
        if one.required:
            counted.append(words.say("line", "required", count=one.required))
        said = [
            self.say("who", said=words.listed(counted)),
            words.say("line", "cities", said=words.cities(one.municipalities, _NOTICED)),
            words.say("line", "grounds", said=words.grounds(one)),
            self.say("cost", said=words.cost(one)),
        ]
        if len(one.titles) > 1:
            said.append(words.say("line", "titles", said=words.listed(one.titles[:_NOTICED])))
        if one.links:
            weakest = min(one.links, key=lambda link: link.likeness.sure)
            facts = {"percent": f"{one.sure * 100:.0f}", "why": words.why(weakest)}
            said.append(words.say("line", "sure", **facts))
        else:
            said.append(self.say("same"))
        yield from (f"- {escaped(line)}" for line in said)

    def _effects(self) -> Iterator[str]:
        what_if, impact = self.found.what_if, self.found.what_if.impact
        summary = impact.summary
        shorter = sum(1 for one in self.municipalities if one.counts.get("absorbed"))
        yield ""
        yield "## " + self.say("effects")
        yield ""
        yield "- " + self.say("level", version=self.found.version, level=self.say(impact.level))
        yield "- " + self.say("shorter", count=shorter, all=summary.municipalities)
        yield "- " + self.say("decide", count=summary.decide)
        before, after = what_if.before, what_if.after
        shares = {"before": f"{before.index * 100:.1f}%", "after": f"{after.index * 100:.1f}%"}
        yield "- " + self.say("index", **shares)
        forms = {"before": what_if.forms_before.forms, "after": what_if.forms_after.forms}
        yield "- " + self.say("forms", **forms)
        noticed = [one for one in self.municipalities if one.applicants.effect != "none"]
        refused = [o for o in noticed if not isinstance(o.applicants.before_in_after, Proved)]
        yield "- " + (self._refused(refused) if refused else self.say("nobody-refused"))

    def _refused(self, some: Sequence[MunicipalityImpact]) -> str:
        names = self.words.cities([one.code for one in some], _NOTICED)
        shown = next((one for one in some if one.applicants.refused), None)
        if shown is None:
            return self.say("refused", count=len(some), said=escaped(names))
        words = shown.applicants.refused[0]
        example = escaped(words.ja if self.lang == "ja" else words.en)
        return self.say("refused-example", count=len(some), said=escaped(names), example=example)

    def _kept(self) -> Iterator[str]:
        if not self.found.kept:
            return
        yield ""
        yield "## " + self.say("kept")
        yield ""
        yield self.say("kept-head")
        yield "|---|---|---|---|"
        for one in self.found.kept:
            yield f"| {' | '.join(self._row(one))} |"

    def _row(self, one: Kept) -> Iterator[str]:
        yield escaped(f"{one.name}({one.code})" if one.name else one.code)
        yield "<br>".join(
            [f"`{old}` → `{new}`" if old != new else f"`{old}`" for old, new in one.names.items()]
            + [self.say("elsewhere", item=item) for item in one.elsewhere]
        )
        yield self.words.listed([self.title(item) for item in one.left]) or self.say("nothing-left")
        yield self.say(_proof(one))


def _proof(one: Kept) -> str:
    if isinstance(one.verdict, Proved):
        return "proved"
    if one.elsewhere:
        return "depends"
    return "refuted" if isinstance(one.verdict, Refuted) else "not-proved"
