"""Can somebody who only looks find what they came for?"""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import httpx
import pytest
from playwright.sync_api import Page, expect

from tests.registry.receivers import until
from tests.registry.served import Served
from tests.web.conftest import SignIn
from tests.web.site import rows

SEARCHES: list[dict[str, str]] = json.loads((Path(__file__).parent / "searches.json").read_bytes())
MEASURED = "select from divergence where municipality = '999903'"
FORM = "/ja/forms/gakudo-application"


def text(site: Served, address: str) -> str:
    answer = site.get(address)
    assert answer.status_code == 200, answer.text
    return answer.text


# ---- search


@pytest.mark.parametrize("case", SEARCHES, ids=lambda case: case["why"])
def test_it_is_found_however_it_is_typed(site: Served, case: dict[str, str]) -> None:
    found = text(site, f"/ja/search?{httpx.QueryParams({'q': case['asked']})}")
    links = re.findall(r"<li><a href=\"[^\"]+\">([^<]+)</a>", found)
    assert case["finds"] in links


def test_what_is_not_there_is_said_with_what_to_try(page: Page) -> None:
    page.goto("/ja/")
    page.get_by_label("様式、項目、自治体を探す", exact=True).last.fill("<b>qqqq</b>")
    page.get_by_role("main").get_by_role("button", name="探す").click()
    expect(page.get_by_role("status")).to_contain_text("「<b>qqqq</b>」は見つかりませんでした。")
    expect(page.get_by_role("main").get_by_role("link", name="自治体")).to_be_visible()


def test_a_found_item_is_opened_where_it_stands(page: Page) -> None:
    page.goto("/ja/search?q=学級の種類")
    page.get_by_role("link", name="学級の種類").click()
    row = page.locator("tr:target")
    expect(row).to_contain_text("学級の種類")
    expect(row).to_be_in_viewport()


# ---- forms


def test_the_first_page_tells_what_was_published_last(page: Page) -> None:
    page.goto("/ja/")
    page.get_by_role("link", name="例示川市 学童クラブ利用申請 第1版").click()
    expect(page).to_have_url(re.compile(r"/local/992011/1$"))


def test_a_form_tells_its_state_its_items_and_who_differs(page: Page) -> None:
    page.goto(FORM)
    expect(page.get_by_text("公開中").first).to_be_visible()
    grade = page.get_by_role("row").filter(has=page.get_by_text("学年", exact=True)).last
    expect(grade).to_contain_text("整数、1〜6")
    expect(grade).to_contain_text("必須")
    expect(grade.get_by_role("link", name="3 自治体")).to_be_visible()


@pytest.mark.parametrize("kind", ["1.0.0", "local/992011/1"])
def test_the_form_is_shown_as_applicants_see_it(page: Page, kind: str) -> None:
    page.goto(f"{FORM}/{kind}/applicant")
    expect(page.get_by_role("group", name="申請の種類")).to_be_visible()
    changes = page.get_by_label("変更", exact=True)
    expect(changes).to_have_count(1 if kind == "1.0.0" else 0)


def test_a_draft_under_review_stands_beside_the_version_in_use(page: Page) -> None:
    page.goto(FORM)
    page.get_by_role("link", name="1.0.0 との新旧対照表").click()
    table = page.get_by_role("table")
    expect(table.get_by_role("columnheader", name="意見照会の案")).to_be_visible()
    expect(table.locator("ins").first).to_be_visible()


# ---- heat map


def test_each_mark_opens_the_change_with_its_citation(page: Page) -> None:
    page.goto(f"{FORM}/heat")
    row = page.get_by_role("row").filter(has=page.get_by_role("rowheader", name="例示川市"))
    row.get_by_role("link", name=re.compile("^学年: 受け付ける申請が減る, 条例・規則")).click()
    change = page.locator(".change:target")
    expect(change).to_contain_text("学年")
    expect(change).to_contain_text("第4条第1項")
    expect(change).to_be_in_viewport()


def names(page: Page) -> list[str]:
    return page.locator("table.heat tbody th").all_inner_texts()


def test_the_rows_are_ordered_and_chosen_without_javascript(plain_page: Page) -> None:
    plain_page.goto(f"{FORM}/heat?sort=code")
    everybody = names(plain_page)
    assert everybody == ["例示川市", "例示が丘市", "東例示市", "例示浜市", "例示町", "例示市"]
    plain_page.get_by_label("並べ方").select_option(label="共通コアから離れている順")
    plain_page.get_by_role("button", name="表示する").click()
    shares = [
        int(share.rstrip("%"))
        for share in plain_page.locator("table.heat td.number").all_inner_texts()
    ]
    assert shares == sorted(shares, reverse=True)
    plain_page.get_by_label("この自治体に似ている順").select_option(label="東例示市")
    plain_page.get_by_role("button", name="表示する").click()
    assert names(plain_page)[0] == "東例示市"
    assert sorted(names(plain_page)) == sorted(everybody)
    plain_page.goto(f"{FORM}/heat?kind=unexplained")
    expect(plain_page.get_by_text("条件に合う自治体はありません")).to_be_visible()


def test_class_and_effect_are_told_without_colour(page: Page) -> None:
    page.goto(f"{FORM}/heat")
    drawn = page.evaluate(
        """() => Object.fromEntries([...document.querySelectorAll('.legend .cell')].map(cell =>
        [cell.className, getComputedStyle(cell, '::before').content[1] +
         getComputedStyle(cell).borderTopStyle + getComputedStyle(cell).borderTopColor]))"""
    )
    assert len(set(drawn.values())) == len(drawn) >= 7


@pytest.mark.parametrize(
    "query", ["sort=best", "kind=good", "effect=bad", "near=123", "near=992012"]
)
def test_what_the_map_does_not_offer_is_refused_in_words(site: Served, query: str) -> None:
    answer = site.get(f"{FORM}/heat?{query}")
    assert 400 <= answer.status_code < 500
    assert "<h1>" in answer.text


@pytest.mark.parametrize(
    "address",
    [
        "/ja/forms/no-such-form",
        "/ja/forms/no-such-form/heat",
        "/ja/forms/gakudo-application/9.9.9",
        "/ja/forms/gakudo-application/compare?from=1.0.0&to=9.9.9",
        "/ja/forms/gakudo-application/local/992011/99",
        "/ja/forms/gakudo-application/local/131016",
        "/ja/municipalities/990000",
        "/ja/municipalities?prefecture=どこにもない県",
        "/ja/compare?form=no-such-form&a=992011&b=992020",
        "/ja/compare?form=gakudo-application&a=992011&b=990000",
    ],
)
def test_what_is_not_there_is_said_on_a_page(site: Served, address: str) -> None:
    answer = site.get(address)
    assert 400 <= answer.status_code < 500
    assert answer.headers["content-type"].startswith("text/html")


# ---- municipalities


def measures(site: Served, code: str) -> dict[str, Any] | None:
    """The divergence of a municipality, once it is measured."""
    found: dict[str, Any] = site.get(f"/api/v1/municipalities/{code}/divergence").json()
    return found if found["forms"] else None


def test_a_municipality_tells_why_it_differs_and_by_how_much(page: Page, site: Served) -> None:
    measured = until(lambda: measures(site, "992011"))
    share = measured["forms"][0]["share"]
    page.goto("/ja/municipalities/992011")
    expect(page.get_by_text(f"{share['items']} 項目のうち {share['changed']} 項目")).to_be_visible()
    expect(page.get_by_text("例示川市学童クラブ条例第4条第1項")).to_be_visible()
    expect(page.get_by_text("意見照会")).to_be_visible()
    page.get_by_role("link", name="例示浜市").click()
    expect(page.get_by_role("heading", name="例示川市から例示浜市に引っ越すと")).to_be_visible()


def test_municipalities_are_found_by_prefecture_and_reading(page: Page) -> None:
    page.goto("/ja/municipalities")
    page.get_by_role("link", name="東京都").click()
    expect(page.get_by_role("heading", name="カ", exact=True)).to_be_visible()
    page.get_by_role("link", name="国分寺市").click()
    expect(page.get_by_text("違いはまだ公開されていません。")).to_be_visible()


def test_a_resident_who_moves_sees_what_is_asked_anew(page: Page) -> None:
    page.goto("/ja/compare")
    page.get_by_label("様式", exact=True).select_option(label="学童クラブ利用申請")
    page.get_by_role("button", name="次へ").click()
    page.get_by_label("一つ目の自治体").select_option(label="例示川市")
    page.get_by_label("二つ目の自治体").select_option(label="例示が丘市")
    page.get_by_role("button", name="比べる").click()
    anew = page.locator("h3:has-text('新しく聞かれる') + ul")
    expect(anew).to_contain_text("おやつの提供を希望する")
    expect(anew).not_to_contain_text("保育を必要とする理由")
    gone = page.locator("h3:has-text('聞かれなくなる') + ul")
    expect(gone).to_contain_text("通勤経路")


def test_the_handover_document_is_for_the_municipality_itself(
    page: Page, signed_in: SignIn
) -> None:
    page.goto("/ja/municipalities/999903/handover")
    expect(page).to_have_url(re.compile(r"/ja/sign-in\?to=.*handover"))
    signed_in(page, "999903").goto("/ja/municipalities/999903")
    page.get_by_role("link", name="引継書を作る").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("引継書")
    refused = page.goto("/ja/municipalities/992011/handover")
    assert refused is not None
    assert refused.status == 403


def test_a_new_revision_is_told_everywhere_and_drawn_over_time(
    own_page: Page, own_site: Served
) -> None:
    base = "/forms/gakudo-application/local/999903"
    own_page.goto(f"{FORM}/heat")
    marks = own_page.get_by_role("row").filter(
        has=own_page.get_by_role("rowheader", name="例示市", exact=True)
    )
    before = marks.get_by_role("link").count()
    diff = own_site.get(f"{base}/1.diff.json").json()
    diff["changes"] = [
        change for change in diff["changes"] if change["item"].startswith("/usageDays")
    ]
    done = own_site.call("PUT", f"/api/v1{base}/2", own_site.tokens.owner, content=json.dumps(diff))
    assert done.status_code == 201, done.text
    until(lambda: len(rows(own_site, MEASURED)) == 2)
    own_page.goto(f"{FORM}/heat")
    assert marks.get_by_role("link").count() < before
    own_page.goto("/ja/")
    expect(own_page.get_by_role("link", name="例示市 学童クラブ利用申請 第2版")).to_be_visible()
    own_page.goto("/ja/municipalities/999903")
    chart = own_page.get_by_role("img", name="意味の違う項目の数の移り変わり")
    expect(chart).to_contain_text("第2版")
    own_page.get_by_text("表で見る").click()
    expect(own_page.get_by_role("rowheader", name="第1版")).to_be_visible()
    own_page.goto(f"{FORM}/local/999903/1")
    expect(own_page.get_by_role("link", name="第2版")).to_be_visible()
