"""What becomes of a finding under a policy, waivers and a baseline?"""

from __future__ import annotations

from datetime import date
from itertools import product
from typing import Any, cast, get_args

import pytest

from soroe.check import check
from soroe.model import Effect, Input, Report
from soroe.project.file import Policy, Waiver
from soroe.project.judge import Judge, fails
from soroe.report.levels import LEVELS, Level
from tests.client.samples import CORE, core

DIGEST = "sha256:" + "0" * 64
DAY = date(2027, 3, 31)
FORM = core(maximum=3, title="児童の学年")


def report(form: Any = FORM) -> Report:
    inputs = Input("core", DIGEST), Input("form", DIGEST)
    return check(cast("Any", CORE), form, core_input=inputs[0], form_input=inputs[1])


def mark(rule: str) -> str:
    return next(f.fingerprint for f in report().findings if f.rule == rule)


def statuses(judge: Judge, file: str = "a.json") -> dict[str, str]:
    return {j.rule: j.status for j in judge.judged(file, report())}


def test_without_more_what_is_unexplained_fails_and_wording_is_noted() -> None:
    assert statuses(Judge(Policy(), DAY)) == {
        "maximum-lowered": "fails",
        "title-changed": "noted",
    }


@pytest.mark.parametrize("threshold", LEVELS)
def test_the_threshold_decides_by_level(threshold: Level) -> None:
    policy = Policy(fail_on=threshold)
    failing = {level for level in LEVELS[:-1] if fails(policy, level, "narrows")}
    assert failing == ({*LEVELS[LEVELS.index(threshold) : -1]} if threshold != "never" else set())


def test_a_table_of_a_level_decides_single_effects_alone() -> None:
    policy = Policy(practice={"narrows": "fail"}, unexplained={"widens": "pass"})
    for grade, effect in product(("practice", "unexplained"), get_args(Effect)):
        expected = effect == "narrows" if grade == "practice" else effect != "widens"
        assert fails(policy, cast("Level", grade), effect) == expected, (grade, effect)


def waiver(**given: Any) -> Waiver:
    return Waiver("来年度に直す", **{"expires": DAY, **given})


@pytest.mark.parametrize(
    ("given", "waived"),
    [
        ({"rule": "maximum-lowered", "item": "/grade"}, True),
        ({"rule": "maximum-lowered", "item": "/name"}, False),
        ({"rule": "minimum-raised", "item": "/grade"}, False),
        ({"fingerprint": "0" * 12}, False),
        ({"rule": "maximum-lowered", "item": "/grade", "file": "a.*"}, True),
        ({"rule": "maximum-lowered", "item": "/grade", "file": "b.*"}, False),
    ],
)
def test_a_waiver_covers_what_it_names_and_nothing_else(
    given: dict[str, Any], waived: bool
) -> None:
    judge = Judge(Policy(), DAY, [waiver(**given)])
    assert statuses(judge)["maximum-lowered"] == ("waived" if waived else "fails")
    left = list(judge.waivers("soroe.toml", lambda _: 7))
    assert [(w.kind, w.line, w.fails) for w in left] == (
        [] if waived else [("waiver-unused", 7, True)]
    )


def test_a_fingerprint_is_waived_up_to_and_on_its_last_day() -> None:
    found = waiver(fingerprint=mark("maximum-lowered"))
    for day, status in ((DAY, "waived"), (date(2027, 4, 1), "fails")):
        judge = Judge(Policy(), day, [found])
        assert statuses(judge)["maximum-lowered"] == status
        kinds = [w.kind for w in judge.waivers("soroe.toml", lambda _: 1)]
        assert kinds == ([] if status == "waived" else ["waiver-expired"])


def test_a_later_waiver_of_the_same_finding_holds_where_the_first_has_ended() -> None:
    mark_ = mark("maximum-lowered")
    old, new = waiver(fingerprint=mark_, expires=date(2026, 1, 1)), waiver(fingerprint=mark_)
    judge = Judge(Policy(), DAY, [old, new])
    assert statuses(judge)["maximum-lowered"] == "waived"
    assert [w.kind for w in judge.waivers("p", lambda _: 1)] == ["waiver-expired"]


@pytest.mark.parametrize("policy", [Policy(waivers="pass"), Policy(fail_on="never")])
def test_waivers_can_be_told_without_failing(policy: Policy) -> None:
    judge = Judge(policy, DAY, [waiver(fingerprint="0" * 12)])
    statuses(judge)
    assert [w.fails for w in judge.waivers("p", lambda _: 1)] == [False]


def test_what_the_baseline_knows_is_known_in_that_file_only() -> None:
    known = frozenset({("a.json", mark("maximum-lowered")), ("a.json", "0" * 12)})
    judge = Judge(Policy(), DAY, known=known)
    assert statuses(judge)["maximum-lowered"] == "known"
    assert statuses(judge, "b.json")["maximum-lowered"] == "fails"
    assert judge.met == {("a.json", mark("maximum-lowered"))}


def test_what_is_said_of_a_slot_is_waived_with_the_findings_that_it_is_about() -> None:
    form = core(maximum=9)
    found = report(form)
    assert found.slots
    (difference,) = (f for f in found.findings if f.rule == "maximum-raised")
    for given in ({"fingerprint": difference.fingerprint}, {}):
        waivers = [waiver(**given)] if given else []
        judge = Judge(Policy(), DAY, waivers)
        slots = {j.status for j in judge.judged("a.json", found) if j.level == "beyond"}
        assert slots == ({"waived"} if given else {"noted"})
