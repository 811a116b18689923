"""Are reads right for browsers, caches, mirrors and editors?"""

from __future__ import annotations

import gzip
import hashlib

import httpx
import pytest

from registry.caching import CACHING, IMMUTABLE, NEVER, POINTER
from tests.registry.databases import OWNER
from tests.registry.documents import FORM
from tests.registry.routes import TRIES, routes
from tests.registry.served import Served

CORE = f"/forms/{FORM}/1.0.0.json"
LOCAL = f"/forms/{FORM}/local/{OWNER}"
ADDRESSES = {
    "/catalog.json": (POINTER, "application/json"),
    "/forms.json": (POINTER, "application/json"),
    f"/forms/{FORM}.json": (POINTER, "application/json"),
    CORE: (IMMUTABLE, "application/schema+json"),
    f"/forms/{FORM}/latest.json": (POINTER, "application/schema+json"),
    f"/forms/{FORM}/1.json": (POINTER, "application/schema+json"),
    f"{LOCAL}.json": (POINTER, "application/json"),
    f"{LOCAL}/1.diff.json": (IMMUTABLE, "application/json"),
    f"{LOCAL}/1.json": (IMMUTABLE, "application/schema+json"),
    "/components/note/1.0.0.json": (IMMUTABLE, "application/schema+json"),
    "/meta/form.json": (POINTER, "application/schema+json"),
    "/meta/local-diff.json": (POINTER, "application/schema+json"),
    "/meta/findings-report.json": (POINTER, "application/schema+json"),
    "/rules/choice-added.html": (POINTER, "text/html; charset=utf-8"),
    "/municipalities.json": (POINTER, "application/json"),
    "/problems.json": (POINTER, "application/json"),
    "/openapi.json": (POINTER, "application/vnd.oai.openapi+json"),
    "/openapi": (POINTER, "text/html; charset=utf-8"),
    "/static/swagger-ui/swagger-ui.css": (POINTER, "text/css; charset=utf-8"),
    "/static/swagger-ui/swagger-ui-bundle.js": (POINTER, "text/javascript; charset=utf-8"),
}
PLAIN = {"Accept-Encoding": "identity"}


def test_every_route_is_in_the_table_and_every_line_of_it_is_a_route() -> None:
    assert set(CACHING) == {route for _, route in routes()}


@pytest.mark.parametrize("route", sorted(TRIES), ids=" ".join)
def test_every_answer_has_a_policy_of_its_route(registry: Served, route: tuple[str, str]) -> None:
    request = TRIES[route]
    more = {} if request.content is None else {"content": request.content}
    needs = registry.tokens.owner if "local/{code}/{revision}" in route[1] else None
    answer = registry.call(route[0], request.address, needs or registry.tokens.steward, **more)
    policies = CACHING[route[1]]
    assert answer.headers["cache-control"] in (policies if answer.is_success else (NEVER,))
    if answer.headers["cache-control"] != NEVER:
        assert "etag" in answer.headers
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert "default-src 'none'" in answer.headers["content-security-policy"]
    assert "set-cookie" not in answer.headers


@pytest.mark.parametrize("address", ADDRESSES)
def test_an_address_has_its_policy_its_media_type_and_the_tag_of_its_bytes(
    registry: Served, address: str
) -> None:
    policy, media_type = ADDRESSES[address]
    for _ in range(2):  # the second answer of an immutable one comes from the store
        answer = registry.get(address, headers=PLAIN)
        assert answer.status_code == 200
        assert answer.headers["cache-control"] == policy
        assert answer.headers["content-type"] == media_type
        assert answer.headers["etag"] == f'"{hashlib.sha256(answer.content).hexdigest()}"'
        assert answer.headers["access-control-allow-origin"] == "*"


@pytest.mark.parametrize("address", ADDRESSES)
def test_who_has_it_is_told_that_nothing_is_new(registry: Served, address: str) -> None:
    tag = registry.get(address, headers=PLAIN).headers["etag"]
    for held in (tag, f"W/{tag}", f'"other", {tag}', f'W/"a" , W/{tag}', "*"):
        answer = registry.get(address, headers={**PLAIN, "If-None-Match": held})
        assert (answer.status_code, answer.content) == (304, b""), held
        assert answer.headers["etag"] == tag
        assert answer.headers["cache-control"] == ADDRESSES[address][0]
    for held in ('"other"', tag.strip('"'), f'"{tag[1:-1]}x"'):
        answer = registry.get(address, headers={**PLAIN, "If-None-Match": held})
        assert answer.status_code == 200, held


@pytest.mark.parametrize("address", [*ADDRESSES, "/health", "/nothing"])
def test_head_is_get_without_the_body(registry: Served, address: str) -> None:
    ignored = {"date", "x-request-id"}
    whole = registry.get(address, headers=PLAIN)
    head = registry.call("HEAD", address, headers=PLAIN)
    assert (head.status_code, head.content) == (whole.status_code, b"")
    assert {k: v for k, v in head.headers.items() if k not in ignored} == {
        k: v for k, v in whole.headers.items() if k not in ignored
    }


@pytest.mark.parametrize("address", [CORE, "/municipalities.json"])
def test_a_compressed_answer_is_given_on_demand_and_has_its_own_tag(
    registry: Served, address: str
) -> None:
    plain = registry.get(address, headers=PLAIN)
    assert "content-encoding" not in plain.headers
    assert plain.headers["vary"] == "Accept-Encoding"
    for accepted in ("gzip", "br, gzip;q=0.5", "*", "GZIP"):
        headers = {"Accept-Encoding": accepted}
        with registry.client.stream("GET", address, headers=headers) as answer:
            raw = b"".join(answer.iter_raw())
        assert answer.headers["content-encoding"] == "gzip", accepted
        assert gzip.decompress(raw) == plain.content
        assert answer.headers["etag"] != plain.headers["etag"]
        assert answer.headers["vary"] == "Accept-Encoding"
        again = {**headers, "If-None-Match": answer.headers["etag"]}
        assert registry.get(address, headers=again).status_code == 304
    for refused in ("gzip;q=0", "br", "", "*;q=0", "gzip;q=nonsense"):
        answer = registry.get(address, headers={"Accept-Encoding": refused})
        assert "content-encoding" not in answer.headers, refused


def test_a_preflight_is_answered_and_any_address_says_what_it_allows(registry: Served) -> None:
    for address, method in ((CORE, "GET"), ("/api/v1/check", "POST")):
        answer = registry.call(
            "OPTIONS",
            address,
            headers={"Origin": "https://a.example", "Access-Control-Request-Method": method},
        )
        assert answer.status_code == 204
        assert method in answer.headers["access-control-allow-methods"].split(", ")
        assert "Authorization" in answer.headers["access-control-allow-headers"]


def test_a_wrong_method_is_told_which_are_right(registry: Served) -> None:
    answer = registry.call("PATCH", CORE, content=b"{}")
    assert answer.status_code == 405
    assert "GET" in answer.headers["allow"]
    assert answer.json()["type"].endswith("/problems/method-not-allowed")


UNKEYED = (
    "Host", "X-Forwarded-Host", "X-Forwarded-Proto", "X-Forwarded-For", "Forwarded", "Origin",
    "Referer", "Cookie", "User-Agent", "Accept", "Accept-Language", "X-Original-URL", "Via",
    "X-Rewrite-URL", "X-HTTP-Method-Override", "Range", "If-Modified-Since", "Authorization",
)  # fmt: skip


@pytest.mark.parametrize("name", UNKEYED)
def test_no_other_header_changes_what_is_kept(registry: Served, name: str) -> None:
    for address in (CORE, f"/forms/{FORM}.json", "/catalog.json"):
        plain = registry.get(address, headers=PLAIN)
        answer = registry.get(address, headers={**PLAIN, name: "evil.example"})
        assert (answer.status_code, answer.content) == (200, plain.content), address
        assert answer.headers["etag"] == plain.headers["etag"]


@pytest.mark.parametrize(
    ("address", "type_"),
    [
        ("/nothing", "not-found"),
        ("/forms/none.json", "no-such-form"),
        ("/forms/none", "not-found"),
        (f"/forms/{FORM}/9.9.9.json", "no-such-version"),
        (f"/forms/{FORM}/01.0.0.json", "version-invalid"),
        (f"/forms/{FORM}/1.0.0.yaml", "not-found"),
        ("/forms/Small/1.0.0.json", "form-name-invalid"),
        (f"{LOCAL}/9.json", "no-such-revision"),
        (f"{LOCAL}/9.diff.json", "no-such-revision"),
        (f"{LOCAL}/0.json", "revision-invalid"),
        (f"{LOCAL}/%EF%BC%91.json", "revision-invalid"),
        (f"/forms/{FORM}/local/999901.json", "check-digit-wrong"),
        (f"/forms/{FORM}/local/011002.json", "no-such-revision"),
        (f"/forms/{FORM}/local/9999.json", "municipality-code-invalid"),
        ("/components/none/1.0.0.json", "not-found"),
        ("/meta/none.json", "not-found"),
        ("/meta/..%2fforms.json", "not-found"),
        ("/static/swagger-ui/LICENSE", "not-found"),
        ("/problems/none", "not-found"),
        ("/forms/%00/1.0.0.json", "parameter-invalid"),
    ],
)
def test_what_is_not_there_is_a_problem_that_is_not_kept(
    registry: Served, address: str, type_: str
) -> None:
    answer = registry.get(address)
    assert 400 <= answer.status_code < 500
    assert answer.json()["type"].endswith(f"/problems/{type_}"), answer.text
    assert answer.headers["cache-control"] == NEVER


def test_kept_answers_are_counted_together_and_others_logged_one_by_one(registry: Served) -> None:
    registry.get(CORE)
    listing = f'"path":"/forms/{FORM}.json"'
    kept, logged = registry.log().count(CORE), registry.log().count(listing)
    for _ in range(3):
        registry.get(CORE)
        registry.get(f"/forms/{FORM}.json")
    registry.get("/health")  # a line is written after its answer, and before the next one
    assert registry.log().count(CORE) == kept
    assert registry.log().count(listing) == logged + 3


def test_a_query_leads_past_the_store_to_the_same_document(registry: Served) -> None:
    answer: httpx.Response = registry.get(CORE, params={"v": "1"}, headers=PLAIN)
    assert answer.content == registry.get(CORE, headers=PLAIN).content
