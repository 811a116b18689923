"""What a run found: for every file its report, and what becomes of each finding."""

from __future__ import annotations

from collections import Counter
from typing import Literal, TypeAlias

import msgspec

from soroe.errors import Problem
from soroe.model import Finding, Json, Report, SlotFinding
from soroe.project.file import Waiver
from soroe.report.levels import Level

Status: TypeAlias = Literal["fails", "noted", "waived", "known"]
"""`fails` the run, is `noted` only, is `waived`, or is `known` from the baseline."""


WaiverKind: TypeAlias = Literal["waiver-expired", "waiver-unused"]


class Judged(msgspec.Struct, frozen=True):
    """A finding with what the project makes of it; `waiver` is the index of the one that holds."""

    finding: Finding | SlotFinding
    fingerprint: str
    level: Level
    status: Status
    waiver: int | None = None

    @property
    def rule(self) -> str:
        """The rule, or the kind of a finding about slots."""
        found = self.finding
        return found.rule if isinstance(found, Finding) else found.type


class CheckedForm(msgspec.Struct, frozen=True):
    """One file: its report with all findings, or the problems for which there is none.

    `core` and `form` are the two forms with references inlined. `diff_file` names a diff that is
    not published yet.
    """

    file: str
    report: Report | None = None
    core: Json = None
    form: Json = None
    judged: tuple[Judged, ...] = ()
    problems: tuple[Problem, ...] = ()
    diff_file: str = ""

    def of(self, *statuses: Status) -> tuple[Judged, ...]:
        """The findings that have one of these statuses, in their order."""
        return tuple(j for j in self.judged if j.status in statuses)

    @property
    def remarked(self) -> bool:
        """Whether there is something to say beside findings: notes, or declared changes unmade."""
        return self.report is not None and bool(self.report.notes or self.report.unmet)

    @property
    def unreadable(self) -> bool:
        """Whether there is no verdict."""
        return self.report is None


class WaiverFinding(msgspec.Struct, frozen=True):
    """A waiver that has expired, or that no finding needs; `line` is its place in the project."""

    kind: WaiverKind
    index: int
    waiver: Waiver
    fails: bool
    fingerprint: str
    file: str
    line: int | None


class Stale(msgspec.Struct, frozen=True):
    """A finding of the baseline that is no longer there."""

    file: str
    fingerprint: str


class Run(msgspec.Struct, frozen=True):
    """All files in their order. `project` is the project file's name, "" for a check of one file.

    `baseline` says whether the findings were measured by one, `given` are the project's waivers.
    """

    forms: tuple[CheckedForm, ...]
    waivers: tuple[WaiverFinding, ...] = ()
    stale: tuple[Stale, ...] = ()
    project: str = ""
    baseline: bool = False
    given: tuple[Waiver, ...] = ()

    @property
    def counts(self) -> dict[str, int]:
        """How many findings have each status, and how many files could not be read."""
        found = Counter(j.status for form in self.forms for j in form.judged)
        for waiver in self.waivers:
            found["fails" if waiver.fails else "noted"] += 1
        order: tuple[Status, ...] = ("fails", "noted", "waived", "known")
        return {
            **{status: found[status] for status in order},
            "unreadable": sum(form.unreadable for form in self.forms),
        }

    @property
    def exit_code(self) -> int:
        """2 where a file has no verdict, 1 where something fails, else 0."""
        if any(form.unreadable for form in self.forms):
            return 2
        return 1 if self.counts["fails"] else 0
