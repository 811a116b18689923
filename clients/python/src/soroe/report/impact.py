"""What a new core would do, as a steward reads it: applicants first, then who has to decide what.

The same blocks are drawn as Markdown, as a page and for the terminal.
"""

from __future__ import annotations

from collections.abc import Iterator

from soroe.diff.outcome import Kind
from soroe.handover.blocks import Block, Heading, Listed, Paragraph, Table, Words
from soroe.impact.document import Applicants, ChangeImpact, Impact, MunicipalityImpact
from soroe.impact.document import Words as Both
from soroe.locale import text
from soroe.model import Lang, Proved, Undecided

_ORDER: tuple[Kind, ...] = ("conflict", "orphan", "adjusted", "absorbed", "carried")


def title(impact: Impact, lang: Lang) -> str:
    """What the document is called."""
    form = impact.title or impact.form
    versions = {"old": impact.old.version, "new": impact.new.version}
    return text("impact", "head", "title", lang, form=form, **versions)


def blocks(impact: Impact, lang: Lang) -> Iterator[Block]:
    """Everything in the order in which it is read."""
    yield from _Blocks(lang).all(impact)


def concerned(municipality: MunicipalityImpact) -> tuple[ChangeImpact, ...]:
    """The changes that somebody has to decide about or to look at, the most urgent first."""
    found = [
        o
        for o in municipality.outcomes
        if o.kind in {"conflict", "orphan"} or "effect-turned" in o.reasons
    ]
    return tuple(sorted(found, key=lambda o: _ORDER.index(o.kind)))


class _Blocks:
    def __init__(self, lang: Lang) -> None:
        self.lang = lang

    def all(self, impact: Impact) -> Iterator[Block]:
        yield Heading(1, title(impact, self.lang))
        yield Paragraph(Words(self._say("head", "before")))
        yield Heading(2, self._say("head", "applicants"))
        yield from self._core(impact)
        yield Heading(2, self._say("head", "totals"))
        if not impact.municipalities:
            yield Paragraph(Words(self._say("say", "nobody")))
            return
        yield self._totals(impact)
        urgent = [m for m in impact.municipalities if concerned(m)]
        if not urgent:
            yield Paragraph(Words(self._say("say", "all-quiet")))
        yield Heading(2, self._say("head", "all"))
        yield self._table(impact)
        if urgent:
            yield Heading(2, self._say("head", "urgent"))
            yield Paragraph(Words(self._say("say", "urgent")))
            for municipality in urgent:
                yield from self._municipality(municipality)

    def _core(self, impact: Impact) -> Iterator[Block]:
        step = impact.applicants
        open_ = isinstance(step.before_in_after, Undecided) and impact.level == "major"
        yield Paragraph(Words(self._say("level", "major-undecided" if open_ else impact.level)))
        yield from self._examples(step)
        if impact.smallest:
            smallest = self._say("level", "smallest", smallest=impact.smallest)
            yield Paragraph(Words(smallest, strong=True))

    def _examples(self, step: Applicants) -> Iterator[Block]:
        sides = (("refused", step.refused), ("accepted", step.accepted))
        said = tuple(
            Words(self._words(words), label=self._say("example", part))
            for part, found in sides
            for words in found
        )
        if said:
            yield Listed(said)

    def _totals(self, impact: Impact) -> Block:
        counts = impact.summary
        bodies = ("municipalities", "decide", "changed", "undecided", "apply")
        rows = [
            (self._say("totals", part), self._say("totals", "bodies", count=getattr(counts, part)))
            for part in bodies
        ]
        for kind in _ORDER:
            if count := counts.outcomes.get(kind):
                named = self._say("kind", kind)
                said = self._say("totals", "changes", count=count)
                rows.append((self._say("totals", "kind", kind=named), said))
        head = self._say("totals", "what"), self._say("totals", "count")
        return Table(head, tuple((Words(what), Words(said)) for what, said in rows))

    def _table(self, impact: Impact) -> Block:
        parts = ("municipality", "revision", "core", "todo", "effect", "rewritten")
        head = tuple(self._say("table", part) for part in parts)
        return Table(head, tuple(self._row(m) for m in impact.municipalities))

    def _row(self, found: MunicipalityImpact) -> tuple[Words, ...]:
        todo = sum(o.kind in {"conflict", "orphan"} for o in found.outcomes)
        return (
            Words(self._name(found)),
            Words(
                self._say("cell", "revision", revision=found.revision) if found.revision else "-"
            ),
            Words(found.core),
            Words(self._say("cell", "count", count=todo), strong=True)
            if todo
            else Words(self._say("cell", "nothing")),
            Words(self._effect(found.applicants)),
            Words(self._say("cell", "as-is" if found.applies else "rewritten")),
        )

    def _municipality(self, found: MunicipalityImpact) -> Iterator[Block]:
        yield Heading(3, self._name(found))
        yield Listed(tuple(self._change(o) for o in concerned(found)))
        if not isinstance(found.applicants.before_in_after, Proved) or found.applicants.accepted:
            if found.needs_decision:
                yield Paragraph(Words(self._say("say", "left-out")), faint=True)
            yield from self._examples(found.applicants)

    def _change(self, change: ChangeImpact) -> Words:
        turned = change.kind == "adjusted"
        reason = self._say("reason", "effect-turned" if turned else change.reasons[0])
        words = self._say("say", "change", title=change.title or change.item, reason=reason)
        return Words(words, label=self._say("kind", "turned" if turned else change.kind))

    def _effect(self, step: Applicants) -> str:
        effect = self._say("effect", step.effect)
        example = next(iter((*step.refused, *step.accepted)), None)
        if example is None:
            return effect
        return self._say("cell", "example", effect=effect, example=self._words(example))

    def _name(self, found: MunicipalityImpact) -> str:
        if not found.name:
            return found.code
        return self._say("cell", "named", name=found.name, code=found.code)

    def _words(self, words: Both) -> str:
        return words.ja if self.lang == "ja" else words.en

    def _say(self, id_: str, part: str, **params: object) -> str:
        return text("impact", id_, part, self.lang, **params)
