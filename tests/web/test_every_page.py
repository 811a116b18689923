"""Is every page fit for everybody: by screen reader, on a phone, without JavaScript, at once?"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from typing import Any, TypeAlias

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.registry.served import Served
from tests.web import browser as browsing
from tests.web.addresses import LEADS, VISITS, pages
from tests.web.making import MADE
from tests.web.site import session

BUDGET = 200_000
"""Bytes of own style, modules and pictures that a page may load."""

PHONE = {"width": 390, "height": 844}

_WATCH_SHIFTS = """
window.__shifted = 0;
new PerformanceObserver(list => {
  for (const entry of list.getEntries()) if (!entry.hadRecentInput) window.__shifted += entry.value;
}).observe({type: 'layout-shift', buffered: true});
"""

Look: TypeAlias = Callable[..., AbstractContextManager[tuple[Page, str]]]


@pytest.fixture(scope="module")
def look(site: Served, browser: Browser) -> Look:
    """`with look(route) as (page, address)`: a browser of the page's visitor, and where it is.

    The address stands below the language; nothing has been opened yet.
    """
    made = {name: make(site) for name, make in MADE.items()}

    @contextmanager
    def opened(route: str, **options: Any) -> Iterator[tuple[Page, str]]:
        visit = VISITS[route]
        with browsing.visiting(browser, site.url, **options) as page:
            if visit.who:
                name, value = session(site, visit.who)
                page.context.add_cookies([{"name": name, "value": value, "url": site.url}])
            yield page, visit.address.format_map(made.get(visit.made, {}))

    return opened


def test_every_page_has_an_address_here() -> None:
    assert sorted({*VISITS, *LEADS}) == pages()


@pytest.mark.parametrize("lang", ["ja", "en"])
@pytest.mark.parametrize("route", sorted(VISITS))
def test_a_page_stands_in_both_languages_and_axe_finds_nothing_serious(
    look: Look, route: str, lang: str
) -> None:
    with look(route) as (page, address):
        answer = page.goto(f"/{lang}{address}")
        assert answer is not None
        assert answer.status == 200
        expect(page.locator("html")).to_have_attribute("lang", lang)
        expect(page.get_by_role("heading", level=1)).to_have_count(1)
        expect(page.get_by_role("main")).to_have_count(1)
        assert page.title().count("|") == 1
        browsing.axe(page)


@pytest.mark.parametrize("route", sorted(VISITS))
def test_a_page_fits_a_phone_and_nothing_moves_while_it_loads(look: Look, route: str) -> None:
    loaded: dict[str, int] = {}
    with look(route, viewport=PHONE) as (page, address):
        page.add_init_script(_WATCH_SHIFTS)
        page.on("response", lambda r: loaded.update(_own(r)))
        page.goto(f"/ja{address}", wait_until="networkidle")
        wide: int = page.evaluate("document.documentElement.scrollWidth")
        moved: float = page.evaluate("window.__shifted")
    assert wide <= PHONE["width"]
    assert moved == 0
    assert sum(loaded.values()) <= BUDGET


@pytest.mark.parametrize("route", sorted(VISITS))
def test_a_page_is_read_without_javascript(look: Look, route: str) -> None:
    with look(route, java_script_enabled=False) as (page, address):
        page.goto(f"/ja{address}")
        expect(page.get_by_role("heading", level=1)).to_be_visible()
        assert len(page.get_by_role("main").inner_text()) > 20


def _own(response: Any) -> dict[str, int]:
    if "/static/pages/" not in response.url:
        return {}
    return {response.url: len(response.body())}
