"""The revisions of a municipality: what is different from one to the next."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from soroe.handover.changes import forms_of
from soroe.handover.days import said
from soroe.handover.facts import FormFact, RevisionFact
from soroe.handover.model import RevisionPart
from soroe.handover.same import meaning
from soroe.locale import text
from soroe.model import Change, Lang
from soroe.report.words import schema_at, title_at


def history(
    form: FormFact, revisions: Sequence[RevisionFact], lang: Lang
) -> tuple[RevisionPart, ...]:
    """The revisions, the newest first; `revisions` ascending."""
    parts: list[RevisionPart] = []
    before: RevisionFact | None = None
    for revision in revisions:
        day = said(revision.recorded_at, lang) if revision.recorded_at else ""
        effective = revision.diff.effective_from
        parts.append(
            RevisionPart(
                revision=revision.revision,
                core=revision.diff.core,
                published=day,
                by=revision.by or "",
                effective=said(effective, lang) if effective else "",
                differs=(
                    _beginning(form, revision, lang)
                    if before is None
                    else _differs(form, before, revision, lang)
                ),
                url=revision.url,
            )
        )
        before = revision
    return tuple(reversed(parts))


def _beginning(form: FormFact, revision: RevisionFact, lang: Lang) -> tuple[str, ...]:
    """What is said of the oldest revision that is told."""
    if form.left_out:
        return (_say("left-out", lang, count=form.left_out),)
    return (_say("first", lang, count=len(revision.diff.changes)),)


def _differs(
    form: FormFact, before: RevisionFact, revision: RevisionFact, lang: Lang
) -> tuple[str, ...]:
    out: list[str] = []
    old, new = before.diff, revision.diff
    if old.core != new.core:
        out.append(_say("core", lang, old=old.core, new=new.core))
    was, now = ({meaning(c): c for c in diff.changes} for diff in (old, new))
    came = [c for key, c in now.items() if key not in was]
    went = [c for key, c in was.items() if key not in now]
    altered = {c.item for c in came} & {c.item for c in went}
    rested = [
        c
        for key, c in now.items()
        if key in was and (c.basis, c.reason) != (was[key].basis, was[key].reason)
    ]
    groups = (
        ("added", [c for c in came if c.item not in altered]),
        ("dropped", [c for c in went if c.item not in altered]),
        ("altered", [c for c in came if c.item in altered]),
        ("rested", rested),
    )
    for part, changes in groups:
        if changes:
            items = _items(changes, form, (before, revision), lang)
            out.append(_say(part, lang, items=items, count=len(changes)))
    if old.citations != new.citations:
        titles = dict.fromkeys(
            c.title
            for key in (*new.citations, *old.citations)
            if old.citations.get(key) != new.citations.get(key)
            for c in [new.citations.get(key) or old.citations[key]]
        )
        comma = text("report", "words", "comma", lang)
        out.append(_say("citations", lang, titles=comma.join(titles)))
    if old.effective_from != new.effective_from and new.effective_from:
        out.append(_say("effective-moved", lang, day=said(new.effective_from, lang)))
    return tuple(out) or (_say("nothing", lang),)


def _items(
    changes: Iterable[Change], form: FormFact, revisions: Sequence[RevisionFact], lang: Lang
) -> str:
    """The titles of the changed items, from whichever form has them."""
    forms = [made for revision in revisions for made in forms_of(form, revision)]
    titles = []
    for change in changes:
        known = next((f for f in forms if schema_at(f, change.item)), forms[-1])
        titles.append(title_at(known, change.item) or text("report", "head", "form", lang))
    return text("report", "words", "comma", lang).join(dict.fromkeys(titles))


def _say(part: str, lang: Lang, **params: object) -> str:
    return text("handover", "history", part, lang, **params)
