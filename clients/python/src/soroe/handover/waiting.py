"""What awaits review or a decision, the most urgent first."""

from __future__ import annotations

from collections.abc import Iterator

from soroe.citation import cite
from soroe.handover.days import day_of, said
from soroe.handover.deadlines import in_order
from soroe.handover.facts import FormFact, HandoverFacts
from soroe.handover.model import FormPart, Todo
from soroe.locale import text
from soroe.model import Lang
from soroe.report.words import schema_at, title_at
from soroe.versions import Version, parse


def waiting(facts: HandoverFacts, forms: tuple[FormPart, ...], lang: Lang) -> tuple[Todo, ...]:
    """Rebases, amended citations, differences without a basis, reviews, proposals, drafts."""
    return tuple(_Waiting(facts, forms, lang).all())


class _Waiting:
    def __init__(self, facts: HandoverFacts, forms: tuple[FormPart, ...], lang: Lang) -> None:
        self.facts = facts
        self.forms = forms
        self.lang = lang
        self.titles = {form.form: form.title for form in facts.forms}
        self.whose = f"--municipality {facts.municipality.code}"

    def all(self) -> Iterator[Todo]:
        yield from self._rebases()
        yield from self._amended()
        yield from self._ended()
        yield from self._unfounded()
        yield from self._outdated()
        yield from self._reviews()
        yield from self._proposals()
        yield from self._drafts()

    def _rebases(self) -> Iterator[Todo]:
        for rebase in self.facts.rebases:
            conflicts, orphans = (rebase.outcomes.get(k, 0) for k in ("conflict", "orphan"))
            part = "rebase-conflicts" if conflicts or orphans else "rebase"
            words = self._say(
                part,
                title=self._title(rebase.form),
                old=rebase.old_core,
                new=rebase.new_core,
                conflicts=conflicts,
                orphans=orphans,
                count=sum(rebase.outcomes.values()),
            )
            count, command = conflicts + orphans or 1, f"soroe rebase {rebase.form} {self.whose}"
            yield Todo(words, None, rebase.url, "rebase", count, command)

    def _amended(self) -> Iterator[Todo]:
        comma = text("report", "words", "comma", self.lang)
        for amended in self.facts.amended:
            items = [self._item(form, item) for form, item in amended.changes]
            part = "amended" if items else "amended-unused"
            words = self._say(part, citation=cite(amended.citation), items=comma.join(items))
            since = (
                self._say("amended-since", day=said(amended.since, self.lang))
                if amended.since
                else ""
            )
            note = self._say("amended-note", note=amended.note) if amended.note else ""
            yield Todo(
                words + since + note,
                None,
                amended.citation.url,
                "amended",
                len(items),
                f"soroe cite review {self.whose}",
            )

    def _ended(self) -> Iterator[Todo]:
        """Citations that are no longer in force while changes rest on them."""
        for form in self.facts.forms:
            for revision in in_order(form)[-1:]:
                for key, citation in revision.diff.citations.items():
                    until = citation.in_force_until
                    rest = [c for c in revision.diff.changes if c.basis and c.basis.cite == key]
                    if until and until < self.facts.day and rest:
                        day, cited = said(until, self.lang), cite(citation)
                        facts = {"title": form.title, "citation": cited, "day": day}
                        words = self._say("ended", **facts, count=len(rest))
                        command = f"soroe cite review {self.whose}"
                        yield Todo(words, None, citation.url, "ended", len(rest), command)

    def _unfounded(self) -> Iterator[Todo]:
        for form in self.forms:
            if found := form.standing("unexplained"):
                words = self._say("unfounded", title=form.title, count=len(found))
                command = f"soroe pull {form.form} {self.whose}"
                yield Todo(words, None, None, "unfounded", len(found), command)

    def _outdated(self) -> Iterator[Todo]:
        """A newer core in use, for which no rebase waits already."""
        prepared = {rebase.form for rebase in self.facts.rebases}
        for form in self.facts.forms:
            revisions = in_order(form)
            newest = newest_core(form)
            if not revisions or newest is None or form.form in prepared:
                continue
            used = revisions[-1].diff.core
            if newest > (parse(used) or newest):
                words = self._say("outdated", title=form.title, old=used, new=newest)
                command = f"soroe rebase {form.form} {self.whose}"
                yield Todo(words, None, None, "outdated", command=command)

    def _reviews(self) -> Iterator[Todo]:
        for review in self.facts.reviews:
            part = "review-commented" if review.commented else "review"
            title = review.title or self._title(review.form)
            words = self._say(part, title=title, version=review.version)
            command = f"soroe review show {review.form}@{review.version}"
            day = day_of(review.closes)
            yield Todo(words, day, review.url, "review", command=command)

    def _proposals(self) -> Iterator[Todo]:
        for one in self.facts.proposals:
            number = one.proposal
            title = self._title(one.form)
            words = self._say("proposal", title=title, number=number, about=one.title)
            command = f"soroe proposal show {one.form} {number}"
            yield Todo(words, day_of(one.closes), one.url, "proposal", command=command)

    def _drafts(self) -> Iterator[Todo]:
        for draft in self.facts.drafts:
            part = "draft-discarded" if draft.discarded else "draft"
            day = said(draft.updated_at, self.lang) if draft.updated_at else "-"
            by = draft.by or "-"
            words = self._say(part, title=self._title(draft.form), id=draft.id, day=day, by=by)
            command = f"soroe draft {'restore' if draft.discarded else 'show'} {draft.id}"
            yield Todo(words, None, draft.url, "draft", command=command)

    def _title(self, form: str) -> str:
        return self.titles.get(form) or form

    def _item(self, form: str, item: str) -> str:
        known = next((f for f in self.facts.forms if f.form == form), None)
        documents = list(known.documents.values()) if known else []
        there = next((d for d in reversed(documents) if schema_at(d, item)), None)
        return title_at(there, item) if there is not None and item else self._title(form)

    def _say(self, part: str, **params: object) -> str:
        return text("handover", "waiting", part, self.lang, **params)


def newest_core(form: FormFact) -> Version | None:
    """The highest version that is published and not deprecated; None where there is none."""
    numbers = (parse(v.version) for v in form.versions if v.state == "published")
    return max((number for number in numbers if number), default=None)
