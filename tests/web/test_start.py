"""Does the first page stand, in both languages, with nothing that a browser complains of?"""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.web.conftest import SignIn


@pytest.mark.parametrize(("lang", "name"), [("ja", "揃え"), ("en", "Soroe")])
def test_the_first_page_is_shown_in_both_languages(
    page: Page, axe: Callable[[Page], None], lang: str, name: str
) -> None:
    page.goto(f"/{lang}/")
    expect(page.locator("html")).to_have_attribute("lang", lang)
    expect(page.locator(".brand")).to_contain_text(name)
    axe(page)


def test_the_first_page_is_read_without_javascript(plain_page: Page) -> None:
    plain_page.goto("/ja/")
    expect(plain_page.get_by_role("heading", level=1)).to_be_visible()


def test_who_is_signed_in_is_named_on_every_page(page: Page, signed_in: SignIn) -> None:
    signed_in(page, "999903").goto("/ja/")
    expect(page.locator("header").get_by_role("link", name="例示市")).to_be_visible()
    expect(page.get_by_role("link", name="管理")).to_have_count(0)
    signed_in(page, "steward").goto("/ja/")
    expect(page.get_by_role("link", name="管理")).to_be_visible()
