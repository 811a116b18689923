"""How grave a finding is for the one who asked: its class, or `wording` where nothing changes."""

from __future__ import annotations

from typing import Literal, TypeAlias, get_args

from soroe.model import Finding, Report

Level: TypeAlias = Literal["wording", "grounded", "practice", "unexplained", "never"]
"""In rising order; `never` is above them all."""

LEVELS: tuple[Level, ...] = get_args(Level)


def level(finding: Finding) -> Level:
    """`wording` where applicants are not affected, else the class."""
    return "wording" if finding.effect == "none" else finding.klass


def reached(report: Report, threshold: Level) -> bool:
    """Whether a finding of the report is at or above the threshold."""
    least = LEVELS.index(threshold)
    return any(LEVELS.index(level(finding)) >= least for finding in report.findings)
