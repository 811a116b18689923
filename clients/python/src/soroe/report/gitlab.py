"""A run as GitLab's code quality report, which merge requests show beside the lines."""

from __future__ import annotations

from collections import Counter
from hashlib import sha256

from soroe.jsontext import pretty
from soroe.locale import text
from soroe.model import Json, Lang
from soroe.project.run import Run
from soroe.report.github import body
from soroe.report.told import Spot, Told, problem_lines, told, told_waiver

_SEVERITY = {"fails": "major", "noted": "info"}


def render(run: Run, lang: Lang) -> str:
    """What fails or is noted, as a JSON array; what is waived or known is left out."""
    entries = _Entries()
    for form in run.forms:
        for spot, said, remedy in problem_lines(form, lang):
            title = text("project", "levels", "problem", lang)
            entries.add(spot, ("unreadable", said), f"{title}: {said} {remedy}", "blocker")
        for found in told(form, run, lang, "fails", "noted"):
            entries.found(found)
    for waiver in run.waivers:
        entries.found(told_waiver(waiver, lang))
    return pretty(entries.all)


class _Entries:
    """GitLab drops entries of equal fingerprints, so each has one: file and count are in it."""

    def __init__(self) -> None:
        self.all: list[Json] = []
        self._seen: Counter[tuple[str, str, str]] = Counter()

    def found(self, found: Told) -> None:
        mark = (found.rule, found.fingerprint)
        self.add(found.spot, mark, body(found), _SEVERITY[found.status])

    def add(self, spot: Spot, mark: tuple[str, str], said: str, grave: str) -> None:
        key = (spot.file, *mark)
        self._seen[key] += 1
        unique = sha256("\n".join((*key, str(self._seen[key]))).encode()).hexdigest()
        self.all.append(
            {
                "description": said.replace("\n", " "),
                "check_name": mark[0],
                "fingerprint": unique,
                "severity": grave,
                "location": {"path": spot.file, "lines": {"begin": spot.line or 1}},
            }
        )
