"""The catalogue can be trusted: every rule fires where its fixture says, and nowhere else."""

import json
from pathlib import Path
from typing import Any

import pytest

from soroe.check import effect_of, verdicts
from soroe.diff.differences import differences
from soroe.locale import table
from soroe.model import Undecided
from soroe.rules import EXEMPT, catalogue
from soroe.schema.keywords import assertion_keywords

FIXTURES = Path(__file__).parent.parent / "rules"
RULES = catalogue()
CASES: list[Any] = [
    pytest.param(path.stem, case, id=f"{path.stem}: {case['name']}")
    for path in sorted(FIXTURES.glob("*.json"))
    for case in json.loads(path.read_text("utf-8"))["cases"]
]


def test_every_rule_has_a_fixture_and_messages_of_its_name():
    fixtures = {path.stem for path in FIXTURES.glob("*.json")}
    assert set(RULES) == fixtures
    assert set(RULES) == set(table("rules", "ja")) == set(table("rules", "en"))
    assert len(RULES) > 60


def test_every_rule_has_a_firing_case_and_a_near_miss():
    for path in FIXTURES.glob("*.json"):
        hits = [case["hits"] for case in json.loads(path.read_text("utf-8"))["cases"]]
        assert any(hits), path.name
        assert not all(hits), path.name


def test_every_assertion_of_the_vocabulary_has_a_rule_or_a_reason():
    watched = {k for rule in RULES.values() for k in (rule.keyword, *rule.beside)}
    assert assertion_keywords() - watched - EXEMPT.keys() == set()
    assert set(EXEMPT) <= assertion_keywords(), "stale exemption"


@pytest.mark.parametrize(("rule", "case"), CASES)
def test_rule_fires_exactly_where_its_fixture_says(rule, case):
    found = differences(case["core"], case["form"])
    assert [d.rule.id for d in found if d.rule.id == rule] == [rule] * case["hits"]


@pytest.mark.parametrize(("rule", "case"), CASES)
def test_no_rule_sees_a_difference_between_a_form_and_itself(rule, case):
    for form in (case["core"], case["form"]):
        assert differences(form, json.loads(json.dumps(form))) == ()


@pytest.mark.parametrize(("rule", "case"), [c for c in CASES if c.values[1]["hits"]])
def test_changing_places_gives_the_mirror_rule(rule, case):
    mirrored = {d.rule.id for d in differences(case["form"], case["core"])}
    assert RULES[rule].mirror in mirrored
    assert RULES[RULES[rule].mirror].mirror == rule


@pytest.mark.parametrize(("rule", "case"), [c for c in CASES if c.values[1]["hits"]])
def test_the_effect_a_rule_expects_is_the_one_the_engine_finds(rule, case):
    expected = RULES[rule].effect
    for difference in differences(case["core"], case["form"]):
        if difference.rule.id != rule or expected is None:
            continue
        forward, backward = verdicts(case["core"], difference.hit.ops)
        found = effect_of(forward, backward)
        assert found == expected, (forward, backward)
        assert not isinstance(forward, Undecided)


@pytest.mark.parametrize(("rule", "case"), CASES)
def test_key_order_changes_no_finding(rule, case):
    def shuffled(value: Any) -> Any:
        if isinstance(value, dict):
            return {k: shuffled(value[k]) for k in sorted(value, reverse=True)}
        return [shuffled(v) for v in value] if isinstance(value, list) else value

    plain = [(d.rule.id, d.fingerprint) for d in differences(case["core"], case["form"])]
    other = [
        (d.rule.id, d.fingerprint)
        for d in differences(shuffled(case["core"]), shuffled(case["form"]))
    ]
    assert plain == other
