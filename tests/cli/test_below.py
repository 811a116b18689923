"""Is a diff over another one checked, linted and drafted with what lies below?"""

from __future__ import annotations

import json
from typing import Any

import pytest

from soroe.diff import apply, decode_diff
from soroe.testing import MemoryRegistry
from tests.cli.conftest import Desk
from tests.client.samples import CORE, FORM

SNACK = {"title": "おやつ", "type": "string", "maxLength": 20}
RULE = {"kind": "規則", "title": "例示規則", "number": "平成27年規則第11号"}


def above() -> dict[str, Any]:
    op = {"op": "add", "path": "/properties/snack", "value": SNACK}
    return {
        "form": FORM, "core": "1.0.0", "municipality": "990001",
        "citations": {"rule": RULE | {"title": "例示県規則"}},
        "changes": [{"item": "/snack", "ops": [op], "basis": {"cite": "rule", "article": "第2条"}, "reason": "共通。"}],
    }  # fmt: skip


def city(over: str = "990001@1") -> dict[str, Any]:
    op = {"op": "replace", "path": "/properties/snack/maxLength", "was": 20, "value": 10}
    return {
        "form": FORM, "core": "1.0.0", "over": over, "municipality": "992011",
        "citations": {"rule": RULE},
        "changes": [{"item": "/snack", "ops": [op], "basis": {"cite": "rule", "article": "第4条"}, "reason": "短く。"}],
    }  # fmt: skip


@pytest.fixture
def files(desk: Desk) -> Desk:
    form = apply(apply(CORE, decode_diff(above())), decode_diff(city() | {"over": None}))
    desk.put("core.json", CORE)
    desk.put("form.json", form)
    desk.put("above.json", above())
    desk.put("city.json", city())
    return desk


LOCAL = ("check", "form.json", "core.json", "--diff", "city.json")


def test_files_are_checked_with_the_file_below(files: Desk) -> None:
    done = files.run(*LOCAL, "--below", "above.json", "--fail-on", "unexplained")
    assert done.code == 0, done.out + done.err
    assert "例示県規則（平成27年規則第11号）第2条" in done.out
    assert "重なりの下の差分: 990001@1" in done.out
    report = files.run(*LOCAL, "--below", "above.json", "--format", "json").json()
    assert [f["layer"] for f in report["findings"]] == ["990001@1"]


def test_without_the_file_below_it_is_said_what_is_missing(files: Desk) -> None:
    done = files.run(*LOCAL)
    assert (done.code, done.out) == (2, "")
    assert "990001@1" in done.err
    assert "--below" in done.err


BROKEN: list[tuple[str, dict[str, Any], dict[str, Any], str]] = [
    ("over itself", city("992011@1"), above(), "輪になっています"),
    ("a circle", city(), above() | {"over": "992011@1"}, "輪になっています"),
    ("another core", city(), above() | {"core": "2.0.0"}, "共通コアの版が違う"),
    ("another prefecture", city("010006@1"), above(), "公開されていません"),
]  # fmt: skip


@pytest.mark.parametrize(("mine", "below", "told"), [b[1:] for b in BROKEN], ids=[b[0] for b in BROKEN])  # fmt: skip
def test_layers_that_do_not_hold_are_named(
    files: Desk, mine: dict[str, Any], below: dict[str, Any], told: str
) -> None:
    files.put("city.json", mine)
    files.put("above.json", below)
    done = files.run(*LOCAL, "--below", "above.json")
    assert (done.code, told in done.err) == (2, True), done.err


def test_lint_looks_at_the_diff_on_what_lies_below(files: Desk) -> None:
    words = ("lint", "city.json", "--core", "core.json")
    done = files.run(*words, "--below", "above.json")
    assert done.code == 0, done.out + done.err
    assert files.run(*words).code == 2


def test_with_a_registry_the_layers_are_fetched(
    files: Desk, registry: MemoryRegistry, url: str
) -> None:
    registry.publish_diff(above())
    registry.publish_diff(city())
    place = {"SOROE_REGISTRY": url}
    done = files.run("check", "form.json", "--core", FORM, "--municipality", "992011", **place)
    assert (done.code, "990001@1" in done.out) == (0, True), done.out + done.err
    drafted = files.run(
        "derive", "form.json", "--core", f"{FORM}@1.0.0", "--municipality", "992011", **place
    )
    assert drafted.code == 0, drafted.err
    made = json.loads(drafted.out)
    assert made["over"] == "990001@1"
    assert [c["basis"]["cite"] for c in made["changes"]] == ["rule"]
