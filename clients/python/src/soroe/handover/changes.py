"""Each change of a municipality in plain words: what differs, for whom, why, since when."""

from __future__ import annotations

from collections.abc import Sequence

from msgspec.structs import replace

from soroe.check import check, class_of
from soroe.citation import cite
from soroe.diff.layers import Layer, resolve_layers
from soroe.errors import DocumentError, Problem
from soroe.handover.days import said
from soroe.handover.facts import FormFact, RevisionFact
from soroe.handover.model import ChangePart, Cited, Difference, Standing
from soroe.handover.same import since
from soroe.locale import text
from soroe.model import Change, Citation, Finding, Input, Json, Lang, LocalDiff
from soroe.report.finding import Context, effects, gathered, heading, sentence
from soroe.report.words import schema_at, title_at


def changes(
    form: FormFact, revisions: Sequence[RevisionFact], lang: Lang
) -> tuple[ChangePart, ...]:
    """The changes of the latest revision, in the order of the form; `revisions` ascending.

    Raises `DocumentError` (`no-such-version`) where the facts lack the core that it rests on.
    """
    latest = revisions[-1]
    below, made = forms_of(form, latest)
    context = Context(below, made, lang)
    report = check(
        below,
        made,
        core_input=Input(form.form, "", latest.diff.core),
        form_input=Input(form.form, "", municipality=latest.diff.municipality),
        declared=replace(latest.diff, over=None),  # its places are those of the form below
    )
    declared = latest.diff.changes
    found: dict[int, list[Finding]] = {}
    for finding in report.findings:
        index = _nearest(finding, declared) if finding.change is None else finding.change
        found.setdefault(index, []).append(finding)
    silent = [index for index in range(len(declared)) if index not in found]
    left_out = form.left_out > 0
    return tuple(
        _part(declared[index], tuple(found.get(index, ())), revisions, context, left_out=left_out)
        for index in (*found, *silent)
    )


def _nearest(finding: Finding, declared: Sequence[Change]) -> int:
    """The change around the finding's item; whatever differs was made by some change."""
    around = [i for i, c in enumerate(declared) if f"{finding.item}/".startswith(f"{c.item}/")]
    return max(around, key=lambda i: len(declared[i].item), default=0)


def forms_of(form: FormFact, revision: RevisionFact) -> tuple[Json, Json]:
    """What the municipality's diff lies on (the core with all layers below), and what it makes."""
    core = form.documents.get(revision.diff.core)
    if core is None:
        known = ", ".join(form.documents) or "-"
        params = {"form": form.form, "version": revision.diff.core, "known": known}
        raise DocumentError(Problem("no-such-version", params=params))
    numbers = [int(diff.over.partition("@")[2]) for diff in _above(revision) if diff.over]
    names = [*numbers, revision.revision]
    layers = [
        Layer(diff, number)
        for diff, number in zip((*revision.layers, revision.diff), names, strict=True)
    ]
    below, _ = resolve_layers(core, layers[:-1])
    made, _ = resolve_layers(core, layers)
    return below, made


def _above(revision: RevisionFact) -> tuple[LocalDiff, ...]:
    """The diffs that lie over another one, from the lowest: each names the one below."""
    return (*revision.layers[1:], revision.diff) if revision.layers else ()


def _part(
    change: Change,
    found: tuple[Finding, ...],
    revisions: Sequence[RevisionFact],
    context: Context,
    *,
    left_out: bool,
) -> ChangePart:
    latest, lang = revisions[-1], context.lang
    differs = [
        Difference(
            sentence(first, "message", context, tuple(more)),
            tuple(effects(first, context, tuple(more))),
        )
        for first, *more in gathered(list(found), context)
    ]
    first_seen = since(change, revisions)
    return ChangePart(
        item=change.item,
        title=_title(change, found, context),
        standing=_standing(change, found, latest),
        differs=tuple(differs) or (Difference(text("handover", "change", "silent", lang)),),
        reason=change.reason,
        basis=_cited(change, latest, lang),
        since=first_seen.revision,
        decided=(
            text("handover", "change", "decided-earlier", lang, revision=first_seen.revision)
            if left_out and first_seen is revisions[0]
            else decided(first_seen, lang)
        ),
    )


def _title(change: Change, found: tuple[Finding, ...], context: Context) -> str:
    forms = (context.core, context.form)
    known = next((form for form in forms if schema_at(form, change.item)), context.form)
    if change.item and (title := title_at(known, change.item)):
        return title
    return heading(found[0], context) if found else text("report", "head", "form", context.lang)


def _standing(change: Change, found: tuple[Finding, ...], latest: RevisionFact) -> Standing:
    """`wording` where no finding has an effect; what is undecided may have one."""
    if all(finding.effect == "none" for finding in found) and change.basis is None:
        return "wording"
    return class_of(change, latest.diff)


def decided(revision: RevisionFact, lang: Lang) -> str:
    """When and by whom the revision was published, as far as that is known."""
    part = "decided" if revision.recorded_at else "decided-unknown"
    part += "-by" if revision.by else ""
    day = said(revision.recorded_at, lang) if revision.recorded_at else ""
    return text(
        "handover", "change", part, lang, revision=revision.revision, day=day, by=revision.by
    )


def _cited(change: Change, latest: RevisionFact, lang: Lang) -> Cited | None:
    cited = latest.diff.citations.get(change.basis.cite) if change.basis else None
    if cited is None or change.basis is None:
        return None
    upper = (" ".join(filter(None, (u.law, u.number, u.article))) for u in cited.upper)
    comma = text("report", "words", "comma", lang)
    return Cited(
        cite(cited, change.basis.article), _dates(cited, lang), comma.join(upper), cited.url
    )


def _dates(cited: Citation, lang: Lang) -> str:
    days = (
        ("promulgated", cited.promulgated),
        ("in-force-from", cited.in_force_from),
        ("in-force-until", cited.in_force_until),
        ("as-of", cited.as_of),
    )
    told = (text("handover", "dates", part, lang, day=said(day, lang)) for part, day in days if day)
    return text("report", "words", "comma", lang).join(told)
