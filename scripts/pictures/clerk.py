"""The first week of a clerk of 例示市: from the file of a form to a published diff."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from playwright.sync_api import Browser, Locator, Page

from scripts.pictures.camera import Camera, visitor
from scripts.pictures.place import ROOT, Place

FORM = "enrollment-consent"
FILE = ROOT / "schemas" / "guide" / FORM / "item-list.xlsx"
SHOWN = "学童クラブ利用同意書.xlsx"
ON = "サインインして差分をつくる"
RULE = "例示市学童クラブ条例施行規則（平成27年規則第11号）"
OUTLINE = "例示市学童クラブ入会事務取扱要綱（4例児第209号）"


@contextmanager
def somebody(browser: Browser, place: Place) -> Iterator[Page]:
    """A page of a browser of its own."""
    context = visitor(browser, place.url)
    try:
        yield context.new_page()
    finally:
        context.close()


def button(page: Page, name: str) -> Locator:
    """The first button of exactly this name in what the page is about."""
    return page.locator("main").get_by_role("button", name=name, exact=True).first


def link(page: Page, name: str) -> Locator:
    """The first link of this name in what the page is about."""
    return page.locator("main").get_by_role("link", name=name).first


def sign_in(page: Page, code: str) -> None:
    """Type the code where the browser is asked for it."""
    page.locator("#code").fill(code)
    button(page, "サインイン").click()


def tour(camera: Camera, browser: Browser, place: Place) -> None:
    """All pictures of the guide for municipalities, in its order."""
    with somebody(browser, place) as page:
        _check(camera, page)
        _make(camera, page, place)
        _look(camera, page)


def _check(camera: Camera, page: Page) -> None:
    page.goto("/ja/")
    camera.take(page, "municipality-start", last=page.locator("ul.cards"))
    link(page, "自分の様式を調べる").click()
    page.locator("#form").select_option(FORM)
    page.locator("#file").set_input_files(
        {
            "name": SHOWN,
            "mimeType": "application/octet-stream",
            "buffer": FILE.read_bytes(),
        }
    )
    page.locator("#municipality").fill("例示市")
    camera.take(page, "municipality-check", page.locator("h1"), button(page, "調べる"))
    button(page, "調べる").click()
    head = page.get_by_role("heading", level=1)
    camera.take(page, "municipality-result", head, link(page, ON))
    camera.take(
        page,
        "municipality-matched",
        page.get_by_role("heading", name="共通コアにはないと読んだ項目"),
        button(page, "選んだとおりに調べ直す"),
    )
    camera.take(page, "municipality-finding", page.locator(".finding").first)
    link(page, "受け付けなくなる例を、記入した様式で見る").click()
    camera.take(page, "municipality-example", head, page.get_by_text("児童の生年月日").last)
    link(page, "結果に戻る").click()


def change(page: Page, number: int) -> Locator:
    """The part of the draft about a change, counted from 1."""
    return page.locator("section.change").nth(number - 1)


def _make(camera: Camera, page: Page, place: Place) -> None:
    link(page, ON).click()
    head = page.get_by_role("heading", level=1)
    camera.take(page, "municipality-sign-in", head, button(page, "サインイン"))
    sign_in(page, place.codes["例示市"])
    button(page, "この結果から差分をつくる").click()
    page.locator("#from").fill("令和9年4月1日")
    camera.take(page, "municipality-draft", head, change(page, 1))
    _justify(page, 1, RULE, "名簿をフリガナの順に作るため", "第5条第2項")
    camera.take(page, "municipality-justified", change(page, 1))
    _justify(page, 2, OUTLINE, "急な病気のとき、すぐに受診できるようにするため", "第9条")
    _justify(page, 3, "条例・規則・要綱にはない(慣行)", "保護者でない人が迎えに来ることがあるため")
    button(page, "できあがりを見る").click()
    camera.take(page, "municipality-preview", head, page.locator("table").first)
    link(page, "公開の確認へ").click()
    camera.take(page, "municipality-publish", head, button(page, "公開する"))
    button(page, "公開する").click()
    camera.take(page, "municipality-published", head, page.locator("main ul").last)


def _justify(page: Page, number: int, basis: str, reason: str, article: str = "") -> None:
    one = change(page, number)
    one.locator("[name^=basis-]").select_option(label=basis)
    one.locator("[name^=article-]").fill(article)
    one.locator("[name^=reason-]").fill(reason)
    one.locator("[name^=reason-]").blur()
    one.locator(".state", has_text="済み").wait_for()


def _look(camera: Camera, page: Page) -> None:
    head = page.get_by_role("heading", level=1)
    page.goto("/ja/me")
    camera.take(page, "municipality-me", head, page.get_by_role("link", name="引継書を見る"))
    page.goto("/ja/forms/gakudo-application/local/992011/1#change-1")
    camera.take(page, "municipality-others", page.locator("#change-1"))
