"""How grave a finding is for the one who asked: its class, or `wording` where nothing changes."""

from __future__ import annotations

from typing import Literal, TypeAlias, get_args

from soroe.model import Finding, Report, SlotFinding

Level: TypeAlias = Literal["wording", "grounded", "practice", "beyond", "unexplained", "never"]
"""In rising order; `beyond` is declared, yet goes beyond what the core leaves to a municipality;
`never` is above them all."""

LEVELS: tuple[Level, ...] = get_args(Level)


def level(finding: Finding) -> Level:
    """`wording` where applicants are not affected, else the class."""
    return "wording" if finding.effect == "none" else finding.klass


def certain(beyond: SlotFinding) -> bool:
    """Whether it is known to go beyond the slot; what is undecided is shown and never counted."""
    return not beyond.type.endswith("-undecided")


def reached(report: Report, threshold: Level) -> bool:
    """Whether a finding of the report is at or above the threshold."""
    least = LEVELS.index(threshold)
    if LEVELS.index("beyond") >= least and any(map(certain, report.slots)):
        return True
    return any(LEVELS.index(level(finding)) >= least for finding in report.findings)
