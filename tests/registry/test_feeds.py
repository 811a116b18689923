"""Do the feeds tell of all that happens, each to whom it concerns, and stay the same meanwhile?"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Any
from xml.etree.ElementTree import Element, fromstring

import pytest

from registry import days
from registry.embedded import EmbeddedPostgres
from soroe.events import TOPICS
from tests.registry import databases
from tests.registry.busy import FORM, make_busy
from tests.registry.databases import OTHER, OWNER, rows
from tests.registry.documents import FORM as SMALL
from tests.registry.documents import encoded, small_core, small_diff
from tests.registry.served import PUBLIC_URL, Served, Tokens, serving

ATOM = "{http://www.w3.org/2005/Atom}"
SOON = days.today() + timedelta(days=3)


@pytest.fixture(scope="module")
def busy(cluster: EmbeddedPostgres, filled: Tokens) -> Iterator[Served]:
    """A registry in which much has happened, and in which nothing happens any more."""
    with databases.made(cluster.url, databases.TEMPLATE) as url:
        with serving(url, filled) as running:
            make_busy(running)
            address = f"/api/v1/forms/{SMALL}/reviews/1.1.0?closesOn={SOON}"
            body = encoded(small_core())
            token = running.tokens.steward
            assert running.call("PUT", address, token, content=body).status_code == 201
        with serving(url, filled) as running:  # told of when a process begins, then every minute
            running.get("/health")
            yield running


def read(registry: Served, path: str, **query: Any) -> Element:
    answer = registry.get(f"/feeds/{path}.atom", params=query)
    assert answer.status_code == 200, answer.text
    assert answer.headers["content-type"].startswith("application/atom+xml")
    feed: Element = fromstring(answer.content)
    return feed


def entries(feed: Element) -> list[dict[str, str]]:
    """What each entry says of itself: topic, title, id, the instant, where to read more."""
    return [
        {
            "topic": "".join(e.get("term") or "" for e in entry.iter(f"{ATOM}category")),
            "page": link(entry, "alternate") or "",
            **{name: entry.findtext(ATOM + name) or "" for name in ("title", "id", "updated")},
        }
        for entry in feed.iter(f"{ATOM}entry")
    ]


def topics(feed: Element) -> set[str]:
    return {entry["topic"] for entry in entries(feed)}


def link(feed: Element, rel: str) -> str | None:
    return next((e.get("href") for e in feed.iter(f"{ATOM}link") if e.get("rel") == rel), None)


def test_a_city_is_told_of_its_own_and_of_the_forms_that_it_uses(busy: Served) -> None:
    feed = read(busy, f"municipalities/{OWNER}")
    assert feed.findtext(f"{ATOM}title") == f"揃え: 例示市({OWNER})"
    assert topics(feed) >= {
        "diff.published", "citation.amended", "rebase.prepared", "succession.recorded",
        "core.published", "core.deprecated", "review.opened",
    }  # fmt: skip
    told = [entry["title"] for entry in entries(feed)]
    assert "例示市が「学童クラブ利用申請」のローカル差分 第1版を公開しました" in told
    assert any(
        t.startswith("例示市の「学童クラブ利用申請」: 共通コア 2.0.0 への引き") for t in told
    )
    assert any("例示市から例示浜市への引き継ぎ" in t for t in told)


def test_another_city_is_told_only_what_concerns_it(busy: Served) -> None:
    heir = entries(read(busy, "municipalities/992046"))
    assert [entry["topic"] for entry in heir] == ["succession.recorded"]
    assert not entries(read(busy, f"municipalities/{OTHER}"))


def test_a_form_and_a_prefecture_have_feeds_of_their_own(busy: Served) -> None:
    of_form = {entry["id"] for entry in entries(read(busy, f"forms/{FORM}"))}
    of_prefecture = {entry["id"] for entry in entries(read(busy, "prefectures/990001"))}
    of_city = {entry["id"] for entry in entries(read(busy, f"municipalities/{OWNER}"))}
    everything = {entry["id"] for entry in entries(read(busy, "all"))}
    assert of_form < of_prefecture < everything
    assert of_city < of_prefecture
    assert not entries(read(busy, "prefectures/130001"))


def test_an_entry_leads_to_a_page_that_is_there(busy: Served) -> None:
    found = {
        entry["topic"].partition(".")[0]: entry["page"] for entry in entries(read(busy, "all"))
    }
    for subject in ("core", "diff", "review", "citation"):
        there = found[subject].removeprefix(PUBLIC_URL)
        assert there.startswith("/ja/")
        answer = busy.get(there)
        assert answer.status_code == 200, there
        assert answer.headers["content-type"].startswith("text/html")


def test_what_closes_soon_is_told_once(busy: Served) -> None:
    told = [e for e in entries(read(busy, f"forms/{SMALL}")) if e["topic"] == "review.closing"]
    assert [e["title"].partition("が、")[0] for e in told] == [
        "「小さな様式」の共通コア 1.1.0 の意見照会"
    ]


def test_entries_are_newest_first_with_stable_ids(busy: Served) -> None:
    feed = read(busy, "all")
    found = entries(feed)
    assert [e["updated"] for e in found] == sorted((e["updated"] for e in found), reverse=True)
    assert feed.findtext(f"{ATOM}updated") == found[0]["updated"]
    assert len({e["id"] for e in found}) == len(found)
    assert all(e["id"].startswith("tag:registry.example,") for e in found)
    assert feed.findtext(f"{ATOM}id") == f"{PUBLIC_URL}/feeds/all.atom"
    assert link(feed, "self") == f"{PUBLIC_URL}/feeds/all.atom"


def test_a_feed_that_says_nothing_new_is_not_sent_again(busy: Served) -> None:
    first = busy.get("/feeds/all.atom")
    assert first.headers["cache-control"] == "public, no-cache"
    again = busy.get("/feeds/all.atom", headers={"If-None-Match": first.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")
    empty = [busy.get(f"/feeds/municipalities/{OTHER}.atom").headers["etag"] for _ in range(2)]
    assert empty[0] == empty[1]


def test_older_entries_are_on_the_next_page(busy: Served) -> None:
    sql = "insert into outbox (topic, name) select 'core.published', 'forms/long/1.0.' || n from generate_series(1, 120) n"
    rows(busy.database, sql)
    pages, address = [], f"{PUBLIC_URL}/feeds/all.atom"
    while address:
        answer = busy.get(address.removeprefix(PUBLIC_URL))
        feed = fromstring(answer.content)
        assert link(feed, "self") == address
        pages.append([entry["id"] for entry in entries(feed)])
        address = link(feed, "next") or ""
    assert all(len(page) == 50 for page in pages[:-1])
    together = [id_ for page in pages for id_ in page]
    (count,) = rows(busy.database, "select count(*) from outbox")
    assert len(together) == len(set(together)) == count[0]


def test_the_words_are_there_in_english(busy: Served) -> None:
    told = [e["title"] for e in entries(read(busy, f"forms/{FORM}", lang="en"))]
    assert 'Core 2.0.0 of "学童クラブ利用申請" was published' in told


def test_every_topic_that_the_database_announces_has_its_sentence(busy: Served) -> None:
    found = {row["topic"] for row in rows(busy.database, "select distinct topic from outbox")}
    assert found <= set(TOPICS)
    assert all(entry["title"] != entry["topic"] for entry in entries(read(busy, "all")))


@pytest.mark.parametrize(
    ("path", "status", "kind"),
    [
        ("forms/nowhere.atom", 404, "no-such-form"),
        ("forms/small-form.xml", 404, "not-found"),
        ("municipalities/999904.atom", 400, "check-digit-wrong"),
        ("municipalities/995002.atom", 404, "no-such-municipality"),
        ("prefectures/999903.atom", 400, "parameter-invalid"),
        ("all.atom?before=0", 400, "parameter-invalid"),
        ("all.atom?before=99999999999999999999", 400, "parameter-invalid"),
        ("all.atom?lang=fr", 400, "parameter-invalid"),
    ],
)
def test_what_is_not_there_is_named(busy: Served, path: str, status: int, kind: str) -> None:
    answer = busy.get(f"/feeds/{path}")
    assert (answer.status_code, answer.json()["type"].rpartition("/")[2]) == (status, kind)


def test_signs_that_xml_does_not_take_are_shown(registry: Served) -> None:
    body = small_diff(OWNER, top=2)
    assert registry.call(
        "PUT",
        f"/api/v1/forms/{SMALL}/local/{OWNER}/2",
        registry.tokens.owner,
        content=encoded(body),
    ).is_success
    state = {"state": "withdrawn", "reason": "誤り <b>&\u0007 のため"}
    path = f"/api/v1/forms/{SMALL}/versions/1.0.0/state"
    token = registry.tokens.steward
    assert registry.call("POST", path, token, content=encoded(state)).is_success
    feed = read(registry, f"forms/{SMALL}")
    said = [e.text for e in feed.iter(f"{ATOM}summary")]
    assert said
    assert "&lt;b&gt;" in (said[0] or "")
