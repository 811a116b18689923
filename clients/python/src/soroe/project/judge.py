"""What becomes of findings: the policy, the waivers, the baseline."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator, Sequence
from datetime import date
from fnmatch import fnmatchcase

from msgspec.structs import replace

from soroe.jsontext import canonical
from soroe.model import Effect, Finding, Report, SlotFinding
from soroe.project.file import Choice, Policy, Waiver
from soroe.project.run import CheckedForm, Judged, Status, WaiverFinding, WaiverKind
from soroe.report.levels import LEVELS, Level, certain, level


class Judge:
    """Judges the findings of one run on one day; `known` are file and fingerprint of a baseline."""

    def __init__(
        self,
        policy: Policy,
        day: date,
        waivers: Sequence[Waiver] = (),
        known: frozenset[tuple[str, str]] = frozenset(),
    ) -> None:
        """Nothing is judged yet."""
        self._policy = policy
        self._waivers = waivers
        self._holding = [w.expires >= day for w in waivers]
        self._known = known
        self._needed: set[int] = set()
        self.met: set[tuple[str, str]] = set()

    def judged(self, file: str, report: Report) -> tuple[Judged, ...]:
        """The findings of a file with their statuses; those about slots come last."""
        found: dict[str, Judged] = {}
        out = []
        for finding in report.findings:
            grave = fails(self._policy, level(finding), finding.effect)
            judged = self._judge(file, finding, finding.fingerprint, level(finding), grave=grave)
            found[finding.fingerprint] = judged
            out.append(judged)
        for slot in report.slots:
            grave = certain(slot) and fails(self._policy, "beyond", slot.effect)
            judged = self._judge(file, slot, slot_fingerprint(slot), "beyond", grave=grave)
            out.append(_with_its_findings(judged, [found[f] for f in slot.findings if f in found]))
        return tuple(out)

    def waivers(
        self, project: str, line_of: Callable[[int], int | None]
    ) -> Iterator[WaiverFinding]:
        """Waivers that have expired, and those that nothing needed; ask after all files.

        `project` is the project file's name, and `line_of` tells in which line a waiver stands.
        """
        fail = self._policy.waivers == "fail" and self._policy.fail_on != "never"
        for index, waiver in enumerate(self._waivers):
            if self._holding[index] and index in self._needed:
                continue
            kind: WaiverKind = "waiver-unused" if self._holding[index] else "waiver-expired"
            mark = _mark(kind, waiver.fingerprint, waiver.rule, waiver.item, waiver.file)
            yield WaiverFinding(kind, index, waiver, fail, mark, project, line_of(index))

    def _judge(
        self,
        file: str,
        finding: Finding | SlotFinding,
        fingerprint: str,
        grade: Level,
        *,
        grave: bool,
    ) -> Judged:
        rule = finding.rule if isinstance(finding, Finding) else finding.type
        holding = None
        for index, waiver in enumerate(self._waivers):
            if _covers(waiver, file, rule, finding.item, fingerprint):
                self._needed.add(index)
                if self._holding[index] and holding is None:
                    holding = index
        status: Status = "fails" if grave else "noted"
        if (file, fingerprint) in self._known:
            self.met.add((file, fingerprint))
            status = "known"
        if holding is not None:
            status = "waived"
        return Judged(finding, fingerprint, grade, status, holding)


def fails(policy: Policy, grade: Level, effect: Effect) -> bool:
    """Whether a finding of this level and effect fails the run."""
    if policy.fail_on == "never":
        return False
    table: dict[Effect, Choice] = {} if grade == "wording" else getattr(policy, grade)
    if (said := table.get(effect)) is not None:
        return said == "fail"
    return LEVELS.index(grade) >= LEVELS.index(policy.fail_on)


def slot_fingerprint(found: SlotFinding) -> str:
    """Twelve hex digits of what goes beyond which slot."""
    return _mark(found.type, found.item, found.place, found.allowed, found.effect)


def _mark(*parts: str | None) -> str:
    return hashlib.sha256(canonical(list(parts))).hexdigest()[:12]


def active(form: CheckedForm) -> Report:
    """The report without what is waived or known; the form must have one."""
    assert form.report is not None
    there = {id(j.finding) for j in form.of("fails", "noted")}
    return replace(
        form.report,
        findings=tuple(f for f in form.report.findings if id(f) in there),
        slots=tuple(s for s in form.report.slots if id(s) in there),
    )


def _covers(waiver: Waiver, file: str, rule: str, item: str, fingerprint: str) -> bool:
    if waiver.file is not None and not fnmatchcase(file, waiver.file):
        return False
    if waiver.fingerprint is not None:
        return waiver.fingerprint == fingerprint
    return waiver.rule == rule and waiver.item == item


def _with_its_findings(judged: Judged, members: list[Judged]) -> Judged:
    """What is said of a slot is waived or known along with the findings that it is about."""
    if judged.status in ("waived", "known") or not members:
        return judged
    if all(m.status in ("waived", "known") for m in members):
        first = members[0]
        return replace(judged, status=first.status, waiver=first.waiver)
    return judged
