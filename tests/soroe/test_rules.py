"""The catalogue can be trusted: every rule fires where its fixture says, and nowhere else."""

import copy
import importlib.util
import json
import re
from pathlib import Path
from types import ModuleType
from typing import Any

import msgspec
import pytest

from soroe.check import check
from soroe.diff import differences as module
from soroe.diff.differences import Difference, differences
from soroe.effect import effect_of, verdicts
from soroe.locale import table
from soroe.model import Input, Refuted, Undecided
from soroe.rules import EXEMPT, catalogue
from soroe.rules.spec import section
from soroe.schema import validator
from soroe.schema.keywords import assertion_keywords

ROOT = Path(__file__).parent.parent.parent
FIXTURES = ROOT / "tests" / "rules"
RULES = catalogue()
NAMED = Input("様式", "sha256:" + "0" * 64)
TEXT = {path.stem: path.read_text("utf-8") for path in sorted(FIXTURES.glob("*.json"))}
CASES: list[Any] = [
    pytest.param(rule, case, id=f"{rule}: {case['name']}")
    for rule, text in TEXT.items()
    for case in json.loads(text)["cases"]
]
FIRING = [c for c in CASES if c.values[0] in c.values[1]["finds"]]
EXAMPLES = [c for c in CASES if c.values[1]["name"] == "example"]

NO_WITNESS = {
    "choice-label-changed": "wording",
    "description-changed": "wording",
    "example-changed": "wording",
    "order-changed": "wording",
    "title-changed": "wording",
    "keyword-changed": "what the keyword does is not known",
}
"""Rules whose example has no application that tells the forms apart, each with its reason."""

WAIVED_EFFECTS = {"keyword-changed": "what the keyword does is not known"}
"""Rules whose effect the engine need not decide, each with its reason."""


def script(name: str) -> ModuleType:
    spec = importlib.util.spec_from_file_location(name, ROOT / "scripts" / f"{name}.py")
    assert spec
    assert spec.loader
    found = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(found)
    return found


def ids(core: Any, form: Any) -> list[str]:
    return [d.rule.id for d in differences(core, form)]


# ---- one name for file, fixture, messages


def test_every_rule_has_a_file_a_fixture_and_messages_of_its_name():
    package = Path(module.__file__).parent.parent / "rules"
    declared = {
        path.stem.replace("_", "-")
        for path in package.glob("*.py")
        if re.search(r"^RULE = ", path.read_text("utf-8"), re.MULTILINE)
    }
    assert set(RULES) - declared == {"keyword-changed"}
    assert set(RULES) == set(TEXT)
    assert set(RULES) == set(table("rules", "ja")) == set(table("rules", "en"))
    assert len(RULES) > 60


@pytest.mark.parametrize("lang", ["ja", "en"])
def test_every_rule_says_what_why_for_whom_and_what_to_do(lang):
    parts = {"title", "message", "applicant", "why", "remedy", "example"}
    for rule, said in table("rules", lang).items():
        assert set(said) == parts, rule
        assert all(text.strip() == text != "-" for text in said.values()), rule


def test_no_two_rules_have_one_title():
    for lang in ("ja", "en"):
        titles = [said["title"] for said in table("rules", lang).values()]
        assert len(titles) == len(set(titles))


def test_every_rule_has_a_firing_case_and_a_near_miss():
    for rule, text in TEXT.items():
        finds = [rule in case["finds"] for case in json.loads(text)["cases"]]
        assert any(finds), rule
        assert not all(finds), rule


# ---- completeness


def test_every_assertion_of_the_vocabulary_has_a_rule_or_a_reason():
    watched = {k for rule in RULES.values() for k in (rule.keyword, *rule.beside)}
    assert assertion_keywords() - watched - EXEMPT.keys() == set()


def test_no_reason_outlives_what_it_excuses():
    watched = {k for rule in RULES.values() for k in (rule.keyword, *rule.beside)}
    assert set(EXEMPT) <= assertion_keywords() - watched
    assert NO_WITNESS.keys() | WAIVED_EFFECTS.keys() <= RULES.keys()
    for case in EXAMPLES:
        rule, told = case.values
        if rule in NO_WITNESS:
            assert not {"refused", "taken"} & told.keys(), rule
    for rule in WAIVED_EFFECTS:
        assert RULES[rule].effect is None


def test_every_keyword_of_json_schema_that_a_rule_watches_has_its_section():
    house = {rule.id for rule in RULES.values() if section(rule.keyword) is None}
    assert house == {"choice-label-changed", "order-changed", "keyword-changed"}


# ---- what fires


@pytest.mark.parametrize(("rule", "case"), CASES)
def test_all_rules_over_all_fixtures_find_exactly_this(rule, case):
    assert ids(case["core"], case["form"]) == case["finds"]
    assert rule in RULES


@pytest.mark.parametrize(("rule", "case"), CASES)
def test_no_rule_sees_a_difference_between_a_form_and_itself(rule, case):
    for form in (case["core"], case["form"]):
        assert differences(form, json.loads(json.dumps(form))) == (), rule


@pytest.mark.parametrize(("rule", "case"), FIRING)
def test_changing_places_gives_the_mirror_rule(rule, case):
    assert RULES[rule].mirror in ids(case["form"], case["core"])
    assert RULES[RULES[rule].mirror].mirror == rule


@pytest.mark.parametrize("rule", RULES)
def test_a_rule_that_is_switched_off_is_missed(rule, monkeypatch):
    without = {id_: other for id_, other in RULES.items() if id_ != rule}
    monkeypatch.setattr(module, "catalogue", lambda: without)
    missed = [
        c for c in CASES if ids(c.values[1]["core"], c.values[1]["form"]) != c.values[1]["finds"]
    ]
    assert rule in {c.values[0] for c in missed}


def test_an_unknown_keyword_is_a_finding_without_a_verdict_never_silence():
    core: Any = {"type": "string"}
    form: Any = {"type": "string", "ownRule": 1}
    (finding,) = check(core, form, core_input=NAMED, form_input=NAMED).findings
    assert finding.rule == "keyword-changed"
    assert finding.effect == "undecided"


# ---- what it means


@pytest.mark.parametrize(("rule", "case"), FIRING)
def test_the_effect_a_rule_expects_is_the_one_the_engine_finds(rule, case):
    expected = RULES[rule].effect
    for difference in differences(case["core"], case["form"]):
        if difference.rule.id != rule or expected is None:
            continue
        forward, backward = verdicts(case["core"], difference.hit.ops)
        found = effect_of(forward, backward)
        assert found == expected, (forward, backward)
        assert not isinstance(forward, Undecided)


@pytest.mark.parametrize(("rule", "case"), EXAMPLES)
def test_the_applications_of_the_example_tell_the_two_forms_apart(rule, case):
    core, form = validator(case["core"]), validator(case["form"])
    shown = {key: case[key] for key in ("refused", "taken") if key in case}
    assert bool(shown) != (rule in NO_WITNESS)
    for key, application in shown.items():
        accepting, refusing = (core, form) if key == "refused" else (form, core)
        assert accepting.is_valid(application), accepting.errors(application)
        assert not refusing.is_valid(application)


@pytest.mark.parametrize(("rule", "case"), EXAMPLES)
def test_the_engine_never_contradicts_the_example(rule, case):
    report = check(case["core"], case["form"], core_input=NAMED, form_input=NAMED)
    for key, verdict in (("refused", report.core_in_form), ("taken", report.form_in_core)):
        assert isinstance(verdict, Refuted | Undecided) or key not in case, rule


# ---- stable


def shuffled(value: Any) -> Any:
    if isinstance(value, dict):
        return {k: shuffled(value[k]) for k in sorted(value, reverse=True)}
    return [shuffled(v) for v in value] if isinstance(value, list) else value


def prints(found: tuple[Difference, ...]) -> list[tuple[str, str]]:
    return [(d.rule.id, d.fingerprint) for d in found]


@pytest.mark.parametrize(("rule", "case"), CASES)
def test_key_order_changes_no_finding(rule, case):
    plain = prints(differences(case["core"], case["form"]))
    assert plain == prints(differences(shuffled(case["core"]), shuffled(case["form"]))), rule


@pytest.mark.parametrize(("rule", "case"), FIRING)
def test_a_fingerprint_survives_edits_beside_it(rule, case):
    plain = {p for p in prints(differences(case["core"], case["form"])) if p[0] == rule}
    core, form = copy.deepcopy(case["core"]), copy.deepcopy(case["form"])
    for side, most in ((core, 1), (form, 2)):
        if "properties" in side:
            beside = {"title": "別の項目", "type": "integer", "maximum": most}
            side["properties"] = {"unrelated": beside, **side["properties"]}
        side["allOf"] = [*side.get("allOf", []), {"maxProperties": 90 + most}]
    now = set(prints(differences(core, form)))
    if not rule.startswith(("condition-", "conditions-")):  # they speak of the whole list
        assert plain <= now


def test_fingerprints_tell_all_fixtures_apart():
    seen: dict[str, list[Any]] = {}
    for case in CASES:
        for d in differences(case.values[1]["core"], case.values[1]["form"]):
            told = [d.rule.id, d.pair.item, d.pair.context, *map(repr, (d.hit.before, d.hit.after))]
            assert seen.setdefault(d.fingerprint, told) == told


# ---- pages, new rules


def test_the_pages_and_the_examples_are_up_to_date():
    made = script("rule_pages")
    wrong = "run python scripts/rule_pages.py"
    for lang in ("ja", "en"):
        messages = made.LOCALE / f"rules.{lang}.json"
        assert messages.read_text("utf-8") == made.messages(lang), wrong
    for path, text in made.pages().items():
        assert path.read_text("utf-8") == text, wrong
    assert {p.stem for p in made.DOCS.glob("*.md")} == {*RULES, "README"}


def test_a_new_rule_leaves_the_suite_red_until_it_is_filled_in(tmp_path):
    for part in (
        "clients/python/src/soroe/locale",
        "clients/python/src/soroe/rules",
        "tests/rules",
    ):
        (tmp_path / part).mkdir(parents=True)
    for lang in ("ja", "en"):
        kept = f"clients/python/src/soroe/locale/rules.{lang}.json"
        (tmp_path / kept).write_text((ROOT / kept).read_text("utf-8"), "utf-8")
    script("new_rule").scaffold(tmp_path, "stamp-required", "x-stamp")

    case = json.loads((tmp_path / "tests/rules/stamp-required.json").read_text("utf-8"))["cases"]
    assert not any("stamp-required" in c["finds"] for c in case)  # no firing case yet
    rule = (tmp_path / "clients/python/src/soroe/rules/stamp_required.py").read_text("utf-8")
    compile(rule, "stamp_required.py", "exec")
    for lang in ("ja", "en"):
        kept = tmp_path / f"clients/python/src/soroe/locale/rules.{lang}.json"
        said = json.loads(kept.read_text("utf-8"))
        assert set(said) == {*RULES, "stamp-required"}
        assert set(said["stamp-required"].values()) == {"-"}
    with pytest.raises(FileExistsError):
        script("new_rule").scaffold(tmp_path, "stamp-required", "x-stamp")


def test_a_rule_is_one_frozen_value():
    for rule in RULES.values():
        with pytest.raises(AttributeError):
            rule.id = "another"  # type: ignore[misc]
        assert msgspec.structs.asdict(rule)["id"] == rule.id
