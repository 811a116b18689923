"""Writing the handover document from the facts."""

from __future__ import annotations

from datetime import date, timedelta

from soroe.handover.changes import changes
from soroe.handover.days import said
from soroe.handover.deadlines import deadlines, in_order
from soroe.handover.facts import CoreFact, FormFact, HandoverFacts
from soroe.handover.history import history
from soroe.handover.model import Deadline, FormPart, Handover, Todo
from soroe.handover.waiting import waiting
from soroe.locale import table, text
from soroe.model import Lang

_SOON = timedelta(days=60)


def handover(facts: HandoverFacts, lang: Lang) -> Handover:
    """The document of one municipality, in one language.

    The same facts always give the same document. Raises `DocumentError` where the facts lack a core
    that a revision rests on, `DiffError` where a diff does not fit it.
    """
    parts = (form_part(form, lang) for form in facts.forms)
    forms = tuple(sorted(parts, key=lambda part: part.revision is None))  # what is in use, first
    days = deadlines(facts, lang)
    todo = waiting(facts, forms, lang)
    place = facts.municipality
    name = place.name or text("report", "head", "municipality", lang, code=place.code)
    return Handover(
        lang=lang,
        code=place.code,
        name=name,
        day=facts.day,
        title=text("handover", "head", "title", lang, name=name),
        written=text("handover", "head", "written", lang, day=said(facts.day, lang)),
        about=tuple(_about(facts, name, lang)),
        first=_first(facts, todo, days, lang),
        deadlines=days,
        waiting=todo,
        forms=forms,
        terms=tuple((term["word"], term["meaning"]) for term in _terms(lang)),
        complete=facts.complete,
    )


def _terms(lang: Lang) -> list[dict[str, str]]:
    words, meanings = table("handover", lang)["terms"], table("handover", lang)["meanings"]
    return [{"word": words[id_], "meaning": meanings[id_]} for id_ in words]


def _about(facts: HandoverFacts, name: str, lang: Lang) -> list[str]:
    out = [text("handover", "head", "about", lang, name=name)]
    if not facts.complete:
        out.append(text("handover", "head", "public-only", lang))
    for former in facts.municipality.former:
        day = said(former.effective.isoformat(), lang)
        named = former.name or former.municipality
        params = {"name": named, "code": former.municipality, "day": day}
        part = "former-ahead" if former.effective.isoformat() > facts.day else "former"
        out.append(text("handover", "head", part, lang, **params))
    if (heir := facts.municipality.successor) is not None:
        day = said(heir.effective.isoformat(), lang)
        params = {"name": heir.name or heir.municipality, "code": heir.municipality, "day": day}
        part = "successor" if heir.effective.isoformat() > facts.day else "successor-past"
        out.append(text("handover", "head", part, lang, **params))
    return out


def _first(
    facts: HandoverFacts, todo: tuple[Todo, ...], days: tuple[Deadline, ...], lang: Lang
) -> tuple[Todo, ...]:
    """What to do first: what is past or near, what waits, then how to get to know the forms."""
    until = (date.fromisoformat(facts.day) + _SOON).isoformat()
    near = [d for d in days if d.day <= until]
    out: list[Todo] = []
    if near:
        first = near[0]
        params = {"count": len(near), "day": said(first.day, lang), "text": first.text}
        part = "deadlines-past" if first.past else "deadlines"
        out.append(Todo(text("handover", "first", part, lang, **params), first.day))
    if todo:
        out.append(Todo(text("handover", "first", "waiting", lang, count=len(todo))))
    if not out:
        out.append(Todo(text("handover", "first", "calm", lang)))
    with_diff = any(form.revisions for form in facts.forms)
    parts = ("read", "compare", "law") if with_diff else ("begin",)
    return (*out, *(Todo(text("handover", "first", part, lang)) for part in parts))


def form_part(form: FormFact, lang: Lang) -> FormPart:
    """What is told of one form. Raises as `handover`."""
    revisions = in_order(form)
    if not revisions:
        return FormPart(form.form, form.title, "", None, "")
    latest = revisions[-1]
    made = changes(form, revisions, lang)
    core = next((v for v in form.versions if v.version == latest.diff.core), None)
    count = {s: sum(c.standing == s for c in made) for s in _STANDINGS}
    if not made:
        state = text("handover", "form", "same", lang)
    else:
        state = text("handover", "form", "counts", lang, total=len(made), **count)
    effective = latest.diff.effective_from
    published = said(latest.recorded_at, lang) if latest.recorded_at else ""
    known = [
        ("core", _core(latest.diff.core, core, lang)),
        ("revision", text("handover", "form", "revision-words", lang, revision=latest.revision)),
        ("published", "  ".join(filter(None, (published, latest.by)))),
        ("effective", said(effective, lang) if effective else ""),
        ("over", latest.diff.over or ""),
    ]
    told = [(text("handover", "form", label, lang), words) for label, words in known if words]
    return FormPart(
        form=form.form,
        title=form.title,
        core=latest.diff.core,
        revision=latest.revision,
        says=state,
        known=tuple(told),
        changes=made,
        history=history(form, revisions, lang),
    )


_STANDINGS = ("grounded", "practice", "unexplained", "wording")


def _core(version: str, fact: CoreFact | None, lang: Lang) -> str:
    """The version, from when it is used, and its state where that is not the usual one."""
    out = [text("handover", "form", "core-words", lang, version=version)]
    if fact is not None and fact.effective_from:
        day = said(fact.effective_from, lang)
        out.append(text("handover", "form", "core-from", lang, day=day))
    if fact is not None and fact.state in ("deprecated", "withdrawn"):
        replacement = fact.replacement or "-"
        out.append(text("handover", "form", fact.state, lang, replacement=replacement))
    return "".join(out)
