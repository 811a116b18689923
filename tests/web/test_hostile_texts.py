"""Can a text that somebody chose become a program: in a document, an address, a field, a file?"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from urllib.parse import quote

import pytest
from playwright.sync_api import Browser, FilePayload, Page

from registry.embedded import EmbeddedPostgres
from tests.registry.documents import encoded
from tests.registry.served import Served, Tokens
from tests.web import browser as browsing
from tests.web import hostile, making
from tests.web import site as sites
from tests.web.addresses import VISITS
from tests.web.hostile import PAYLOADS
from tests.web.making import FORM

_TEXTS = "input[type=text], input[type=search], input:not([type]), textarea"
_FILL = """
(form, [texts, text]) => {
  form.noValidate = true;
  for (const field of form.querySelectorAll(texts)) field.value = text;
  HTMLFormElement.prototype.submit.call(form);
}
"""
_MOVE = """
() => {
  for (const one of document.querySelectorAll('main *')) {
    one.dispatchEvent(new MouseEvent('mouseover', {bubbles: true}));
    one.dispatchEvent(new FocusEvent('focus'));
    if (one instanceof HTMLDetailsElement) one.open = true;
  }
}
"""


@pytest.fixture(scope="module")
def hostile_site(cluster: EmbeddedPostgres, samples: Tokens) -> Iterator[Served]:
    """A registry in which every text tries to become a program."""
    with sites.served(cluster.url, samples) as running:
        hostile.fill(running)
        yield running


@pytest.fixture(scope="module")
def addresses(hostile_site: Served) -> dict[str, str]:
    """Where the hostile texts are shown, by route."""
    made = {
        "check": making.check(hostile_site, hostile.FORM, "hostile.json", hostile.hostile_form()),
        "draft": making.draft(hostile_site, hostile.FORM, hostile.hostile_diff()),
        "proposal": hostile.propose(hostile_site),
        "core": making.core(hostile_site, hostile.FORM, hostile.hostile_core()),
    }
    out = {}
    for route, visit in VISITS.items():
        there = visit.address.format_map(made.get(visit.made, {})).replace(FORM, hostile.FORM)
        out[route] = there.replace("organisations/steward", "organisations/hostile")
    return out


@pytest.mark.parametrize("route", sorted(VISITS))
def test_no_text_of_a_document_or_a_field_runs(
    hostile_site: Served, browser: Browser, addresses: dict[str, str], route: str
) -> None:
    there = f"/ja{addresses[route]}"
    with _visitor(hostile_site, browser, VISITS[route].who) as page:
        answer = page.goto(there)
        assert answer is not None
        assert answer.status < 500
        _nothing_ran(page)
        fields = page.locator("main form").filter(has=page.locator(_TEXTS))
        for number in range(fields.count()):
            for several in (PAYLOADS[::2], PAYLOADS[1::2]):
                page.goto(there)
                if fields.count() <= number:
                    break  # what was sent has ended what the form was about
                form = fields.nth(number)
                with page.expect_navigation():
                    form.evaluate(_FILL, [_TEXTS, " ".join(several)])
                _nothing_ran(page)


@pytest.mark.parametrize(
    "there", ["/ja/search?q={}", "/ja/forms/{}", "/ja/{}", "/ja/sign-in?to={}"]
)
def test_no_text_of_an_address_runs(hostile_site: Served, browser: Browser, there: str) -> None:
    with _visitor(hostile_site, browser, "") as page:
        for text in PAYLOADS:
            page.goto(there.format(quote(text, safe="")))
            _nothing_ran(page)


def test_no_name_and_no_text_of_a_file_runs(hostile_site: Served, browser: Browser) -> None:
    body = encoded(hostile.hostile_form())
    with _visitor(hostile_site, browser, "") as page:
        for name in PAYLOADS[::4]:
            page.goto(f"/ja/check?form={hostile.FORM}")
            file = FilePayload(name=f"{name}.json", mimeType="application/json", buffer=body)
            page.locator("input[type=file]").set_input_files(file)
            with page.expect_navigation():
                page.locator("main form").first.evaluate(_FILL, ["input:not(*)", ""])
            _nothing_ran(page)


@contextmanager
def _visitor(site: Served, browser: Browser, who: str) -> Iterator[Page]:
    with browsing.visiting(browser, site.url) as page:
        if who:
            name, value = sites.session(site, who)
            page.context.add_cookies([{"name": name, "value": value, "url": site.url}])
        page.on("dialog", lambda dialog: pytest.fail(f"a dialog: {dialog.message}"))
        yield page


def _nothing_ran(page: Page) -> None:
    """Touch everything that could wait to be touched, and see that no payload has run."""
    page.evaluate(_MOVE)
    assert page.evaluate("window.__ran") is None
