"""A check tells what differs, what it does to applications, and on what ground it stands."""

import copy
import json
from typing import Any

import msgspec
import pytest

from soroe.check import check
from soroe.diff import decode_diff
from soroe.model import Input, Proved, Refuted, Report

CORE: Any = {
    "type": "object",
    "properties": {
        "grade": {"title": "学年", "type": "integer", "minimum": 1, "maximum": 6},
        "reason": {"title": "理由", "enum": ["work", "illness", "search"]},
        "kana": {"title": "フリガナ", "type": "string", "pattern": "^[ァ-ヶー]+$"},
    },
    "required": ["grade"],
    "additionalProperties": False,
    "examples": [{"grade": 2, "reason": "work", "kana": "ヤマダ"}],
}
DIFF: Any = {
    "form": "f",
    "core": "1.0.0",
    "municipality": "999903",
    "citations": {
        "rule": {
            "kind": "規則",
            "title": "例示市学童クラブ条例施行規則",
            "number": "平成27年規則第11号",
        },
        "habit": {"kind": "慣行", "title": "窓口での運用"},
    },
    "changes": [
        {
            "item": "/grade",
            "ops": [{"op": "replace", "path": "/properties/grade/maximum", "was": 6, "value": 3}],
            "basis": {"cite": "rule", "article": "第3条第1項"},
            "reason": "対象は小学校第3学年まで",
        },
        {
            "item": "/reason",
            "ops": [
                {"op": "remove", "path": "/properties/reason/enum", "value": "search"},
                {"op": "remove", "path": "/properties/reason/enum", "value": "illness"},
            ],
            "basis": {"cite": "habit"},
            "reason": "求職中は受け付けていない",
        },
        {
            "item": "/snack",
            "ops": [
                {
                    "op": "add",
                    "path": "/properties/snack",
                    "value": {"title": "おやつ", "type": "boolean"},
                }
            ],
            "reason": "",
        },
    ],
}


def report(form: Any, declared: Any = None) -> Report:
    name = Input("様式", "sha256:0")
    return check(
        CORE,
        form,
        core_input=name,
        form_input=name,
        declared=decode_diff(declared) if declared else None,
    )


def city_form() -> Any:
    form = copy.deepcopy(CORE)
    form["properties"]["grade"]["maximum"] = 3
    form["properties"]["reason"]["enum"] = ["work"]
    form["properties"]["snack"] = {"title": "おやつ", "type": "boolean"}
    return form


def test_a_form_that_is_the_core_conforms():
    result = report(copy.deepcopy(CORE))
    assert result.findings == ()
    assert (result.core_in_form, result.form_in_core) == (Proved(), Proved())


def test_every_difference_has_its_effect_and_an_application_that_shows_it():
    result = report(city_form())
    assert [(f.rule, f.item, f.effect) for f in result.findings] == [
        ("maximum-lowered", "/grade", "narrows"),
        ("choice-removed", "/reason", "narrows"),
        ("choice-removed", "/reason", "narrows"),
        ("item-added", "/snack", "widens"),
    ]
    grade = result.findings[0]
    assert isinstance(grade.core_in_form, Refuted)
    assert grade.core_in_form.witness == {"grade": 4, "reason": "work", "kana": "ヤマダ"}
    assert grade.form_in_core == Proved()
    assert (grade.before, grade.after) == (6, 3)
    assert grade.core is not None
    assert grade.core.pointer == "/properties/grade"


def test_the_published_diff_says_on_what_ground_each_difference_stands():
    result = report(city_form(), DIFF)
    assert [(f.item, f.klass, f.change) for f in result.findings] == [
        ("/grade", "grounded", 0),
        ("/reason", "practice", 1),
        ("/reason", "practice", 1),
        ("/snack", "unexplained", 2),
    ]
    assert (
        result.findings[0].basis == "例示市学童クラブ条例施行規則（平成27年規則第11号）第3条第1項"
    )
    assert result.findings[0].reason == "対象は小学校第3学年まで"
    assert result.summary["class"] == {"grounded": 1, "practice": 2, "unexplained": 1}


def test_a_declared_change_explains_only_what_it_declares():
    form = city_form()
    form["properties"]["grade"]["maximum"] = 4
    result = report(form, DIFF)
    assert (result.findings[0].rule, result.findings[0].klass) == ("maximum-lowered", "unexplained")
    assert [u.item for u in result.unmet] == ["/grade"]


def test_declared_changes_that_the_form_does_not_make_are_listed():
    result = report(copy.deepcopy(CORE), DIFF)
    assert result.findings == ()
    assert [u.change for u in result.unmet] == [0, 1, 2]


def test_other_words_are_found_and_change_nothing_for_applicants():
    form = copy.deepcopy(CORE)
    form["properties"]["grade"]["title"] = "お子さまの学年"
    result = report(form)
    assert [(f.rule, f.effect, f.form_title) for f in result.findings] == [
        ("title-changed", "none", "お子さまの学年")
    ]
    assert result.core_in_form == Proved()


def test_a_fingerprint_stays_when_other_things_change():
    alone = copy.deepcopy(CORE)
    alone["properties"]["grade"]["maximum"] = 3
    first = report(alone).findings[0]
    assert first.fingerprint in {f.fingerprint for f in report(city_form(), DIFF).findings}


def test_the_same_inputs_give_the_same_bytes():
    def spell() -> bytes:
        return msgspec.json.encode(report(city_form(), DIFF))

    assert spell() == spell()


def test_a_report_survives_writing_and_reading():
    result = report(city_form(), DIFF)
    again = msgspec.json.decode(msgspec.json.encode(result), type=Report)
    assert json.loads(msgspec.json.encode(again)) == json.loads(msgspec.json.encode(result))


@pytest.mark.parametrize("keyword", ["minimum", "maximum"])
def test_a_bound_given_up_is_a_finding(keyword):
    form = copy.deepcopy(CORE)
    del form["properties"]["grade"][keyword]
    (finding,) = report(form).findings
    assert finding.effect == "widens"
    assert isinstance(finding.form_in_core, Refuted)
