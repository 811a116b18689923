"""What has a day: reviews and proposals that close, cores, days of effect, citations that ended."""

from __future__ import annotations

from collections.abc import Iterator

from soroe.handover.days import day_of
from soroe.handover.facts import FormFact, HandoverFacts, RevisionFact
from soroe.handover.model import Deadline
from soroe.locale import text
from soroe.model import Lang


def deadlines(facts: HandoverFacts, lang: Lang) -> tuple[Deadline, ...]:
    """All of them in the order of their days; what is past is kept while something hangs on it."""
    found = {
        Deadline(day_of(day), about, said, past=day_of(day) < facts.day)
        for day, about, said in (
            *_reviews(facts, lang),
            *_proposals(facts, lang),
            *_forms(facts, lang),
            *_successions(facts, lang),
        )
    }
    return tuple(sorted(found, key=lambda d: (d.day, d.about, d.text)))


def in_order(form: FormFact) -> tuple[RevisionFact, ...]:
    """The revisions of a form, ascending."""
    return tuple(sorted(form.revisions, key=lambda r: r.revision))


def _reviews(facts: HandoverFacts, lang: Lang) -> Iterator[tuple[str, str, str]]:
    titles = {form.form: form.title for form in facts.forms}
    for review in facts.reviews:
        title = review.title or titles.get(review.form) or review.form
        yield review.closes, title, _say("review", lang, version=review.version)


def _proposals(facts: HandoverFacts, lang: Lang) -> Iterator[tuple[str, str, str]]:
    titles = {form.form: form.title for form in facts.forms}
    for one in facts.proposals:
        title = titles.get(one.form) or one.form
        yield one.closes, title, _say("proposal", lang, number=one.proposal, about=one.title)


def _successions(facts: HandoverFacts, lang: Lang) -> Iterator[tuple[str, str, str]]:
    """What is still ahead; what is past is told at the head of the document."""
    code = facts.municipality.code
    for one in facts.successions:
        day = one.effective.isoformat()
        if day < facts.day:
            continue
        names = {c: one.names.get(c) or c for c in (*one.from_codes, one.to)}
        if one.kind == "boundary":
            part = "boundary"
        else:
            part = "ends" if code in one.from_codes else "succeeds"
        comma = text("report", "words", "comma", lang)
        others = comma.join(names[c] for c in one.from_codes)
        yield day, _say("every-form", lang), _say(part, lang, heir=names[one.to], others=others)


def _forms(facts: HandoverFacts, lang: Lang) -> Iterator[tuple[str, str, str]]:
    for form in facts.forms:
        revisions = in_order(form)
        used = revisions[-1].diff.core if revisions else None
        for version in form.versions:
            if version.version == used:
                replacement = version.replacement or "-"
                facts_of = {"version": used, "replacement": replacement}
                if version.deprecated_from:
                    said = _say("deprecated", lang, **facts_of)
                    yield version.deprecated_from, form.title, said
                if version.removal:
                    yield version.removal, form.title, _say("removal", lang, **facts_of)
            ahead = version.effective_from and day_of(version.effective_from) > facts.day
            if version.effective_from and ahead and version.state in ("published", "deprecated"):
                said = _say("core-effective", lang, version=version.version)
                yield version.effective_from, form.title, said
        yield from _diffs(form, revisions, facts.day, lang)


def _diffs(
    form: FormFact, revisions: tuple[RevisionFact, ...], day: str, lang: Lang
) -> Iterator[tuple[str, str, str]]:
    ahead = {e: r.revision for r in revisions if (e := r.diff.effective_from) and e > day}
    for effective, number in ahead.items():  # of two for the same day, the later one holds
        yield effective, form.title, _say("revision-effective", lang, revision=number)
    for key, citation in revisions[-1].diff.citations.items() if revisions else ():
        if citation.in_force_until:
            rest = [c for c in revisions[-1].diff.changes if c.basis and c.basis.cite == key]
            part = "citation-ended" if citation.in_force_until < day else "citation-ends"
            said = _say(part, lang, title=citation.title, count=len(rest))
            yield citation.in_force_until, form.title, said


def _say(part: str, lang: Lang, **params: object) -> str:
    return text("handover", "deadlines", part, lang, **params)
