"""Does a clerk who has never seen the pages publish a diff, and is nothing of it lost?"""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, Route, expect

from registry.context import Context
from registry.services.prepare_rebases import prepare_rebases
from registry.services.publish_core import publish_core
from tests.registry.documents import encoded
from tests.registry.served import Served
from tests.web import browser as browsing
from tests.web.conftest import SignIn
from tests.web.site import acting, rows

FORM = "gakudo-application"
CITY = "992020"
CITED = "例示が丘市学童クラブ条例施行規則（平成27年規則第99号）第3条"
LATEST = """select convert_from(submitted, 'UTF8') from local_revision
  where form = $1 and municipality = $2 order by revision desc limit 1"""


@pytest.fixture
def changed(own_site: Served, tmp_path: Path) -> Path:
    """The file of a form: the core with three changes, as a form tool might leave it."""
    form = own_site.get(f"/forms/{FORM}/latest.json").json()
    form["properties"]["remark"]["maxLength"] = 321
    form["properties"]["usageCategory"]["enum"].pop()
    form["properties"]["child"]["properties"]["school"]["properties"]["grade"]["maximum"] = 5
    file = tmp_path / "様式.json"
    file.write_text(json.dumps(form, ensure_ascii=False))
    return file


def begin(page: Page, file: Path) -> None:
    """From the file to the draft, as who is signed in."""
    page.goto("/ja/check")
    page.select_option("#form", FORM)
    page.set_input_files("#file", file)
    page.get_by_role("button", name="調べる", exact=True).click()
    page.get_by_role("button", name="この結果から差分をつくる").first.click()


def change(page: Page, title: str) -> Any:
    """The part of the page about a change."""
    return page.locator("section.change", has=page.get_by_role("heading", name=title))


def latest(site: Served, code: str = CITY) -> dict[str, Any]:
    """The municipality's latest diff."""
    found: dict[str, Any] = json.loads(rows(site, LATEST, FORM, code)[0][0])
    return found


@pytest.mark.parametrize("script", [True, False])
def test_a_first_diff_with_three_changes_is_published(
    own_site: Served,
    browser: Browser,
    signed_in: SignIn,
    axe: Callable[[Page], None],
    changed: Path,
    *,
    script: bool,
) -> None:
    with browsing.visiting(browser, own_site.url, java_script_enabled=script) as page:
        signed_in(page, CITY, site=own_site)
        begin(page, changed)
        expect(page.locator("section.change")).to_have_count(3)
        first = change(page, "学年")
        first.locator("summary", has_text="一覧にない根拠").click()
        if script:
            axe(page)
        first.locator("[name^=cite-]").fill(CITED)
        first.locator("[name^=reason-]").fill("対象は第5学年までのため")
        second = change(page, "利用区分")
        second.locator("[name^=basis-]").select_option("practice")
        second.locator("[name^=reason-]").fill("一時利用を行っていないため")
        third = change(page, "備考")
        third.locator("[name^=basis-]").select_option("practice")
        third.locator("[name^=reason-]").fill("受付画面の欄が短いため")
        page.locator("#from").fill("令和9年4月1日")
        page.get_by_role("button", name="公開の確認へ").click()
        expect(page.get_by_role("heading", level=1)).to_contain_text("公開の確認")
        if script:
            axe(page)
        page.get_by_role("button", name="公開する").click()
        expect(page.locator(".banner.success")).to_contain_text("版として公開しました")
        if script:
            axe(page)
    diff = latest(own_site)
    by_item = {one["item"]: one for one in diff["changes"]}
    grade = by_item["/child/school/grade"]
    assert diff["effectiveFrom"] == "2027-04-01"
    assert diff["citations"][grade["basis"]["cite"]]["number"] == "平成27年規則第99号"
    assert grade["basis"]["article"] == "第3条"
    assert by_item["/remark"]["reason"] == "受付画面の欄が短いため"
    assert diff["citations"][by_item["/usageCategory"]["basis"]["cite"]]["kind"] == "慣行"


def test_what_is_typed_is_saved_without_a_click_and_is_there_after_a_reload(
    own_page: Page, signed_in: SignIn, changed: Path
) -> None:
    page = signed_in(own_page, CITY)
    begin(page, changed)
    one = change(page, "備考")
    one.locator("[name^=basis-]").select_option("practice")
    one.locator("[name^=reason-]").fill("受付画面の欄が短いため")
    expect(one.locator(".state")).to_have_text("済み")
    expect(page.locator("#status")).to_contain_text("保存しました")
    page.reload()
    one = change(page, "備考")
    expect(one.locator("[name^=reason-]")).to_have_value("受付画面の欄が短いため")
    expect(one.locator(".state")).to_have_text("済み")


def test_what_is_typed_while_the_page_is_saving_stays(
    own_page: Page, signed_in: SignIn, changed: Path
) -> None:
    page = signed_in(own_page, CITY)
    begin(page, changed)
    held: list[Route] = []
    page.route("**/auto", lambda route: route.continue_() if held else held.append(route))
    one = change(page, "備考")
    with page.expect_request("**/auto"):
        one.locator("[name^=basis-]").select_option("practice")
    one.locator("[name^=article-]").fill("第9条")
    held[0].continue_()
    expect(one.locator("[name^=basis-]")).not_to_have_value("practice")
    expect(one.locator("[name^=article-]")).to_have_value("第9条")


def test_what_is_wrong_is_said_beside_its_field_and_the_rest_is_saved(
    own_page: Page, own_site: Served, signed_in: SignIn, axe: Callable[[Page], None], changed: Path
) -> None:
    page = signed_in(own_page, CITY)
    begin(page, changed)
    page.locator("#from").fill("らいねんど")
    change(page, "備考").locator("[name^=reason-]").fill("受付画面の欄が短いため")
    page.get_by_role("button", name="保存する").last.click()
    expect(page.locator(".banner.error")).to_contain_text("ほかは保存しました")
    expect(page.locator("#from-error")).to_contain_text("らいねんど")
    expect(page.locator("#from")).to_have_value("らいねんど")
    reason = change(page, "備考").locator("[name^=reason-]")
    expect(reason).to_have_value("受付画面の欄が短いため")
    axe(page)


def test_a_draft_without_bases_says_what_is_missing_instead_of_being_published(
    own_page: Page, signed_in: SignIn, changed: Path
) -> None:
    page = signed_in(own_page, CITY)
    begin(page, changed)
    page.get_by_role("button", name="公開の確認へ").click()
    expect(page.locator(".banner.warning")).to_contain_text("まだ公開できません")
    expect(page.locator(".banner.warning li", has_text="備考")).to_contain_text("根拠")
    expect(page.get_by_role("button", name="公開する")).to_have_count(0)


@pytest.mark.parametrize("same", [False, True])
def test_two_people_at_one_draft_lose_nothing(
    own_page: Page,
    own_site: Served,
    browser: Browser,
    signed_in: SignIn,
    changed: Path,
    *,
    same: bool,
) -> None:
    page = signed_in(own_page, CITY)
    begin(page, changed)
    with browsing.visiting(browser, own_site.url, java_script_enabled=False) as other:
        signed_in(other, CITY, site=own_site).goto(page.url)
        change(other, "学年").locator("[name^=reason-]").fill("先の人の理由")
        mine = "学年" if same else "備考"
        change(page, mine).locator("[name^=reason-]").fill("後の人の理由")
        expect(page.locator("#status")).to_contain_text("に保存しました")  # by itself
        other.get_by_role("button", name="保存する").last.click()  # and so comes too late
        expect(other.get_by_role("heading", level=1)).to_contain_text("二人の直し")
        if same:
            expect(other.locator("fieldset")).to_contain_text("後の人の理由")
            other.get_by_label("あなたの内容にする").check()
        other.get_by_role("button", name="この内容で保存する").click()
        kept = change(other, "学年").locator("[name^=reason-]")
        expect(kept).to_have_value("先の人の理由")
        if not same:
            beside = change(other, "備考").locator("[name^=reason-]")
            expect(beside).to_have_value("後の人の理由")


def test_a_change_of_others_is_taken_over_with_its_basis_left_open(
    own_page: Page, own_site: Served, signed_in: SignIn, axe: Callable[[Page], None]
) -> None:
    page = signed_in(own_page, CITY)
    theirs = latest(own_site, "992011")
    mine = {one["item"] for one in latest(own_site)["changes"]}
    index, taken = next(
        (n, one) for n, one in enumerate(theirs["changes"]) if one["item"] not in mine
    )
    page.goto(f"/ja/forms/{FORM}/local/992011/1")
    page.locator(f"#change-{index + 1}").get_by_role("link", name="取り入れる").click()
    axe(page)
    page.get_by_role("button", name="下書きに入れる").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("差分をつくる")
    [(body,)] = rows(
        own_site, "select convert_from(body, 'UTF8') from draft_edit order by at desc limit 1"
    )
    made = json.loads(body)["changes"][-1]
    assert (made["item"], made["ops"]) == (taken["item"], taken["ops"])
    assert "basis" not in made
    page.goto(f"/ja/drafts/adopt?form={FORM}&from=992011&change={index}")
    page.get_by_role("button", name="下書きに入れる").click()  # into the same draft once more
    expect(page.locator(".banner.error")).to_be_visible()


def test_a_rebase_is_decided_by_choices_and_published(
    own_page: Page, own_site: Served, signed_in: SignIn, axe: Callable[[Page], None]
) -> None:
    core = own_site.get(f"/forms/{FORM}/latest.json").json()
    del core["$id"]
    core["properties"]["remark"]["maxLength"] = 600

    async def act(context: Context) -> None:
        await publish_core(context, None, form=FORM, version="2.0.0", body=encoded(core))
        while await prepare_rebases(context):
            pass

    acting(own_site, act)
    [(city,)] = rows(
        own_site,
        "select municipality from rebase where undecided > 0 order by municipality limit 1",
    )
    page = signed_in(own_page, city)
    page.goto("/ja/drafts")
    page.locator(".card a").first.click()
    axe(page)
    expect(page.get_by_role("button", name="この内容で公開する")).to_have_count(0)
    for group in page.locator("form fieldset").all():
        group.locator("input[type=radio]").first.check()
    page.get_by_role("button", name="選んだとおりにする").click()
    expect(page.locator(".tag", has_text="決めました").first).to_be_visible()
    page.get_by_role("button", name="この内容で公開する").click()
    expect(page.locator(".banner.success")).to_contain_text("公開しました")
    assert latest(own_site, city)["core"] == "2.0.0"


def test_drafts_are_put_aside_and_brought_back(
    own_page: Page, own_site: Served, signed_in: SignIn, axe: Callable[[Page], None], changed: Path
) -> None:
    page = signed_in(own_page, CITY)
    begin(page, changed)
    there = page.url
    page.goto("/ja/drafts")
    axe(page)
    page.get_by_role("button", name="捨てる").first.click()
    page.goto(there)
    expect(page.locator(".banner.info")).to_contain_text("捨ててあります")
    page.get_by_role("button", name="元に戻す").click()
    expect(page.get_by_role("button", name="公開の確認へ")).to_be_visible()


def test_nobody_sees_the_draft_of_another_municipality(
    own_page: Page, signed_in: SignIn, changed: Path
) -> None:
    page = signed_in(own_page, CITY)
    begin(page, changed)
    there = page.url
    for path in ("", "/preview", "/publish", "/file", "/merge?edit=1"):
        answer = signed_in(page, "992011").goto(there + path)
        assert answer is not None
        assert answer.status == 404, path
    page.context.clear_cookies()
    page.goto(there)
    expect(page).to_have_url(re.compile(r"/sign-in\?to="))


def test_a_draft_that_is_not_yet_a_diff_says_what_it_lacks(
    own_page: Page, own_site: Served, signed_in: SignIn
) -> None:
    token = own_site.tokens.owner
    path = f"/api/v1/drafts?kind=diff&form={FORM}&municipality=999903"
    made = own_site.call("POST", path, token, content=b'{"form": "gakudo-application"}').json()
    page = signed_in(own_page, "999903")
    page.goto(f"/ja/drafts/{made['id']}")
    expect(page.locator(".banner.warning")).to_contain_text("まだ差分の形になっていません")
    expect(page.locator("main li").first).not_to_be_empty()
