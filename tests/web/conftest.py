"""The pages as people meet them: a registry with the samples, and real browsers."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TypeAlias

import pytest
from playwright.sync_api import Browser, Page, expect, sync_playwright

from registry.embedded import EmbeddedPostgres
from tests.registry.served import Served, Tokens
from tests.web import browser as browsing
from tests.web import site as sites

expect.set_options(timeout=30_000)  # milliseconds; a busy machine may take its time

SignIn: TypeAlias = Callable[..., Page]


@pytest.fixture(scope="session")
def samples(cluster: EmbeddedPostgres) -> Tokens:
    """A database with everything that `make run` shows, to be copied; its tokens."""
    return sites.fill(cluster.url)


@pytest.fixture(scope="session")
def site(cluster: EmbeddedPostgres, samples: Tokens) -> Iterator[Served]:
    """A registry with the samples, for tests that only look."""
    with sites.served(cluster.url, samples) as running:
        yield running


@pytest.fixture
def own_site(cluster: EmbeddedPostgres, samples: Tokens) -> Iterator[Served]:
    """A registry with the samples for one test that changes what is there."""
    with sites.served(cluster.url, samples) as running:
        yield running


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """Chromium, headless; for one module, as its driver keeps an event loop in the thread."""
    with sync_playwright() as driver:
        running = browsing.launch(driver)
        yield running
        running.close()


@pytest.fixture
def page(site: Served, browser: Browser) -> Iterator[Page]:
    """A page of a browser that has been nowhere; complaints in its console fail the test."""
    with browsing.visiting(browser, site.url) as shown:
        yield shown


@pytest.fixture
def own_page(own_site: Served, browser: Browser) -> Iterator[Page]:
    """The same for the registry of one test, `own_site`."""
    with browsing.visiting(browser, own_site.url) as shown:
        yield shown


@pytest.fixture
def plain_page(site: Served, browser: Browser) -> Iterator[Page]:
    """A page of a browser that runs no JavaScript."""
    with browsing.visiting(browser, site.url, java_script_enabled=False) as shown:
        yield shown


@pytest.fixture
def signed_in(request: pytest.FixtureRequest) -> SignIn:
    """`signed_in(page, "999903")`: the page, of a browser that is signed in for an organisation.

    `who` is `steward` or the code of a sample municipality. Name `site` to sign in to another
    registry than that of the page's fixture.
    """

    def sign_in(page: Page, who: str, *, site: Served | None = None) -> Page:
        names = set(request.fixturenames)
        there = site or request.getfixturevalue("own_site" if "own_page" in names else "site")
        name, value = sites.session(there, who)
        page.context.add_cookies(
            [{"name": name, "value": value, "url": there.url, "httpOnly": True, "sameSite": "Lax"}]
        )
        return page

    return sign_in


@pytest.fixture
def axe() -> Callable[[Page], None]:
    """`axe(page)`: nothing serious or critical is wrong with the page as it is shown."""
    return browsing.axe
