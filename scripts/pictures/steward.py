"""The work of somebody of 例示県: letting people in, promoting what cities share, editing cores."""

from __future__ import annotations

import re
from datetime import timedelta

from playwright.sync_api import Browser, Page

from registry import days
from scripts.pictures.camera import Camera
from scripts.pictures.clerk import button, link, sign_in, somebody
from scripts.pictures.place import Place

FORM = "gakudo-application"
CANDIDATE = "きょうだい › 第何子か"
_PAUSE = 500
_PATIENCE = 120_000
"""Milliseconds for a question that nobody asked before."""


def tour(camera: Camera, browser: Browser, place: Place) -> None:
    """All pictures of the guide for stewards, in its order."""
    with somebody(browser, place) as page, somebody(browser, place) as clerk:
        page.goto("/ja/sign-in?to=/ja/me")
        sign_in(page, place.codes["例示県"])
        clerk.goto("/ja/sign-in?to=/ja/me")
        sign_in(clerk, place.codes["例示市"])
        _let_in(camera, page)
        _promote(camera, page, clerk)
        _edit(camera, page, clerk)


def _let_in(camera: Camera, page: Page) -> None:
    page.goto("/ja/admin/organisations/municipality-992020")
    page.locator("#person").fill("例示 花子")
    button(page, "コードを作る").click()
    head = page.get_by_role("heading", level=1)
    camera.take(page, "steward-code", head, link(page, "団体のページに戻る"))


def _promote(camera: Camera, page: Page, clerk: Page) -> None:
    head = page.get_by_role("heading", level=1)
    page.goto(f"/ja/forms/{FORM}/heat")
    while page.locator("main table td", has_text=re.compile("^-$")).count():
        page.wait_for_timeout(_PAUSE)  # the registry is still measuring
        page.reload()
    camera.take(page, "steward-heat", head, page.locator("main table").last)
    page.goto(f"/ja/forms/{FORM}/candidates")
    page.get_by_role("checkbox", name=CANDIDATE).check()
    first = page.locator("ol.ranked > li").first
    camera.take(page, "steward-candidates", head, first)
    button(page, "入れたらどうなるか調べる").click()
    page.locator("#answer").get_by_text("例示川市").first.wait_for(timeout=_PATIENCE)
    camera.take(page, "steward-what-if", page.locator("#answer"))
    button(page, "選んだ候補を提案する").click()
    page.locator("#title").fill("きょうだいの第何子かを聞く")
    page.locator("#text").fill("三つの市がもう聞いています。利用料を決めるときに使います。")
    page.locator("#closes_on").fill((days.today() + timedelta(30)).isoformat())
    button(page, "提案を出す").click(timeout=_PATIENCE)
    page.get_by_text("提案しました").wait_for(timeout=_PATIENCE)
    there = page.url.partition("?")[0]
    clerk.goto(there)
    clerk.get_by_label("賛成", exact=True).check()
    clerk.locator("#why-voice").fill("本市でも聞いています。")
    clerk.get_by_role("button", name="賛否を出す").click()
    page.goto(there)
    camera.take(page, "steward-proposal", head, page.locator("table.old-new"), most=1000)
    camera.take(page, "steward-decide", page.locator("#do-decide"))


def _edit(camera: Camera, page: Page, clerk: Page) -> None:
    head = page.get_by_role("heading", level=1)
    page.goto("/ja/cores")
    page.locator("#form").select_option("enrollment-consent")
    button(page, "下書きをつくる").click()
    page.locator("#new-kind").select_option("text")
    page.locator("#new-title").fill("お迎えに来る人")
    page.locator("#new-name").fill("pickup")
    button(page, "項目を加える").click()
    page.locator("#description").fill("保護者のほかに迎えに来る人の名前です。")
    page.locator("#maxLength").fill("50")
    page.locator("#maxLength").press("Tab")
    page.locator(".number-line", has_text="1.1.0").wait_for()
    camera.take(page, "steward-core", head, page.locator("main"), most=900)
    button(page, "意見照会・公開へ").click()
    page.locator("#closes").fill((days.today() + timedelta(30)).isoformat())
    page.locator("#note").fill("お迎えに来る人を加えます。いま聞いているかを教えてください。")
    camera.take(page, "steward-send-round", head, button(page, "意見照会を始める"), most=1000)
    button(page, "意見照会を始める").click()
    page.get_by_text(re.compile("意見照会に出しました")).first.wait_for()
    there = page.url.partition("?")[0]
    clerk.goto(there)
    clerk.get_by_label("賛成", exact=True).check()
    clerk.locator("#text").fill("本市でも同じことを聞いています。")
    clerk.get_by_role("button", name="意見を送る").click()
    page.goto(there)
    camera.take(page, "steward-review", head, page.locator(".comment").first, most=1000)
