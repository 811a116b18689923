"""The main job end to end: publish, fetch, check and show against a registry that runs."""

from __future__ import annotations

from typing import Any

from tests.cli.conftest import Desk
from tests.registry.documents import FORM, small_core, small_diff
from tests.registry.served import Served

CODE = "999903"


def narrowed() -> dict[str, object]:
    form = small_core()
    form["properties"]["grade"]["maximum"] = 2
    form["properties"]["note"] = {"title": "備考", "type": "string", "maxLength": 400}
    return form


def test_a_city_publishes_its_diff_and_its_form_is_explained_by_it(
    desk: Desk, served: Served
) -> None:
    place = {"SOROE_REGISTRY": served.url}
    desk.put("token", served.tokens.owner.encode())
    desk.put("form.json", narrowed())
    check = ("check", "form.json", "--core", FORM, "--municipality", CODE)
    before = desk.run(*check, **place)
    assert before.code == 1, before.err
    assert "説明のない違い 1件" in before.out

    desk.put("city.diff.json", small_diff(CODE, top=2))
    pushed = desk.run("push", "city.diff.json", "--token-file", "token", **place)
    assert pushed.code == 0, pushed.err
    assert f"/forms/{FORM}/local/{CODE}/" in pushed.out

    after = desk.run(*check, **place)
    assert after.code == 0, after.err
    assert "例示規則（平成27年規則第11号）第3条" in after.out
    assert desk.run(*check, "--fail-on", "grounded", **place).code == 1

    pulled = desk.run("pull", FORM, "--municipality", CODE, "-o", "out", **place)
    assert pulled.code == 0, pulled.err
    core = f"out/{FORM}/1.0.0.json"
    assert desk.run("check", core, core).code == 0
    shown = desk.run("show", FORM, "--municipality", CODE, **place)
    assert "整数、1〜2" in shown.out


def test_what_the_registry_refuses_is_told_in_words(desk: Desk, served: Served) -> None:
    words = ("push", desk.put("d.diff.json", small_diff(CODE, top=1)), "--registry", served.url)
    for token in (served.tokens.other, served.tokens.expired, served.tokens.revoked, "nobody"):
        done = desk.run(*words, SOROE_TOKEN=token)
        assert (done.code, done.out) == (2, "")
        assert "対処: " in done.err
        assert "登録簿の説明" not in done.err  # each has sentences of its own here
        assert token not in done.err
    unknown = desk.put("u.diff.json", small_diff(CODE, core="9.9.9"))
    done = desk.run("push", unknown, "--registry", served.url, SOROE_TOKEN=served.tokens.owner)
    assert done.code == 2
    assert "その版はありません" in done.err


def test_a_draft_takes_over_what_the_city_has_published(desk: Desk, served: Served) -> None:
    place = {"SOROE_REGISTRY": served.url}
    desk.put("token", served.tokens.owner.encode())
    desk.put("city.diff.json", small_diff(CODE, top=2))
    pushed = desk.run("push", "city.diff.json", "--token-file", "token", **place)
    assert pushed.code == 0, pushed.err
    form: Any = narrowed()
    form["properties"]["memo"] = {"title": "追記", "type": "string", "maxLength": 400}
    desk.put("form.json", form)
    words = ("derive", "form.json", "--core", FORM, "--municipality", CODE, "-o", "next.json")
    done = desk.run(*words, **place)
    assert done.code == 0, done.err
    assert "引き継いだ変更: 1 件" in done.out
    left = desk.run("lint", "next.json", **place)
    assert left.code == 1
    assert "追記" in left.out
    assert "学年" not in left.out.partition("公開はできますが")[0]


def test_what_a_check_has_found_is_sent_in_and_shown_by_the_badge(
    desk: Desk, served: Served
) -> None:
    place = {"SOROE_REGISTRY": served.url, "SOROE_TOKEN": served.tokens.owner}
    desk.put("form.json", narrowed())
    found = desk.run("check", "form.json", "--core", FORM, "--format", "json", **place)
    desk.put("report.json", found.raw)
    done = desk.run("push", "report.json", **place)
    assert done.code == 0, done.err
    assert f"/badges/{CODE}/{FORM}.svg" in done.out
    badge = served.get(f"/badges/{CODE}/{FORM}.svg").text
    assert "説明のない違い 1件" in badge

    again = desk.run("push", "report.json", "--format", "json", **place)
    assert [one["state"] for one in again.json()] == ["unexplained"]

    run: Any = {"result": "fails", "summary": {}, "forms": []}
    run["forms"] = [{"file": "form.json", "report": found.json()}]
    desk.put("run.json", run)
    assert desk.run("push", "run.json", **place).code == 0
    run["forms"] *= 2
    desk.put("run.json", run)
    twice = desk.run("push", "run.json", **place)
    assert twice.code == 2
    assert "同じ様式の結果が二つあります" in twice.err


def test_a_report_that_names_no_version_of_the_registry_is_not_sent(
    desk: Desk, served: Served
) -> None:
    desk.put("form.json", narrowed())
    found = desk.run("check", "form.json", "form.json", "--format", "json")
    desk.put("report.json", found.raw)
    place = {"SOROE_REGISTRY": served.url, "SOROE_TOKEN": served.tokens.owner}
    done = desk.run("push", "report.json", **place)
    assert done.code == 2
    assert "どの版と比べたかが分かりません" in done.err
    desk.put("report.json", {**found.json(), "findings": 1})
    assert "指摘一覧" in desk.run("push", "report.json", **place).err
