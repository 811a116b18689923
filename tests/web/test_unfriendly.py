"""Does what nobody sends by accident get an answer, and never one that was not thought of?"""

from __future__ import annotations

import socket
from collections.abc import Iterator
from urllib.parse import urlsplit

import httpx
import pytest
from playwright.sync_api import Page, expect

from registry.web import forms
from registry.web.drafting.draft_text import MAX_CITED
from registry.web.guard import is_own
from tests.registry.databases import ROOT
from tests.registry.served import Served
from tests.web import site as sites
from tests.web.conftest import SignIn

FORM = "gakudo-application"
KINTONE = ROOT / "schemas/samples/999903/kintone-fields.json"
HUGE = str(2**70)


@pytest.fixture(scope="module")
def somebody(site: Served) -> Iterator[httpx.Client]:
    """Somebody who is not signed in, and sends whatever comes to mind."""
    own = {"Sec-Fetch-Site": "same-origin"}
    with httpx.Client(base_url=site.url, headers=own, trust_env=False, timeout=30) as client:
        yield client


def signed_in(site: Served, who: str) -> httpx.Client:
    """The same, signed in."""
    name, value = sites.session(site, who)
    own = {"Sec-Fetch-Site": "same-origin"}
    return httpx.Client(
        base_url=site.url, headers=own, cookies={name: value}, trust_env=False, timeout=30
    )


@pytest.fixture(scope="module")
def steward(site: Served) -> Iterator[httpx.Client]:
    """A steward who does."""
    with signed_in(site, "steward") as client:
        yield client


@pytest.fixture(scope="module")
def clerk(site: Served) -> Iterator[httpx.Client]:
    """A clerk of 例示市 who does."""
    with signed_in(site, "999903") as client:
        yield client


def word(client: httpx.Client) -> str:
    """The word that the forms of the session carry."""
    return client.get("/ja/me").text.split('name="csrf" value="')[1].split('"')[0]


def raw(site: Served, method: str, target: str) -> tuple[int, dict[str, str]]:
    """Status and headers of a request whose target no client would send."""
    parts = urlsplit(site.url)
    assert parts.hostname
    assert parts.port
    with socket.create_connection((parts.hostname, parts.port), timeout=30) as wire:
        lines = f"{method} {target} HTTP/1.1", f"Host: {parts.netloc}", "Connection: close", "", ""
        wire.sendall("\r\n".join(lines).encode("latin-1"))
        answer = b"".join(iter(lambda: wire.recv(65536), b"")).decode("utf-8", "replace")
    first, *lines_ = answer.partition("\r\n\r\n")[0].split("\r\n")
    return int(first.split()[1]), {
        name.lower(): value for name, _, value in (line.partition(": ") for line in lines_)
    }


@pytest.mark.parametrize(
    ("target", "status"),
    [
        ("*", 404),
        ("/ja/%00", 404),
        ("/ja/../../etc/passwd", 404),
        ("/ja/%2e%2e/%2e%2e/etc/passwd", 404),
        ("/static/pages/x/..%2f..%2fapp.py", 404),
        ("/ja/forms/..%2f..%2fx", 404),
        ("/ja/forms/%ff%fe", 400),
        ("/ja/municipalities/%00", 404),
        ("/ja/search?q=%ff%fe%ED%A0%80", 200),
        ("/ja/search?q=%00", 400),
        (f"/ja/forms/{FORM}/proposals/{HUGE}", 404),
        (f"/ja/forms/{FORM}/candidates?page={HUGE}", 200),
        (f"/ja/forms/{FORM}/what-if?best={HUGE}", 422),
        (f"/ja/forms/{FORM}/heat?page={HUGE}", 200),
        (f"/ja/forms/{FORM}/local/999903/{HUGE}", 400),
        ("//evil.example/ja", 404),
        ("/ja//evil.example", 404),
        ("/ja/" + "a" * 50_000, 404),
    ],
)
def test_an_address_that_is_none_is_told_so(site: Served, target: str, status: int) -> None:
    found, headers = raw(site, "GET", target)
    assert found == status
    assert "default-src 'none'" in headers["content-security-policy"]
    assert headers["x-content-type-options"] == "nosniff"


@pytest.mark.parametrize("method", ["OPTIONS", "TRACE", "PUT", "PATCH"])
def test_a_method_that_a_page_has_not_is_no_accident(site: Served, method: str) -> None:
    assert raw(site, method, "/ja/me")[0] == (204 if method == "OPTIONS" else 405)


def test_a_long_address_is_not_carried_through_the_sign_in(somebody: httpx.Client) -> None:
    assert somebody.get("/ja/me?a=b").headers["location"].endswith("?to=%2Fja%2Fme%3Fa%3Db")
    assert somebody.get("/ja/me?" + "a" * 3000).headers["location"] == "/ja/sign-in"


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/ja/admin/organisations/%00", 404),
        ("/ja/admin/organisations/%ED%A0%80", 404),
        ("/ja/admin/audit?until=9999-12-31", 400),
        ("/ja/admin/audit?since=0001-01-01", 400),
        ("/ja/admin/audit?before=" + "9" * 30, 200),
        ("/ja/admin/audit/export?format=html", 400),
    ],
)
def test_a_steward_cannot_break_the_administration(
    steward: httpx.Client, path: str, status: int
) -> None:
    assert steward.get(path).status_code == status


def part(name: str, value: bytes, more: str = "") -> bytes:
    """A part of a form, as a browser sends it but for what is wrong with it."""
    head = f'--x\r\nContent-Disposition: form-data; name="{name}"{more}\r\n\r\n'
    return head.encode("utf-8", "surrogateescape") + value + b"\r\n"


def multipart(client: httpx.Client, *parts: bytes, more: str = "") -> httpx.Response:
    """Send such parts to be checked."""
    headers = {"Content-Type": f"multipart/form-data; boundary=x{more}"}
    return client.post("/ja/check", content=b"".join(parts) + b"--x--\r\n", headers=headers)


@pytest.mark.parametrize(
    ("parts", "more"),
    [
        ([part("form", b"\xed\xa0\x80\xff")], ""),
        ([part("form", b"x", "\r\nContent-Type: text/plain; charset=nonsense")], ""),
        ([part("form", b"\xff", "\r\nContent-Type: text/plain; charset=zlib")], ""),
        ([part("form", b"\xff")], "; charset=zlib_codec"),
        ([part("form", b"x")] * 1001, ""),
        ([part("file", b"{}", f'; filename="{"n" * 20_000}"')], ""),
        ([part("file", b"{}", '; filename="\udced\udca0\udc80"')], ""),
    ],
    ids=["no UTF-8", "charset", "codec", "codec of all", "many", "long name", "name no UTF-8"],
)
def test_a_form_that_cannot_be_read_is_refused(
    somebody: httpx.Client, parts: list[bytes], more: str
) -> None:
    assert multipart(somebody, *parts, more=more).status_code == 400


def test_a_file_name_keeps_only_what_can_be_seen(site: Served, somebody: httpx.Client) -> None:
    names = '; filename="a\0b\u202etxt.json"'
    sent = part("file", KINTONE.read_bytes(), names)
    answer = multipart(somebody, part("form", FORM.encode()), sent)
    assert answer.status_code == 303, answer.text
    check = answer.headers["location"].rpartition("/")[2]
    (row,) = sites.rows(site, "select file_name from form_check where id::text = $1", check)
    assert row["file_name"] == "abtxt.json"


def test_more_fields_than_any_form_has_are_not_read(somebody: httpx.Client) -> None:
    headers = {"Content-Type": "application/x-www-form-urlencoded"}
    body = "&".join(["a=1"] * forms.MAX_FIELDS)
    assert somebody.post("/ja/sign-in", content=body, headers=headers).status_code == 403
    more = somebody.post("/ja/sign-in", content=body + "&a=1", headers=headers)
    assert more.status_code == 400


def test_a_draft_takes_no_number_that_there_is_not(clerk: httpx.Client) -> None:
    csrf = word(clerk)
    there = clerk.post("/ja/drafts/new", data={"csrf": csrf, "form": FORM}).headers["location"]
    for do in (
        "fill " + "9" * 5000,
        "drop " + HUGE,
        "fill -1",
        "fill ²",
        "fill ٣",
        "fill 1\nX-More: 1",
    ):
        tag = clerk.get(there).text.split('name="tag" value="')[1].split('"')[0]
        answer = clerk.post(there, data={"csrf": csrf, "tag": tag, "do": do})
        assert answer.status_code == 303, do
    for edit in (HUGE, "-1", f"-{HUGE}"):
        assert clerk.get(f"{there}/merge?edit={edit}").status_code == 404
    text = "例" * (MAX_CITED + 1)
    tag = clerk.get(there).text.split('name="tag" value="')[1].split('"')[0]
    answer = clerk.post(there, data={"csrf": csrf, "tag": tag, "cite-0": text})
    assert answer.status_code == 422
    clerk.post(f"{there}/discard", data={"csrf": csrf})


def test_the_draft_of_a_core_takes_none_either(steward: httpx.Client) -> None:
    csrf = word(steward)
    made = steward.post("/ja/cores/new", data={"csrf": csrf, "form": FORM})
    there = made.headers["location"]
    for edit in (HUGE, "-1", f"-{HUGE}"):
        assert steward.get(f"{there}/merge?edit={edit}").status_code == 404
    steward.post(f"{there}/discard", data={"csrf": csrf})


@pytest.mark.parametrize(
    ("origin", "public", "host", "own"),
    [
        ("https://soroe.example", "https://soroe.example", "soroe.example", True),
        ("https://soroe.example", "https://soroe.example", "registry:8000", True),
        ("http://soroe.example", "https://soroe.example", "soroe.example", False),
        ("https://soroe.example:444", "https://soroe.example", "soroe.example", False),
        ("http://localhost:8000", "http://127.0.0.1:8000", "localhost:8000", True),
        ("http://evil.example", "http://127.0.0.1:8000", "127.0.0.1:8000", False),
        ("null", "https://soroe.example", "null", False),
        ("", "https://soroe.example", "", False),
        ("https://", "https://soroe.example", "soroe.example", False),
    ],
)
def test_a_browser_that_tells_only_the_origin_is_taken_from_our_own_pages(
    origin: str, public: str, host: str, own: bool
) -> None:
    assert is_own(origin, public, host) is own


@pytest.mark.parametrize("path", ["/ja", "/ja/forms", "/ja/me", f"/ja/forms/{FORM}", "/ja/check"])
def test_what_who_is_signed_in_sees_is_kept_nowhere(
    clerk: httpx.Client, somebody: httpx.Client, path: str
) -> None:
    seen = clerk.get(path)
    assert seen.status_code == 200
    assert seen.headers["cache-control"] == "no-store"
    if path != "/ja/me":
        public = somebody.get(path)
        assert public.headers["cache-control"] == "private, no-cache"
        assert "Cookie" in public.headers["vary"]
        assert clerk.get(path, headers={"If-None-Match": public.headers["etag"]}).status_code == 200


def test_no_page_is_given_to_the_scripts_of_other_sites(somebody: httpx.Client) -> None:
    for path in ("/ja", "/ja/forms", "/ja/sign-in", "/ja/nothing-here"):
        assert "access-control-allow-origin" not in somebody.get(path).headers, path
    assert somebody.get("/forms.json").headers["access-control-allow-origin"] == "*"


def test_the_log_names_neither_a_check_nor_a_code(site: Served, somebody: httpx.Client) -> None:
    sent = part("file", KINTONE.read_bytes(), '; filename="秘密.json"')
    there = multipart(somebody, part("form", FORM.encode()), sent).headers["location"]
    assert somebody.get(there).status_code == 200
    somebody.get("/ja/sign-in/back?code=the-code&state=x")
    somebody.post("/ja/sign-in", data={"code": "2345-6789-WXYZ"})
    somebody.get("/ja/" + "long" * 5000)
    told = site.log()
    assert '"path":"/ja/check/…"' in told
    for secret in (there.rpartition("/")[2], "the-code", "2345", "秘密", "long" * 300):
        assert secret not in told


def test_a_short_idle_time_is_no_end_for_who_is_there(site: Served) -> None:
    person = "例示 急子"
    name, value = sites.session(site, "999903", person)
    sites.rows(
        site,
        "update web_session set seen_at = now() - interval '30 seconds', "
        "idle_until = now() + interval '30 seconds' where person = $1",
        person,
    )
    own = {"Cookie": f"{name}={value}"}
    assert site.get("/ja/me", headers=own).status_code == 200
    kept = "select idle_until > now() + interval '50 minutes' as kept from web_session"
    (found,) = sites.rows(site, f"{kept} where person = $1", person)
    assert found["kept"]


def test_the_back_button_shows_nothing_to_the_next_person(page: Page, signed_in: SignIn) -> None:
    signed_in(page, "999903").goto("/ja/me")
    page.get_by_role("button", name="サインアウト", exact=True).first.click()
    expect(page.get_by_role("heading", level=1)).to_have_text("サインアウトしました")
    page.go_back()
    expect(page.get_by_label("コード")).to_be_visible()
