"""Does a steward who edits no JSON change a core, see its number, ask for comments, publish?"""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import timedelta
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from registry import days
from registry.development_tokens import STEWARD
from tests.registry.served import Served
from tests.web import browser as browsing
from tests.web.conftest import SignIn
from tests.web.site import CITY, rows

FORM = "gakudo-application"
TEXT = """select convert_from(e.body, 'UTF8') from draft d
  join draft_edit e on e.draft = d.id and e.edit = d.edit order by d.number desc limit 1"""
STATES = "select state, published from draft where kind = 'core' order by number"


def begin(page: Page) -> str:
    """A draft of the next version of the form; its address."""
    page.goto("/ja/cores")
    page.select_option("#form", FORM)
    page.get_by_role("button", name="下書きをつくる", exact=True).click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("共通コアを直す")
    return page.url


def choose(page: Page, title: str) -> None:
    """Go to the item with this title."""
    link = page.locator(".tree a").filter(has_text=re.compile(rf"^\s*{title}"))
    link.first.click()
    expect(page.locator("#fields-title")).to_have_text(title)


def save(page: Page) -> None:
    page.get_by_role("button", name="保存する", exact=True).last.click()


def text(site: Served) -> dict[str, Any]:
    """The newest draft as it is kept."""
    found: dict[str, Any] = json.loads(rows(site, TEXT)[0][0])
    return found


def edit(page: Page, look: Callable[[], None], *, script: bool) -> None:
    """One item more and one narrower than before; with a module nothing is saved by a click."""
    number = page.locator(".number-line")
    expect(number).to_contain_text("1.0.1")
    page.locator("#new-kind").select_option("text")
    page.locator("#new-title").fill("通称名")
    page.locator("#new-name").fill("commonName")
    page.get_by_role("button", name="項目を加える").click()
    expect(page.locator("#fields-title")).to_have_text("通称名")
    expect(number).to_contain_text("1.1.0")
    page.locator("#description").fill("ふだん使っている名前です。")
    page.locator("#maxLength").fill("５０")
    page.locator("#examples").fill("例示 花")
    page.get_by_role("button", name="上へ").click()
    expect(page.locator(".done")).to_contain_text("上へ動かしました")
    choose(page, "年度")
    page.locator("#maximum").fill("2050")
    page.locator("#maximum").press("Tab")
    if not script:
        save(page)
    expect(number).to_contain_text("2.0.0")
    expect(page.locator(".witness")).to_contain_text("年度: 2051")
    look()


def send_round(page: Page, look: Callable[[], None]) -> str:
    """From the draft to the review; its address."""
    page.get_by_role("button", name="自治体への影響を見る").click()
    expect(page.locator(".impact")).to_contain_text("例示市")
    look()
    page.get_by_role("link", name="意見照会・公開へ").click()
    page.locator("#closes").fill((days.today() + timedelta(days=30)).isoformat())
    page.locator("#note").fill("通称名を加えます。")
    look()
    page.get_by_role("button", name="意見照会を始める").click()
    expect(page.locator(".banner.success")).to_contain_text("意見照会に出しました")
    return page.url.partition("?")[0]


def comment(page: Page, there: str) -> None:
    """What a municipality says."""
    page.goto(there)
    page.get_by_label("賛成").check()
    page.select_option("#item", "/commonName")
    page.locator("#text").fill("窓口でよく聞かれるので助かります。")
    page.get_by_role("button", name="意見を送る").click()
    expect(page.locator(".comment")).to_contain_text("項目: 通称名")
    expect(page.get_by_role("button", name="この版を公開する")).to_have_count(0)


@pytest.mark.parametrize("script", [True, False])
def test_a_core_is_changed_numbered_sent_round_commented_and_published(
    own_site: Served,
    browser: Browser,
    signed_in: SignIn,
    axe: Callable[[Page], None],
    *,
    script: bool,
) -> None:
    def visiting() -> AbstractContextManager[Page]:
        return browsing.visiting(browser, own_site.url, java_script_enabled=script)

    with visiting() as page, visiting() as city:

        def look() -> None:
            if script:
                axe(page)

        begin(signed_in(page, STEWARD, site=own_site))
        edit(page, look, script=script)
        there = send_round(page, look)
        comment(signed_in(city, CITY, site=own_site), there)
        page.goto(there)
        look()
        page.locator("summary", has_text="返事を書く").click()
        page.get_by_label("返事", exact=True).fill("ありがとうございます。")
        page.get_by_role("button", name="返事を送る").click()
        expect(page.locator(".comment.answer")).to_contain_text("ありがとうございます")
        page.get_by_label("締切を待たない理由").fill("反対の意見がないため")
        page.get_by_role("button", name="この版を公開する").click()
        expect(page.locator(".banner.success")).to_contain_text("公開しました")
    made = own_site.get(f"/forms/{FORM}/2.0.0.json").json()
    assert made["properties"]["commonName"]["maxLength"] == 50
    assert made["properties"]["fiscalYear"]["maximum"] == 2050
    assert rows(own_site, STATES)[-1]["published"] == f"forms/{FORM}/2.0.0"


def test_what_is_wrong_is_said_beside_its_field_and_the_rest_is_saved(
    own_page: Page, own_site: Served, signed_in: SignIn
) -> None:
    page = signed_in(own_page, STEWARD)
    begin(page)
    choose(page, "利用区分")
    page.locator("#description").fill("どのように利用するかです。")
    page.locator("#choices").fill("year-round: 通年\nyear-round: 一年")
    page.locator("#choices").press("Tab")
    expect(page.locator("#choices-error")).to_contain_text("二度あります")
    expect(page.locator("#choices")).to_have_value("year-round: 通年\nyear-round: 一年")
    page.locator("#choices").fill("year-round: 通年\ntemporary: 一時")
    page.locator("#choices").press("Tab")
    expect(page.locator("#choices-error")).to_be_hidden()
    expect(page.locator(".number-line")).to_contain_text("2.0.0")
    item = text(own_site)["properties"]["usageCategory"]
    assert item["description"] == "どのように利用するかです。"
    assert item["enum"] == ["year-round", "temporary"]
    assert item["x-choices"] == {"year-round": "通年", "temporary": "一時"}


def test_an_item_that_a_condition_needs_is_not_removed_before_the_condition(
    own_page: Page, own_site: Served, signed_in: SignIn
) -> None:
    page = signed_in(own_page, STEWARD)
    begin(page)
    choose(page, "利用料の減免")
    choose(page, "減免の理由")
    page.get_by_role("button", name="この項目を消す").click()
    expect(page.locator(".banner.error")).to_contain_text("先に条件を消してください")
    choose(page, "利用料の減免")
    page.get_by_role("button", name=re.compile("条件を消す.*減免を希望するときは")).click()
    page.get_by_role("button", name=re.compile("条件を消す")).click()
    expect(page.locator(".rule")).to_have_count(0)
    page.locator("summary", has_text="条件を加える").click()
    page.get_by_label("条件の名前").fill("減免を希望するときは、説明も書く")
    page.locator("#when-new").select_option(label="「減免を希望する」が「はい」なら")
    page.get_by_label("減免の理由の説明").check()
    page.get_by_role("button", name="この条件を加える").click()
    expect(page.locator(".rule")).to_contain_text("「減免の理由の説明」は必須")
    choose(page, "減免の理由")
    page.get_by_role("button", name="この項目を消す").click()
    expect(page.locator(".done")).to_contain_text("項目を消しました")
    group = text(own_site)["properties"]["feeReduction"]
    assert set(group["properties"]) == {"requested", "detail"}
    assert group["allOf"][0]["then"] == {"required": ["detail"]}
    page.get_by_role("button", name="直前の保存を取り消す").click()
    assert "grounds" in text(own_site)["properties"]["feeReduction"]["properties"]


def test_items_are_moved_by_the_keyboard_and_a_new_name_remembers_the_old_one(
    own_page: Page, own_site: Served, signed_in: SignIn
) -> None:
    page = signed_in(own_page, STEWARD)
    begin(page)
    before = text(own_site)["properties"]
    choose(page, "申請の種類")
    page.keyboard.press("Alt+ArrowUp")
    expect(page.locator(".done")).to_contain_text("上へ動かしました")
    after = text(own_site)["properties"]
    assert after["applicationKind"]["x-order"] == before["fiscalYear"]["x-order"]
    assert after["fiscalYear"]["x-order"] == before["applicationKind"]["x-order"]
    page.locator("summary", has_text="別の呼び名").click()
    page.locator("#name").fill("kindOfApplication")
    save(page)
    current = page.locator(".tree a[aria-current]")
    expect(current).to_have_attribute("href", re.compile("kindOfApplication"))
    expect(page.locator("#formerly")).to_have_value("/applicationKind")
    expect(page).to_have_url(re.compile("kindOfApplication"))  # saved by itself, then by the button
    made = text(own_site)
    assert made["properties"]["kindOfApplication"]["x-formerly"] == ["/applicationKind"]
    assert "applicationKind" not in json.dumps(made["examples"])
    assert "kindOfApplication" in made["required"]


@pytest.mark.parametrize("same", [False, True])
def test_two_stewards_at_one_draft_lose_nothing(
    own_page: Page, own_site: Served, browser: Browser, signed_in: SignIn, *, same: bool
) -> None:
    page = signed_in(own_page, STEWARD)
    begin(page)
    choose(page, "年度")
    with browsing.visiting(browser, own_site.url) as other:
        signed_in(other, STEWARD, site=own_site).goto(page.url)
        page.locator("#maximum").fill("2060")
        page.locator("#maximum").press("Tab")
        expect(page.locator(".number-line")).to_contain_text("2.0.0")
        field = "#maximum" if same else "#minimum"
        other.locator(field).fill("2010")
        other.locator(field).press("Tab")
        other.locator("#status a").click()
        expect(other.get_by_role("heading", level=1)).to_contain_text("二人の直し")
        if same:
            other.get_by_label("あなたの内容にする").check()
        other.get_by_role("button", name="この内容で保存する").click()
        expect(other.locator(".done")).to_contain_text("両方の直し")
    item = text(own_site)["properties"]["fiscalYear"]
    assert (item["minimum"], item["maximum"]) == ((2000, 2010) if same else (2010, 2060))


def test_a_form_that_is_new_is_made_from_nothing(
    own_page: Page, own_site: Served, signed_in: SignIn
) -> None:
    page = signed_in(own_page, STEWARD)
    page.goto("/ja/cores")
    page.locator("#title").fill("例示の届")
    page.locator("#name").fill("例")
    page.get_by_role("button", name="空の下書きをつくる").click()
    expect(page.locator("#name-error")).to_be_visible()
    expect(page.locator("#title")).to_have_value("例示の届")
    page.locator("#name").fill("reiji-todoke")
    page.get_by_role("button", name="空の下書きをつくる").click()
    page.locator("#new-kind").select_option("component kana/1.0.0")
    page.locator("#new-title").fill("届け出る人のフリガナ")
    page.locator("#new-name").fill("nameKana")
    page.get_by_role("button", name="項目を加える").click()
    page.get_by_role("button", name="意見照会・公開へ").click()
    page.locator("summary", has_text="意見照会をしないで公開する").click()
    page.get_by_role("button", name="公開する", exact=True).click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("例示の届")
    made = own_site.get("/forms/reiji-todoke/1.0.0.json").json()
    assert made["properties"]["nameKana"]["x-component"] == "kana@1.0.0"


def test_only_stewards_work_on_cores(own_page: Page, signed_in: SignIn) -> None:
    page = signed_in(own_page, STEWARD)
    there = begin(page)
    for path in ("", "/preview", "/impact", "/publish", "/file", "/merge?edit=1"):
        answer = signed_in(page, CITY).goto(there + path)
        assert answer is not None
        assert answer.status == 403, path


def test_a_draft_that_is_no_form_says_what_it_lacks(
    own_page: Page, own_site: Served, signed_in: SignIn
) -> None:
    path = f"/api/v1/drafts?kind=core&form={FORM}"
    made = own_site.call("POST", path, own_site.tokens.steward, content=b'{"type": 5}').json()
    page = signed_in(own_page, STEWARD)
    page.goto(f"/ja/cores/{made['id']}")
    expect(page.locator(".banner.warning")).to_contain_text("まだ様式の形になっていません")
    expect(page.locator("main li").first).not_to_be_empty()
