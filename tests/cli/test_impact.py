"""Does `soroe impact` say before publishing what a core does, from files and from a registry?"""

from __future__ import annotations

import json
from typing import Any

import pytest

from soroe.testing import MemoryRegistry
from tests.cli.conftest import Desk
from tests.client.samples import CODE, CORE, DIFF, FORM, core

OTHER = "992011"
OLD = f"schemas/{FORM}/1.0.0.json"
NEW = f"schemas/{FORM}/2.0.0.json"


def diff(**facts: Any) -> dict[str, Any]:
    """The sample diff with other facts."""
    return DIFF | facts


@pytest.fixture
def folder(desk: Desk) -> Desk:
    """Two cores, and the diffs of two cities among other files."""
    desk.put(OLD, CORE)
    desk.put(NEW, core(maximum=5))
    desk.put("cities/a/diff.json", diff())
    desk.put("cities/b/diff.json", diff(municipality=OTHER, changes=kinds()))
    desk.put("cities/b/form.json", CORE)
    return desk


def kinds() -> list[dict[str, Any]]:
    """A city that takes no continuing applications."""
    ops = [{"op": "remove", "path": "/properties/kind/enum", "value": "continuing"}]
    return [{"item": "/kind", "ops": ops, "reason": "例"}]


def test_a_folder_of_diffs_is_assessed_without_a_registry(folder: Desk) -> None:
    done = folder.run("impact", OLD, NEW, "--diffs", "cities")
    assert done.code == 0
    assert "学童クラブ利用申請 共通コア 1.0.0 → 2.0.0 を公開したときの影響" in done.out
    assert "受け付けなくなる例: 学年: 6" in done.out
    assert "「学年」同じ値を、共通コアとこの団体が別々に変えています。" in done.out
    assert "1 個のファイルは使っていません" in done.err
    told = folder.run("impact", OLD, NEW, "--diffs", "cities", "--format", "json").json()
    assert [(m["code"], m["needsDecision"]) for m in told["municipalities"]] == [
        (CODE, True),
        (OTHER, False),
    ]
    assert told["summary"]["outcomes"] == {"carried": 1, "conflict": 1}
    assert (told["level"], told["smallest"]) == ("major", "2.0.0")


@pytest.mark.parametrize(
    ("format_", "start"),
    [("markdown", "# 学童クラブ利用申請"), ("html", "<!doctype html>"), ("text", "学童クラブ")],
)
def test_it_is_written_to_a_file_that_is_not_written_over(
    folder: Desk, format_: str, start: str
) -> None:
    words = ("impact", OLD, NEW, "--diffs", "cities", "--format", format_, "-o", "out")
    done = folder.run(*words)
    assert (done.code, done.out) == (0, "")
    assert (folder.folder / "out").read_text(encoding="utf-8").startswith(start)
    again = folder.run(*words)
    assert again.code == 2
    assert "out" in again.err
    assert folder.run(*words, "--force").code == 0


def test_a_draft_without_a_number_gets_the_smallest_that_it_may_have(folder: Desk) -> None:
    folder.put("draft.json", core(maximum=5))
    told = folder.run("impact", OLD, "draft.json", "--diffs", "cities", "--format", "json").json()
    assert told["new"]["version"] == "2.0.0"


def test_all_municipalities_of_a_registry_are_assessed_by_name(
    desk: Desk, url: str, registry: MemoryRegistry
) -> None:
    registry.publish_core(FORM, "2.0.0", core(maximum=5))
    registry.publish_diff(diff(core="2.0.0", municipality=OTHER, changes=kinds()))
    desk.put("3.json", core(maximum=4))
    words = ("impact", f"{FORM}@2.0.0", "3.json", "--registry", url)
    told = desk.run(*words, "--format", "json").json()
    found = {m["code"]: m for m in told["municipalities"]}
    assert {c: (m["core"], m["revision"]) for c, m in found.items()} == {
        CODE: ("1.0.0", 1),
        OTHER: ("2.0.0", 1),
    }
    assert found[CODE]["counts"] == {"conflict": 1}
    assert "例示市(999903)" in desk.run(*words).out
    assert "継続" not in json.dumps(found[OTHER]["applicants"], ensure_ascii=False)


@pytest.mark.parametrize(
    ("files", "words", "said"),
    [
        ({}, ("--diffs", "nowhere"), "nowhere"),
        ({"empty/x.json": CORE}, ("--diffs", "empty"), "ローカル差分のファイルがありません"),
        ({"cities/c.json": diff()}, ("--diffs", "cities"), "cities/c.json"),
        ({"cities/d.json": diff(core="0.9.0", municipality="992020")}, ("--diffs", "cities"), "0.9.0"),
        ({"cities/d.json": diff(over="990001@1", municipality="992020")}, ("--diffs", "cities"), "990001@1"),
        ({"r.json": [1]}, ("--diffs", "cities", "--renames", "r.json"), "r.json"),
        ({}, (), "SOROE_REGISTRY"),
    ],
    ids=["no folder", "no diff", "one city twice", "an unknown core", "the diff below is missing", "renames that are none", "no registry"],
)  # fmt: skip
def test_what_it_cannot_use_is_named_and_nothing_is_written(
    folder: Desk, files: dict[str, Any], words: tuple[str, ...], said: str
) -> None:
    for name, content in files.items():
        folder.put(name, content)
    done = folder.run("impact", OLD, NEW, *words, "-o", "out")
    assert done.code == 2
    assert said in done.err
    assert not (folder.folder / "out").exists()
