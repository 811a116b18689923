"""Does `soroe compare` show what differs, to whom it matters, and which number is needed?"""

from __future__ import annotations

import json
from typing import Any

import pytest

from soroe.schema import validator
from soroe.testing import MemoryRegistry
from tests.cli.conftest import Desk
from tests.client.samples import CODE, CORE, FORM, core, diff

OTHER = "992011"


def narrowed() -> Any:
    changed: Any = json.loads(json.dumps(CORE))
    changed["properties"]["grade"]["maximum"] = 3
    changed["properties"]["name"]["title"] = "お子さまの氏名"
    return changed


def test_two_files_are_shown_side_by_side_with_an_application_for_each_difference(
    desk: Desk,
) -> None:
    done = desk.run("compare", desk.put("a.json", CORE), desk.put("b.json", narrowed()))
    assert (done.code, done.err) == (0, "")
    assert "A から見た B の違いは 2 件です。" in done.out
    assert "整数、1〜6" in done.out
    assert "整数、1〜3" in done.out
    assert "「学年」の値の上限は、Aでは6、Bでは3です。" in done.out
    assert "× A で受け付けて、B で受け付けない申請があります。" in done.out
    assert "○ B で受け付ける申請は、すべて A でも受け付けます。" in done.out
    assert "書き方だけの違い 1 件" in done.out
    assert "共通コア" not in done.out.split("\n\n", 1)[1]


@pytest.mark.parametrize(
    ("change", "level"),
    [({"title": "別の題"}, "patch"), ({"required": ["name", "grade"]}, "minor")],
)
def test_two_files_have_the_level_that_publishing_needs(
    desk: Desk, change: dict[str, Any], level: str
) -> None:
    a, b = desk.put("a.json", CORE), desk.put("b.json", {**CORE, **change})
    assert desk.run("compare", a, b, "--format", "json").json()["level"] == level


def test_two_versions_have_the_smallest_number_and_a_confirmed_application(
    desk: Desk, url: str, registry: MemoryRegistry
) -> None:
    registry.publish_core(FORM, "2.0.0", core(maximum=3))
    words = ("compare", f"{FORM}@1.0.0", f"{FORM}@2.0.0", "--registry", url)
    shown = desk.run(*words)
    assert "2.0.0 以上にします。" in shown.out
    told = desk.run(*words, "--format", "json").json()
    assert (told["level"], told["smallest"]) == ("major", "2.0.0")
    witness = told["report"]["coreInForm"]["witness"]
    assert validator(CORE).is_valid(witness)
    assert not validator(core(maximum=3)).is_valid(witness)
    items = {row["item"]: row for row in told["items"]}
    assert items["/grade"]["a"] != items["/grade"]["b"]
    assert items["/name"]["a"] == items["/name"]["b"]


def test_two_municipalities_of_one_form_have_no_version_between_them(
    desk: Desk, url: str, registry: MemoryRegistry
) -> None:
    registry.publish_diff({**diff(4), "municipality": OTHER})
    words = ("compare", FORM, "--municipalities", CODE, OTHER, "--registry", url)
    shown = desk.run(*words)
    assert (shown.code, shown.err) == (0, "")
    assert f"自治体 {CODE}" in shown.out
    assert f"自治体 {OTHER}" in shown.out
    assert "Aでは3、Bでは4です。" in shown.out
    assert "版の番号" not in shown.out
    assert desk.run(*words, "--format", "json").json()["level"] is None


def test_a_municipality_without_a_published_form_is_refused(desk: Desk, url: str) -> None:
    done = desk.run("compare", FORM, "--municipalities", CODE, OTHER, "--registry", url)
    assert done.code == 2
    assert OTHER in done.err


def test_the_same_items_are_shown_on_demand(desk: Desk) -> None:
    a, b = desk.put("a.json", CORE), desk.put("b.json", narrowed())
    assert "土曜日の利用" not in desk.run("compare", a, b).out
    assert "土曜日の利用" in desk.run("compare", a, b, "--all").out


def test_two_equal_forms_do_not_differ(desk: Desk) -> None:
    a, b = desk.put("a.json", CORE), desk.put("b.json", CORE)
    assert desk.run("compare", a, b).out.startswith("A と B に違いはありません。")


def test_english_is_complete(desk: Desk) -> None:
    a, b = desk.put("a.json", CORE), desk.put("b.json", narrowed())
    done = desk.run("compare", a, b, "--lang", "en")
    assert "The largest value of “学年” is 6 in A and 3 in B." in done.out
    assert "the core" not in done.out


@pytest.mark.parametrize(
    "words",
    [
        ("a.json",),
        (FORM, "b.json", "--municipalities", CODE, OTHER),
        (FORM, "--municipalities", CODE),
    ],
    ids=["one file", "a file too many", "one municipality"],
)
def test_what_cannot_be_compared_is_wrong_usage_in_japanese(
    desk: Desk, words: tuple[str, ...]
) -> None:
    desk.put("a.json", CORE)
    done = desk.run("compare", *words)
    assert done.code == 2
    assert "使い方の誤り" in done.err
    assert "expected" not in done.err


def test_the_second_file_may_be_a_kintone_export(desk: Desk) -> None:
    fields = {"properties": {"grade": {"type": "NUMBER", "code": "grade", "label": "学年"}}}
    done = desk.run("compare", desk.put("a.json", CORE), desk.put("k.json", fields))
    assert done.code == 0
    assert "版の番号" not in done.out
