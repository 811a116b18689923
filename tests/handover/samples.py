"""Facts about a fictional municipality, from its sample diff."""

from __future__ import annotations

from functools import cache
from typing import Any

from msgspec.structs import replace

from soroe.diff import decode_diff
from soroe.handover.facts import CoreFact, FormFact, HandoverFacts, RevisionFact
from soroe.listing import Municipality
from soroe.model import LocalDiff
from tests.schemas.library import SCHEMAS, load, published

FORM = "gakudo-application"
DAY = "2026-11-22"
CITY = "例示川市"


@cache
def core() -> Any:
    return published(SCHEMAS / "forms" / FORM / "1.0.0.json")


@cache
def diff(code: str = "992011") -> LocalDiff:
    return decode_diff(load(SCHEMAS / "samples" / code / f"{FORM}.diff.json"))


def fewer(diff: LocalDiff, *items: str) -> LocalDiff:
    return replace(diff, changes=tuple(c for c in diff.changes if c.item not in items))


def revision(number: int, diff: LocalDiff, day: str | None = "2026-10-20") -> RevisionFact:
    return RevisionFact(number, diff, day, CITY)


def form(*revisions: RevisionFact, versions: tuple[CoreFact, ...] | None = None) -> FormFact:
    known = (CoreFact("1.0.0", effective_from="2026-04-01"),) if versions is None else versions
    return FormFact(FORM, "学童クラブ利用申請", known, {"1.0.0": core()}, revisions)


def facts(*forms: FormFact, **more: Any) -> HandoverFacts:
    return HandoverFacts(Municipality("992011", CITY), DAY, forms, **more)
