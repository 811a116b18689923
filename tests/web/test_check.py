"""Can anybody have a form checked, see what was understood, mend it, and see an example?"""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from registry.context import Context
from registry.db import form_checks
from registry.db.pool import transaction
from tests.registry.databases import ROOT
from tests.registry.served import Served
from tests.web.conftest import SignIn
from tests.web.site import acting, rows

LIST = ROOT / "schemas/samples/993018/item-list.xlsx"
FORM = "gakudo-application"


def check(page: Page, file: str | Path | dict[str, Any], place: str = "", lang: str = "ja") -> None:
    """Choose a file and have it checked."""
    page.goto(f"/{lang}/check")
    page.select_option("#form", FORM)
    page.set_input_files("#file", file)  # type: ignore[arg-type]  # a path, or a file in memory
    page.fill("#municipality", place)
    page.locator("main form button").click()


def file(text: str | bytes, name: str = "form.json") -> dict[str, Any]:
    body = text.encode() if isinstance(text, str) else text
    return {"name": name, "mimeType": "application/octet-stream", "buffer": body}


@pytest.mark.parametrize("shown", ["page", "plain_page"])
def test_an_item_list_is_understood_and_its_differences_told(
    request: pytest.FixtureRequest, axe: Callable[[Page], None], shown: str
) -> None:
    page: Page = request.getfixturevalue(shown)
    check(page, LIST, "例示町")
    expect(page.get_by_role("heading", level=1)).to_contain_text("item-list.xlsx")
    expect(page.locator("main")).to_contain_text("108 項目を読みました")
    expect(page.locator("main")).to_contain_text("登録済みの差分 第1版")
    expect(page.locator(".finding.grounded").first).to_contain_text("根拠: ")
    if shown == "page":
        axe(page)


def test_a_match_mended_by_hand_is_remembered_and_changes_the_findings(page: Page) -> None:
    check(page, LIST)
    before = page.locator(".finding h3").all_inner_texts()
    row = page.locator(".matches tr", has_text="入所希望日")
    row.locator("select").select_option("/period/startDate")
    page.get_by_role("button", name="選んだとおりに調べ直す").click()
    after = page.locator(".finding h3").all_inner_texts()
    assert any(title.startswith("入所希望日") for title in before)
    assert not any(title.startswith("入所希望日") for title in after)
    page.locator("summary", has_text="共通コアに当てはまった").click()
    row = page.locator(".matches tr", has_text="入所希望日")
    expect(row).to_contain_text("あなたの指定")
    row.locator("select").select_option("other")  # and it can be chosen anew
    page.get_by_role("button", name="選んだとおりに調べ直す").click()
    options = page.locator(".matches tr", has_text="入所希望日").locator("option")
    assert options.count() > 2
    assert any(t.startswith("入所希望日") for t in page.locator(".finding h3").all_inner_texts())


@pytest.mark.parametrize(("lang", "way"), [("ja", "refused"), ("en", "accepted")])
def test_a_counterexample_is_shown_filled_in_with_its_mistake(
    page: Page, axe: Callable[[Page], None], lang: str, way: str
) -> None:
    check(page, LIST, lang=lang)
    page.locator(f'.examples a[href*="way={way}"]').first.click()
    expect(page.locator(".form-page .mistakes").first).to_be_visible()
    expect(page.locator(".form-page .error").first).to_be_visible()
    axe(page)


def test_an_answer_that_the_form_has_no_item_for_is_called_by_its_title(page: Page) -> None:
    check(page, ROOT / "schemas/samples/992011/form.json")
    page.locator(".finding", has_text="児童の性別").locator(".examples a").first.click()
    expect(page.locator(".form-page .mistakes").first).to_contain_text("児童 › 児童の性別: ")
    expect(page.locator(".form-page .unknown").first).to_contain_text("児童の性別: ")


def test_what_nobody_knows_is_said_beside_the_field_and_what_was_typed_stays(page: Page) -> None:
    check(page, LIST, "どこにもない市")
    expect(page.locator("#municipality-error")).to_contain_text("名簿にありません")
    expect(page.locator("#municipality")).to_have_value("どこにもない市")
    expect(page.locator("#form")).to_have_value(FORM)


def test_a_page_that_is_sent_without_a_file_says_so(plain_page: Page) -> None:
    plain_page.goto("/ja/check")
    plain_page.locator("#file").evaluate("field => field.required = false")
    plain_page.select_option("#form", FORM)
    plain_page.locator("main form button").click()
    expect(plain_page.locator(".banner.error")).to_contain_text("ファイルが選ばれていません")


@pytest.mark.parametrize(
    ("given", "said"),
    [
        (file(b"%PDF-1.7"), "PDF"),
        (file("{"), "JSON"),
        (file('{"type": "object", "type": "string"}'), "type"),
        (file(""), ""),
    ],
)
def test_a_file_that_is_no_form_is_refused_with_a_remedy(
    page: Page, given: dict[str, Any], said: str
) -> None:
    check(page, given)
    expect(page.locator(".banner.error")).to_contain_text(said)
    expect(page.locator(".banner.error strong").first).not_to_be_empty()


def test_of_a_file_of_answers_only_the_questions_are_kept(page: Page, site: Served) -> None:
    answers = "タイムスタンプ,児童の姓,児童の名,備考\n2026-04-01,例示,匿名希望之助,秘密のこと\n"
    check(page, file(answers, "answers.csv"))
    expect(page.locator("main")).to_contain_text("回答ファイルの見出し")
    id_ = page.url.rpartition("/")[2]
    [(body, result)] = rows(site, "select body, result from form_check where id = $1", id_)
    assert "児童の姓" in body.decode()
    for kept in (body, result):
        assert "秘密のこと" not in kept.decode()
        assert "匿名希望之助" not in kept.decode()
    page.locator("summary", has_text="共通コアに当てはまった").click()
    page.locator(".matches tr", has_text="備考").locator("select").select_option("own")
    page.get_by_role("button", name="選んだとおりに調べ直す").click()
    expect(page.locator("main")).to_contain_text("回答ファイルの見出し")


def test_a_check_can_be_forgotten_at_once(page: Page) -> None:
    check(page, LIST)
    there = page.url
    page.get_by_role("button", name="いますぐ消す").click()
    expect(page).to_have_url(there.rpartition("/")[0])
    assert page.goto(there).status == 404  # type: ignore[union-attr]  # it answers
    expect(page.get_by_role("heading", level=1)).to_contain_text("残っていません")


def test_checks_beyond_the_bounds_and_their_time_are_forgotten(own_site: Served) -> None:
    def new(seconds: float = 60, body: bytes = b"x" * 100) -> form_checks.NewCheck:
        return form_checks.NewCheck(FORM, "1.0.0", None, "f", None, body, b"{}", b"{}", seconds)

    async def work(context: Context) -> tuple[list[bool], list[bool]]:
        pool = context.pool
        ids = [await transaction(pool, lambda c: form_checks.insert(c, new())) for _ in range(3)]
        over = await transaction(pool, lambda c: form_checks.insert(c, new(seconds=0)))

        async def there() -> list[bool]:
            return [
                await transaction(pool, lambda c, i=i: form_checks.get(c, i)) is not None  # type: ignore[misc]
                for i in (*ids, over)
            ]

        await transaction(pool, lambda c: form_checks.sweep(c, 2, 10_000))
        by_count = await there()
        await transaction(pool, lambda c: form_checks.sweep(c, 2, 150))
        return by_count, await there()

    by_count, by_bytes = acting(own_site, work)
    assert by_count == [False, True, True, False]
    assert by_bytes == [False, False, True, False]


def test_one_network_does_not_have_the_checks_of_others_forgotten(own_site: Served) -> None:
    def new(origin: bytes) -> form_checks.NewCheck:
        texts = (b"x", b"{}", b"{}")
        return form_checks.NewCheck(FORM, "1.0.0", None, "f", None, *texts, 60, origin * 32)

    async def work(context: Context) -> list[bool]:
        pool = context.pool
        ids = [
            await transaction(pool, lambda c, o=o: form_checks.insert(c, new(o)))  # type: ignore[misc]
            for o in (b"a", b"b", b"b", b"b", b"b")
        ]
        await transaction(pool, lambda c: form_checks.sweep(c, 4, 10_000))
        return [
            await transaction(pool, lambda c, i=i: form_checks.get(c, i)) is not None  # type: ignore[misc]
            for i in ids
        ]

    assert acting(own_site, work) == [True, False, False, True, True]


def test_who_signs_in_comes_back_to_the_result(page: Page, signed_in: SignIn) -> None:
    check(page, LIST)
    there = page.url
    link = page.get_by_role("link", name="サインインして差分をつくる").first
    assert there.rpartition("/")[2] in (link.get_attribute("href") or "")
    signed_in(page, "993018").goto(there)
    expect(page.get_by_role("button", name="この結果から差分をつくる").first).to_be_visible()


def test_words_from_a_file_stay_words(page: Page) -> None:
    text = '<img src=x onerror="document.title=1">'
    form = {
        "type": "object",
        "title": text,
        "properties": {text: {"type": "string", "title": text, "description": text}},
        "additionalProperties": False,
    }
    check(page, file(json.dumps(form), f"{text}.json"))
    expect(page.get_by_role("heading", level=1)).to_contain_text(text)
    expect(page.locator("main img")).to_have_count(0)
