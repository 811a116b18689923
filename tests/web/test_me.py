"""Does my page tell what awaits my organisation, and lead to where it is done?"""

from __future__ import annotations

import re
from typing import get_args

import msgspec
from playwright.sync_api import Page, expect

from registry.compute.awaiting import awaited
from registry.web.signing.sessions import NAME
from registry.web.words import table
from soroe.handover.facts import DraftFact, HandoverFacts, RebaseFact
from soroe.handover.model import Awaited
from soroe.listing import Municipality
from tests.registry.served import Served
from tests.web.conftest import SignIn


def test_a_clerk_sees_the_review_that_awaits_an_opinion_and_opens_it(
    page: Page, signed_in: SignIn
) -> None:
    signed_in(page, "999903").goto("/ja/me")
    waiting = page.locator(".waiting li")
    expect(waiting).to_have_count(1)
    expect(waiting).to_contain_text("意見照会")
    waiting.get_by_role("link").click()
    expect(page).to_have_url(re.compile(r"/ja/forms/gakudo-application/reviews/1\.1\.0"))
    expect(page.get_by_role("heading", level=1)).to_be_visible()


def test_a_steward_sees_the_reviews_that_are_open(page: Page, signed_in: SignIn) -> None:
    signed_in(page, "steward").goto("/ja/me")
    expect(page.get_by_role("row", name="学童クラブ利用申請")).to_contain_text("1.1.0")


def test_a_person_ends_all_their_sessions_from_their_page(
    own_site: Served, own_page: Page, signed_in: SignIn
) -> None:
    page = signed_in(own_page, "999903")
    page.goto("/ja/me")
    here = page.context.cookies()
    signed_in(page, "999903").goto("/ja/me")
    expect(page.locator("tr", has_text="この画面")).to_have_count(1)
    expect(page.get_by_role("table").last.locator("tbody tr")).to_have_count(2)
    page.get_by_role("button", name="すべての場所からサインアウト").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("サインアウトしました")
    (cookie,) = [one for one in here if one.get("name") == NAME]
    page.context.add_cookies([{"name": NAME, "value": cookie["value"], "url": own_site.url}])
    page.goto("/ja/me")
    expect(page.get_by_label("コード")).to_be_visible()


def test_whatever_awaits_somebody_has_words() -> None:
    for lang in ("ja", "en"):
        for kind in (*get_args(Awaited), "other"):
            assert {f"kind-{kind}", f"look-{kind}"} <= table("me", lang).keys()


def test_what_is_prepared_and_drafted_leads_to_its_page() -> None:
    facts = HandoverFacts(
        registry="https://registry.example",
        municipality=Municipality("999903", name="例示市"),
        day="2026-11-22",
        rebases=(RebaseFact("a-form", "1.0.0", "1.1.0", outcomes={"conflict": 1}),),
        drafts=(DraftFact("a-form", "1-2"),),
    )
    found = awaited(msgspec.json.encode(facts), "en")
    assert {one.kind: one.url for one in found.todo} == {
        "rebase": "/en/rebases/a-form/999903",
        "draft": "/en/drafts/1-2",
    }
