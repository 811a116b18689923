"""A run as the JSON document that `schemas/meta/check-report.json` describes.

A check of one file without a project and without a baseline is the findings report alone.
"""

from __future__ import annotations

from soroe.errors import Problem
from soroe.jsontext import pretty
from soroe.listing import to_json
from soroe.model import Base, Lang, Report
from soroe.project.run import CheckedForm, Run, Status, WaiverKind
from soroe.report import json as findings


class Mark(Base, frozen=True):
    """What becomes of a finding, which stands in the report under the same fingerprint.

    For what is said of a slot, `rule` is its kind.
    """

    fingerprint: str
    rule: str
    item: str
    level: str
    status: Status
    reason: str | None = None
    expires: str | None = None


class FormResult(Base, frozen=True):
    """One file: its findings report, or the problems for which there is none."""

    file: str
    findings: tuple[Mark, ...] = ()
    report: Report | None = None
    problems: tuple[Problem, ...] = ()


class WaiverResult(Base, frozen=True):
    """A waiver that has expired, or that no finding needs."""

    type: WaiverKind
    reason: str
    expires: str
    status: Status
    line: int | None = None


class StaleResult(Base, frozen=True):
    """A finding of the baseline that is no longer there."""

    file: str
    fingerprint: str


class CheckReport(Base, frozen=True):
    """The whole run; `result` says the same as the exit code."""

    result: str
    summary: dict[str, int]
    forms: tuple[FormResult, ...]
    waivers: tuple[WaiverResult, ...] = ()
    stale: tuple[StaleResult, ...] = ()
    project: str | None = None


RESULTS = {0: "passes", 1: "fails", 2: "incomplete"}


def render(run: Run, lang: Lang) -> str:
    """The JSON text, the same bytes each time for the same run."""
    _ = lang
    if not run.project and not run.baseline and (report := run.forms[0].report) is not None:
        return findings.render(report)
    made = CheckReport(
        RESULTS[run.exit_code],
        run.counts,
        tuple(_form(form, run) for form in run.forms),
        tuple(
            WaiverResult(
                w.kind,
                w.waiver.reason,
                w.waiver.expires.isoformat(),
                "fails" if w.fails else "noted",
                w.line,
            )
            for w in run.waivers
        ),
        tuple(StaleResult(s.file, s.fingerprint) for s in run.stale),
        run.project or None,
    )
    return pretty(to_json(made))


def _form(form: CheckedForm, run: Run) -> FormResult:
    marks = []
    for j in form.judged:
        mark = Mark(j.fingerprint, j.rule, j.finding.item, j.level, j.status)
        if j.waiver is not None:
            waiver = run.given[j.waiver]
            said = (waiver.reason, waiver.expires.isoformat())
            mark = Mark(j.fingerprint, j.rule, j.finding.item, j.level, j.status, *said)
        marks.append(mark)
    return FormResult(form.file, tuple(marks), form.report, form.problems)
