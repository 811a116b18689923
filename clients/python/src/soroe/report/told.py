"""A finding of a run as every kind of report tells it: where, what, why it matters, what to do."""

from __future__ import annotations

from collections.abc import Iterator

from soroe.locale import explain, text
from soroe.model import Base, Finding, Lang, Place
from soroe.project.run import CheckedForm, Judged, Run, Status, WaiverFinding
from soroe.report.days import day
from soroe.report.finding import Context, change, effects, grounds, heading, sentence
from soroe.report.slots import examples_of, told_of


class Spot(Base, frozen=True):
    """A place in a file; a list of items has cells instead of lines."""

    file: str
    line: int | None = None
    column: int | None = None
    cell: str | None = None

    def __str__(self) -> str:
        """`form.json:12:5`, `list.xlsx 項目一覧!D12`."""
        if self.cell is not None:
            return f"{self.file} {self.cell}"
        return ":".join(str(p) for p in (self.file, self.line, self.column) if p is not None)


class Told(Base, frozen=True):
    """One finding in words.

    `title` is that of its rule, `about` the item, `message` one sentence; `more` are further
    sentences, `remedy` what to do. `waiver` says why and until when it is waived.
    """

    rule: str
    title: str
    about: str
    message: str
    more: tuple[str, ...]
    remedy: str
    level: str
    status: Status
    fingerprint: str
    item: str
    spot: Spot
    waiver: str = ""


def told(form: CheckedForm, run: Run, lang: Lang, *statuses: Status) -> Iterator[Told]:
    """The findings of a file that have one of the statuses, in their order."""
    context = Context(form.core, form.form, lang)
    for judged in form.of(*statuses):
        yield _told(judged, form, run, context)


def told_waiver(found: WaiverFinding, lang: Lang) -> Told:
    """A waiver that has expired, or that nothing needs."""
    waiver = found.waiver
    named = waiver.fingerprint or f"{waiver.rule} {waiver.item}"
    params = {"reason": waiver.reason, "expires": day(waiver.expires, lang), "named": named}
    title, detail, remedy = (
        text("project", found.kind, part, lang, **params) for part in ("title", "detail", "remedy")
    )
    status: Status = "fails" if found.fails else "noted"
    spot = Spot(found.file, found.line, None if found.line is None else 1)
    mark = found.fingerprint
    return Told(found.kind, title, named, detail, (), remedy, "waiver", status, mark, "", spot)


def problem_lines(form: CheckedForm, lang: Lang) -> Iterator[tuple[Spot, str, str]]:
    """Why a file could not be read: the place, what is wrong, and the remedy."""
    for problem in form.problems:
        title, detail, remedy = explain(problem, lang)
        spot = Spot(problem.params.get("file", form.file), problem.line, problem.column)
        yield spot, f"{title}: {detail}", remedy


def level_title(level: str, lang: Lang) -> str:
    """`説明のない違い`, and what waivers and files without a verdict come under."""
    if level in ("waiver", "problem"):
        return text("project", "levels", level, lang)
    return text("report", level, "title", lang)


def _told(judged: Judged, form: CheckedForm, run: Run, context: Context) -> Told:
    lang, found = context.lang, judged.finding
    if isinstance(found, Finding):
        title, about = sentence(found, "title", context), heading(found, context)
        moved = change(found, context)
        message = sentence(found, "message", context) + (f" ({moved})" if moved else "")
        means = effects(found, context) if found.effect != "none" else ()
        more = (*means, *grounds(found, context))
        remedy, at = sentence(found, "remedy", context), found.form
    else:
        title, message, remedy = told_of(found, context)
        about, more, at = "", tuple(examples_of(found, context)), _place_of(judged, form)
    return Told(
        judged.rule,
        title,
        about,
        message,
        more,
        remedy,
        judged.level,
        judged.status,
        judged.fingerprint,
        found.item,
        _spot(form, at),
        _waiver(judged, run, lang),
    )


def _waiver(judged: Judged, run: Run, lang: Lang) -> str:
    if judged.waiver is None:
        return ""
    waiver = run.given[judged.waiver]
    params = {"reason": waiver.reason, "expires": day(waiver.expires, lang)}
    return text("project", "waived", "until", lang, **params)


def _spot(form: CheckedForm, at: Place | None) -> Spot:
    if at is None:
        return Spot(form.file)
    return Spot(form.file, at.line, at.column, at.cell)


def _place_of(judged: Judged, form: CheckedForm) -> Place | None:
    """Where the first of the findings is that something said of a slot is about."""
    marks = set(getattr(judged.finding, "findings", ()))
    report = form.report
    there = (f.form for f in report.findings if f.fingerprint in marks) if report else ()
    return next((place for place in there if place is not None), None)
