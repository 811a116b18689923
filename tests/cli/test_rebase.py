"""Is it plain what became of each change, and is a decision a person's own?"""

from __future__ import annotations

import json
import time
from collections.abc import Iterator
from typing import Any

import pytest

from registry.embedded import EmbeddedPostgres
from soroe.diff import apply, decode_diff
from soroe.testing import MemoryRegistry
from tests.cli.conftest import Desk, Run
from tests.client.samples import CODE, CORE, FORM, core, diff
from tests.registry import databases
from tests.registry.documents import FORM as SMALL
from tests.registry.documents import encoded, small_core
from tests.registry.served import Served, Tokens, serving

OLD, NEW = f"forms/{FORM}/1.0.0.json", f"forms/{FORM}/2.0.0.json"


def rebase(desk: Desk, new: Any, *words: str, document: Any = None) -> Run:
    """Rebase the sample diff (grade at most 3) from files."""
    desk.put(OLD, CORE)
    return desk.run(
        "rebase", desk.put("d.json", document or diff()), "--core", OLD,
        "--onto", desk.put(NEW, new), *words,
    )  # fmt: skip


# ---- from files


def test_a_conflict_is_shown_with_both_sides_and_an_example(desk: Desk) -> None:
    done = rebase(desk, core(maximum=5))
    assert (done.code, done.err) == (1, "")
    assert "決めてください 1件" in done.out
    lines = [" ".join(line.split()) for line in done.out.splitlines()]
    for said in ("もとの共通コア 6以下", "貴団体 3以下", "新しい共通コア 5以下"):
        assert said in lines
    assert "受け付けなくなる例: 4" in lines
    assert "--decide 0.0=ours" in done.out
    assert "/properties" not in done.out


@pytest.mark.parametrize(
    ("choice", "maximum"), [("ours", 3), ("core", 5), ("@own.json", 4)], ids=str
)
def test_a_decision_is_in_the_diff_that_is_written(desk: Desk, choice: str, maximum: int) -> None:
    place = "/properties/grade/maximum"
    desk.put("own.json", [{"op": "replace", "path": place, "was": 5, "value": 4}])
    new = core(maximum=5)
    done = rebase(desk, new, "--decide", f"0.0={choice}", "-o", "out.json")
    assert done.code == 0, done.err
    assert "決めました 1件" in done.out
    written = decode_diff(_read(desk))
    made: Any = apply(new, written)
    assert (written.core, made["properties"]["grade"]["maximum"]) == ("2.0.0", maximum)
    assert (desk.run("lint", "out.json", "--core", NEW).code, bool(written.citations)) == (
        0,
        choice != "core",
    )


def _read(desk: Desk, name: str = "out.json") -> Any:
    return json.loads((desk.folder / name).read_bytes())


def test_what_is_undecided_is_not_in_the_diff_that_is_written(desk: Desk) -> None:
    done = rebase(desk, core(maximum=5), "-o", "out.json")
    assert done.code == 1
    assert "決まっていない変更は入っていません" in done.out
    assert _read(desk)["changes"] == []
    assert _read(desk)["citations"]  # they are wanted for the decision


def test_a_core_that_changed_elsewhere_leaves_the_changes_as_they_are(desk: Desk) -> None:
    new = core()
    new["properties"]["snack"] = {"title": "おやつ", "type": "boolean"}
    done = rebase(desk, new, "-o", "out.json")
    assert (done.code, done.err) == (0, "")
    assert "そのまま引き継ぎました 1件" in done.out
    assert _read(desk)["changes"] == diff()["changes"]


def test_an_item_is_followed_only_where_the_table_says_so(desk: Desk) -> None:
    new = core()
    new["properties"]["year"] = new["properties"].pop("grade")
    new["required"] = [n if n != "grade" else "year" for n in new.get("required", [])]
    assert "変更先がなくなりました 1件" in rebase(desk, new).out
    desk.put("moved.json", {"/grade": "/year"})
    done = rebase(desk, new, "--renames", "moved.json", "-o", "out.json")
    assert "書き方を合わせて引き継ぎました 1件" in done.out
    assert _read(desk)["changes"][0]["item"] == "/year"


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--decide", "9.9=ours"), "9.9"),
        (("--decide", "0.0=theirs"), "theirs"),
        (("--decide", "ours"), "ours"),
        (("--decide", "0.0=ours", "--decide", "0.0=core"), "0.0=core"),
        (("--decide", "0.0=@d.json"), "d.json"),
        (("--renames", "d.json"), "d.json"),
        (("--confirm",), "--confirm"),
        (("-o", "d.json"), "--force"),
    ],
)
def test_bad_input_is_named_and_nothing_is_written(
    desk: Desk, words: tuple[str, ...], said: str
) -> None:
    done = rebase(desk, core(maximum=5), *words)
    assert (done.code, said in done.err) == (2, True), done.err
    assert _read(desk, "d.json") == diff()


def test_a_diff_over_another_one_is_left_to_the_registry(desk: Desk) -> None:
    done = rebase(desk, core(maximum=5), document=diff() | {"over": "990001@1"})
    assert done.code == 2
    assert "990001@1" in done.err


def test_the_old_core_comes_from_the_registry(
    desk: Desk, url: str, registry: MemoryRegistry
) -> None:
    registry.publish_core(FORM, "2.0.0", core(maximum=5))
    words = ("rebase", desk.put("d.json", diff()), "--onto", f"{FORM}@2.0.0")
    done = desk.run(*words, "--registry", url)
    assert done.code == 1, done.err
    assert "共通コア 1.0.0 → 2.0.0" in done.out


@pytest.mark.parametrize("format_", ["json", "markdown", "html"])
def test_it_can_be_had_in_other_forms(desk: Desk, format_: str) -> None:
    done = rebase(desk, core(maximum=5), "--format", format_, "--lang", "en")
    assert done.code == 1, done.err
    if format_ == "json":
        assert done.json()["undecided"] == ["0.0"]
        assert done.json()["diff"]["core"] == "2.0.0"
    else:
        assert "Please decide" in done.out
        assert done.out.startswith("# " if format_ == "markdown" else "<!doctype html>")


# ---- with a registry


@pytest.fixture(scope="module")
def city(cluster: EmbeddedPostgres, filled: Tokens) -> Iterator[Served]:
    """A registry in which the owner's diff collides with a new core."""
    with databases.made(cluster.url, databases.TEMPLATE) as url, serving(url, filled) as served:
        stricter = small_core()
        stricter["properties"]["grade"]["maximum"] = 5
        path = f"/api/v1/forms/{SMALL}/versions/2.0.0"
        published = served.call("PUT", path, filled.steward, content=encoded(stricter))
        assert published.status_code == 201, published.text
        one = f"/api/v1/forms/{SMALL}/local/{CODE}/rebase"
        end = time.monotonic() + 30
        while served.call("GET", one, filled.owner).json()["state"] != "prepared":
            assert time.monotonic() < end
            time.sleep(0.05)
        yield served


def test_a_municipality_looks_decides_and_confirms(desk: Desk, city: Served) -> None:
    place = {"SOROE_REGISTRY": city.url, "SOROE_TOKEN": city.tokens.owner}
    words = ("rebase", SMALL, "--municipality", CODE)
    seen = desk.run(*words, **place)
    assert seen.code == 1, seen.err
    assert "例示市(999903)の引き継ぎ" in seen.out
    assert "確定するまで、今の差分は変わりません" in seen.out
    assert "3以下" in seen.out

    early = desk.run(*words, "--confirm", **place)
    assert early.code == 2
    assert "まだ決まっていないところがあります" in early.err

    steward = {**place, "SOROE_TOKEN": city.tokens.steward}
    listed = desk.run("rebase", SMALL, **steward)
    assert listed.code == 0, listed.err
    assert "確定待ち  決めるところ 1" in listed.out
    refused = desk.run(*words, "--decide", "0.0=core", **steward)
    assert refused.code == 2

    page = desk.run(*words, "--format", "html", **place)
    assert page.out.startswith("<!doctype html>")
    decided = desk.run(*words, "--decide", "0.0=ours", **place)
    assert decided.code == 0, decided.err
    assert "→ 決めました: 貴団体の変更を残す" in decided.out
    done = desk.run(*words, "--confirm", **place)
    assert done.code == 0, done.err
    assert f"公開しました: forms/{SMALL}/local/{CODE}/2" in done.out
    after = desk.run(*words, "--lang", "en", **place)
    assert "published as revision 2" in after.out
    assert "確定済み(第2版)" in desk.run("rebase", SMALL, **steward).out


def test_who_is_not_this_municipality_and_who_has_none_is_told_so(desk: Desk, city: Served) -> None:
    place = {"SOROE_REGISTRY": city.url, "SOROE_TOKEN": city.tokens.other}
    refused = desk.run("rebase", SMALL, "--municipality", CODE, **place)
    assert (refused.code, "対処: " in refused.err) == (2, True)
    none = desk.run("rebase", SMALL, "--municipality", "992011", **place)
    assert none.code == 0, none.err
    assert "まだ公開されていません" in none.out
    wrong = desk.run("rebase", SMALL, "--municipality", "992011", "--retry", **place)
    assert (wrong.code, "作り直すものがありません" in wrong.err) == (2, True)
    bare = desk.run("rebase", SMALL, "--municipality", "992011", SOROE_REGISTRY=city.url)
    assert bare.code == 2
