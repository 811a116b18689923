"""Does what many cities do become core by way of the pages, with everybody's say?"""

from __future__ import annotations

import json
import re
from datetime import timedelta
from pathlib import Path

from playwright.sync_api import Page, expect

from registry import days
from soroe.wareki import wareki
from tests.registry.served import Served
from tests.web import making
from tests.web.conftest import SignIn
from tests.web.site import CITY

FORM = "gakudo-application"
ROOT = Path(__file__).parents[2]

AT_FIRST = 60_000
"""Milliseconds for a question that nobody asked before: the registry reads all diffs for it."""
CANDIDATES = f"/ja/forms/{FORM}/candidates"
WHAT_IF = f"/ja/forms/{FORM}/what-if"


def test_a_candidate_is_asked_about_proposed_voiced_decided_and_published(
    own_page: Page, signed_in: SignIn
) -> None:
    page = signed_in(own_page, "steward")
    page.goto(CANDIDATES)
    page.get_by_role("checkbox", name="きょうだい › 第何子か").check()
    page.get_by_role("button", name="入れたらどうなるか調べる").click()
    answer = page.locator("#answer")
    expect(answer).to_contain_text("例示川市")
    expect(answer).to_contain_text("差分から消える変更: きょうだい › 第何子か", timeout=AT_FIRST)
    expect(answer).to_contain_text("決めることが出る自治体はありません。")

    page.get_by_role("button", name="選んだ候補を提案する").click()
    expect(page.get_by_role("checkbox", name="きょうだい › 第何子か")).to_be_checked()
    page.get_by_label("題", exact=False).first.fill("きょうだいの第何子かを聞く")
    page.get_by_label("提案の理由").fill("三つの市がもう聞いています。")
    page.get_by_label("賛否の締切日").fill("令和2年1月31日")
    page.get_by_role("button", name="提案を出す").click()
    expect(page.locator("#closes_on-error")).to_contain_text("2020-01-31")
    expect(page.get_by_label("提案の理由")).to_have_value("三つの市がもう聞いています。")
    closes = days.today() + timedelta(days=30)
    page.get_by_label("賛否の締切日").fill(wareki(closes))
    page.get_by_role("button", name="提案を出す").click()
    expect(page.get_by_role("status")).to_contain_text("提案しました")
    expect(page.locator("table.old-new")).to_contain_text("第何子か")
    there = page.url.partition("?")[0]

    _voice(signed_in(page, CITY))
    _decide(signed_in(page, "steward"), there)


def _voice(page: Page) -> None:
    """A clerk finds the proposal, sees what it does at home, gives a voice and asks something."""
    page.goto("/ja/me")
    page.get_by_role("link", name="提案を見る").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("きょうだいの第何子かを聞く")
    page.goto("/ja/proposals")
    row = page.get_by_role("row", name="きょうだいの第何子かを聞く")
    expect(row).to_contain_text("あなたの自治体の賛否がまだです")
    row.get_by_role("link", name="きょうだいの第何子かを聞く").click()
    expect(page.locator(".own-city")).to_contain_text("例示市では")
    expect(page.locator("#do-decide")).to_have_count(0)
    voice = page.locator("#do-voice")
    voice.get_by_label("賛成").check()
    voice.get_by_label("理由").fill("規則と合います。")
    voice.get_by_role("button", name="賛否を出す").click()
    expect(page.locator(".voices")).to_contain_text("規則と合います。")
    page.locator("#do-comment").get_by_label("意見").fill("様式の順番はどうなりますか。")
    page.get_by_role("button", name="意見を出す").click()


def _decide(page: Page, there: str) -> None:
    """A steward answers, accepts, and publishes before the closing day."""
    page.goto(there)
    page.get_by_text("答える").click()
    page.get_by_label("1番への答え").fill("きょうだいの最後に並びます。")
    page.get_by_role("button", name="答えを出す").click()
    expect(page.locator("#comment-2.deep1")).to_contain_text("きょうだいの最後に並びます。")
    decide = page.locator("#do-decide")
    decide.get_by_label("受け入れる", exact=False).first.check()
    decide.get_by_label("理由").fill("反対がなかったため。")
    decide.get_by_role("button", name="決める").click()
    expect(page.locator("dl.facts")).to_contain_text("受け入れる")
    publish = page.locator("#do-publish")
    publish.get_by_label("締切日より早く公開する理由").fill("来年度の準備のため。")
    publish.get_by_role("button").click()
    done = page.get_by_role("status")
    expect(done).to_contain_text("版として公開しました")
    expect(done).to_contain_text("来年度の準備のため。")
    done.get_by_role("link").click()
    expect(page.get_by_role("table")).to_contain_text("第何子か")


def test_a_municipality_proposes_changes_of_its_own_or_a_file_and_puts_that_right(
    own_page: Page, signed_in: SignIn
) -> None:
    page = signed_in(own_page, "992011")
    page.goto(f"/ja/forms/{FORM}/proposals/new")
    page.get_by_text("自分の自治体の変更から選ぶ").click()
    page.get_by_role("checkbox", name="通勤経路").last.check()
    _fill(page, "通勤経路を聞く")
    page.get_by_role("button", name="提案を出す").click()
    expect(page.locator("table.old-new")).to_contain_text("通勤経路")

    page.get_by_text("案を直す").first.click()
    page.get_by_role("link", name="案を直す").click()
    page.get_by_text("ファイルから作る").click()
    _attach(page, b'{"what": 1}')
    page.get_by_role("button", name="案を新しくする").click()
    expect(page.locator("#file-error")).to_contain_text("a.json")
    _attach(page, _changes())
    page.get_by_label("題").first.fill("住所の名前を直す")
    page.get_by_role("button", name="案を新しくする").click()
    expect(page.get_by_role("status")).to_contain_text("新しい案にしました")
    table = page.locator("table.old-new")
    expect(table).to_contain_text("試しの名前")
    expect(table).not_to_contain_text("通勤経路")
    page.get_by_role("link", name="第1案").click()
    expect(table).to_contain_text("通勤経路")


def _fill(page: Page, title: str) -> None:
    page.get_by_label("題").first.fill(title)
    page.get_by_label("提案の理由").fill("ほかの市も聞いています。")
    page.get_by_label("賛否の締切日").fill(wareki(days.today() + timedelta(days=30)))


def _attach(page: Page, body: bytes) -> None:
    field = page.get_by_label("共通コアの案、ローカル差分、変更の一覧")
    field.set_input_files({"name": "a.json", "mimeType": "application/json", "buffer": body})


def _changes() -> bytes:
    """One change of the words of the core, as a list in a file."""
    core = json.loads((ROOT / f"schemas/forms/{FORM}/1.0.0.json").read_bytes())
    was = core["properties"]["child"]["title"]
    op = {"op": "replace", "path": "/properties/child/title", "was": was, "value": "試しの名前"}
    return json.dumps([{"item": "/child", "ops": [op]}]).encode()


def test_what_if_answers_while_one_chooses(page: Page) -> None:
    page.goto(WHAT_IF)
    answer = page.locator("#answer")
    expect(answer).to_contain_text("まだ何も選んでいません")
    page.get_by_role("checkbox", name="きょうだい › 第何子か").check()
    expect(answer).to_contain_text("差分から消える変更: きょうだい › 第何子か", timeout=AT_FIRST)
    expect(page).to_have_url(re.compile(r"\?candidate=[0-9a-f]{16}$"))
    page.get_by_role("slider").press("ArrowLeft")
    expect(answer).to_contain_text("選んだ組み合わせで消える違いは", timeout=AT_FIRST)
    expect(page.get_by_role("checkbox", name="きょうだい › 第何子か")).not_to_be_checked()
    expect(page).to_have_url(re.compile(r"\?best=2$"))
    expect(page.locator("output")).to_have_text("2")


def test_what_if_is_asked_by_buttons_where_nothing_runs(plain_page: Page) -> None:
    plain_page.goto(WHAT_IF)
    plain_page.get_by_role("checkbox", name="きょうだい › 第何子か").check()
    plain_page.get_by_role("button", name="調べる").first.click()
    expect(plain_page.locator("#answer")).to_contain_text("差分が短くなる自治体 3")


def test_what_is_refused_is_said_and_nothing_typed_is_lost(
    own_site: Served, own_page: Page, signed_in: SignIn
) -> None:
    number = making.proposal(own_site)["proposal"]
    page = signed_in(own_page, "992011")
    page.goto(f"/ja/forms/{FORM}/proposals/{number}")
    voice = page.locator("#do-voice")
    voice.get_by_label("反対").check()
    voice.get_by_label("理由").fill("根拠を確かめたい。")
    answer = own_site.call(
        "POST",
        f"/api/v1/forms/{FORM}/proposals/{number}/withdraw",
        own_site.tokens.steward,
        json={"reason": "出し直します。"},
    )
    assert answer.is_success, answer.text
    voice.get_by_role("button", name="賛否を出す").click()
    expect(page.get_by_role("alert").first).to_contain_text("取り下げ")
    expect(page.get_by_role("main")).to_contain_text("根拠を確かめたい。")


def test_a_steward_parts_what_was_taken_for_one_and_takes_that_back(
    own_page: Page, signed_in: SignIn
) -> None:
    page = signed_in(own_page, "steward")
    page.goto(CANDIDATES)
    first = page.locator(".ranked > li").first
    first.get_by_text("同じとみた理由").click()
    first.get_by_label("理由").fill("聞いていることが違う。")
    first.get_by_role("button", name="別にする").click()
    expect(page.get_by_role("status")).to_contain_text("別として残しました")
    decision = page.locator("#decisions + ul > li")
    expect(decision).to_contain_text("聞いていることが違う。")
    decision.get_by_label("理由").fill("確かめたら同じだった。")
    decision.get_by_role("button", name="取り消す").click()
    expect(decision).to_contain_text("確かめたら同じだった。")


def test_who_may_not_decide_is_offered_nothing_and_refused(
    site: Served, page: Page, signed_in: SignIn
) -> None:
    page.goto(CANDIDATES)
    expect(page.get_by_role("button", name="選んだ候補を提案する")).to_have_count(0)
    expect(page.get_by_role("button", name="別にする")).to_have_count(0)
    with making.visitor(site, CITY) as client:
        sent = {"do": "split", "one": "0" * 16, "other": "1" * 16, "reason": "x"}
        answer = client.post(f"{CANDIDATES}/decisions", data=sent)
    assert answer.status_code == 403
