"""Can a person with a code sign in, and nobody else; and does a session end when it should?"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator
from urllib.parse import quote

import httpx
import pytest
from playwright.sync_api import Page, expect

from registry import access_code
from registry.context import Context
from registry.limits import MAX_WRONG_CODES
from registry.services.issue_code import issue_code
from registry.web.signing.came_from import client_address
from registry.web.signing.leading import own_page
from registry.web.signing.sessions import NAME
from tests.registry.served import Served
from tests.web import site as sites
from tests.web.conftest import SignIn

WRONG = "2345-6789-ABCD"


def code(site: Served, who: str = "999903", person: str = "例示 花子") -> str:
    """A new code for a person."""

    id_ = sites.organisation(site, who)

    async def act(context: Context) -> str:
        _, made = await issue_code(context, None, organisation=id_, person=person, hours=1)
        return made.reveal()

    return sites.acting(site, act)


@pytest.fixture
def visitor(site: Served) -> Iterator[httpx.Client]:
    """A browser without a screen: it keeps cookies and says where it comes from."""
    own = {"Sec-Fetch-Site": "same-origin"}
    with httpx.Client(base_url=site.url, headers=own, trust_env=False, timeout=30) as client:
        yield client


def sign_in(visitor: httpx.Client, typed: str, **more: str) -> httpx.Response:
    return visitor.post("/ja/sign-in", data={"code": typed, **more})


def signed_in_as(visitor: httpx.Client) -> bool:
    """Whether a page for those who are signed in is shown."""
    return visitor.get("/ja/me").status_code == 200


def test_a_clerk_signs_in_with_a_code_and_out_again(
    site: Served, page: Page, axe: Callable[[Page], None]
) -> None:
    page.goto("/ja/me")
    expect(page).to_have_url(f"{site.url}/ja/sign-in?to=%2Fja%2Fme")
    axe(page)
    page.get_by_label("コード").fill(code(site).lower().replace("-", " "))
    page.get_by_role("button", name="サインイン").click()
    expect(page).to_have_url(f"{site.url}/ja/me")
    axe(page)
    page.get_by_role("button", name="サインアウト", exact=True).first.click()
    expect(page.get_by_role("heading", level=1)).to_have_text("サインアウトしました")
    axe(page)
    page.goto("/ja/me")
    expect(page.get_by_label("コード")).to_be_visible()


def test_a_wrong_code_is_told_beside_the_field_and_what_was_typed_stays(
    page: Page, axe: Callable[[Page], None]
) -> None:
    page.goto("/ja/sign-in")
    field = page.get_by_label("コード")
    field.fill("<b>ABCD")
    page.get_by_role("button", name="サインイン").click()
    expect(field).to_have_value("<b>ABCD")
    expect(field).to_be_focused()
    expect(page.locator("#code-error")).to_contain_text("使えるコードではありません")
    axe(page)


@pytest.mark.parametrize("how", ["used", "expired", "withdrawn", "mistyped", "empty"])
def test_a_code_that_does_not_hold_opens_nothing(
    site: Served, visitor: httpx.Client, how: str
) -> None:
    typed = code(site)
    hashed = sites.now(access_code.parse(typed).hash())  # type: ignore[union-attr]
    if how == "used":
        assert sign_in(visitor, typed).status_code == 303
        visitor.cookies.clear()
    elif how == "expired":
        past = "created_at = now() - interval '2 hours', expires_at = now() - interval '1 hour'"
        sites.rows(site, f"update access_code set {past} where hash = $1", hashed)
    elif how == "withdrawn":
        sites.rows(site, "update access_code set revoked_at = now() where hash = $1", hashed)
    else:
        typed = WRONG if how == "mistyped" else ""
    answer = sign_in(visitor, typed)
    assert answer.status_code == 403
    assert "set-cookie" not in answer.headers
    assert not signed_in_as(visitor)


def test_two_who_use_a_code_at_once_do_not_both_get_in(site: Served, visitor: httpx.Client) -> None:
    typed = code(site)
    answers = sites.now(_race(site, *[typed] * 5))
    assert sorted(answers) == [303, *[403] * 4]


async def _race(site: Served, *typed: str) -> list[int]:
    own = {"Sec-Fetch-Site": "same-origin"}
    async with httpx.AsyncClient(
        base_url=site.url, headers=own, trust_env=False, timeout=30
    ) as client:
        tries = (client.post("/ja/sign-in", data={"code": one}) for one in typed)
        return [answer.status_code for answer in await asyncio.gather(*tries)]


def test_who_guesses_codes_is_stopped_even_with_a_right_one(own_site: Served) -> None:
    own = {"Sec-Fetch-Site": "same-origin"}
    with httpx.Client(base_url=own_site.url, headers=own, trust_env=False, timeout=30) as visitor:
        for _ in range(MAX_WRONG_CODES):
            assert sign_in(visitor, WRONG).status_code == 403
        right = code(own_site)
        stopped = sign_in(visitor, right)
        assert stopped.status_code == 429
        assert "10分" in stopped.text
        earlier = "update sign_in_failure set at = at - interval '11 minutes'"
        sites.rows(own_site, earlier)
        assert sign_in(visitor, right).status_code == 303


def test_who_guesses_many_codes_at_once_is_stopped_as_well(own_site: Served) -> None:
    codes = [f"2345-6789-{left}{right}AB" for left in "ABCDEFGH" for right in "23456"]
    answers = sites.now(_race(own_site, *codes))
    assert answers.count(403) == MAX_WRONG_CODES
    assert answers.count(429) == len(codes) - MAX_WRONG_CODES


def test_a_code_that_is_right_counts_for_nothing(own_site: Served) -> None:
    own = {"Sec-Fetch-Site": "same-origin"}
    with httpx.Client(base_url=own_site.url, headers=own, trust_env=False, timeout=30) as visitor:
        sign_in(visitor, WRONG)
        visitor.cookies.clear()
        assert sign_in(visitor, code(own_site)).status_code == 303
    (counted,) = sites.rows(own_site, "select count(*) as n from sign_in_failure")
    assert counted["n"] == 1


def test_the_cookie_is_for_this_host_and_no_script(site: Served, visitor: httpx.Client) -> None:
    cookie = sign_in(visitor, code(site)).headers["set-cookie"]
    name, _, rest = cookie.partition("=")
    assert name == NAME
    attributes = {part.strip().lower() for part in rest.split(";")[1:]}
    assert {"httponly", "path=/", "samesite=lax"} <= attributes
    assert not [one for one in attributes if one.startswith(("domain", "max-age", "expires"))]


def test_over_https_the_cookie_is_bound_to_the_host(site: Served) -> None:
    with sites.again(site, {"SOROE_PUBLIC_URL": "https://soroe.example"}) as served:
        own = {"Sec-Fetch-Site": "same-origin"}
        with httpx.Client(base_url=served.url, headers=own, trust_env=False, timeout=30) as visitor:
            cookie = sign_in(visitor, code(site)).headers["set-cookie"]
            assert cookie.startswith(f"__Host-{NAME}=")
            assert "secure" in {part.strip().lower() for part in cookie.split(";")}


def test_the_cookie_is_no_token_and_a_token_is_no_cookie(
    site: Served, visitor: httpx.Client
) -> None:
    sign_in(visitor, code(site))
    secret = visitor.cookies[NAME]
    for text in (secret, f"soroe_{secret}", f"soroe_{secret[:36]}"):
        answer = site.get("/api/v1/whoami", headers={"Authorization": f"Bearer {text}"})
        assert answer.status_code == 401
    visitor.cookies.set(NAME, site.tokens.owner)
    assert not signed_in_as(visitor)


def test_a_sign_in_makes_a_new_secret_and_ends_the_former_session(
    site: Served, visitor: httpx.Client
) -> None:
    planted = "A" * 43
    visitor.cookies.set(NAME, planted)
    sign_in(visitor, code(site))
    held = [c for c in visitor.cookies.jar if c.name == NAME and c.value != planted]
    first = held[0].value or ""
    assert first
    with httpx.Client(base_url=site.url, trust_env=False, timeout=30) as other:
        other.cookies.set(NAME, planted)
        assert not signed_in_as(other)
        visitor.cookies.clear()
        visitor.cookies.set(NAME, first)
        word = csrf(visitor)
        assert sign_in(visitor, code(site), csrf=word).status_code == 303
        other.cookies.clear()
        other.cookies.set(NAME, first)
        assert not signed_in_as(other)


def csrf(visitor: httpx.Client) -> str:
    """The word that the forms of the session carry."""
    return visitor.get("/ja/me").text.split('name="csrf" value="')[1].split('"')[0]


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({"Sec-Fetch-Site": "cross-site"}, 403),
        ({"Sec-Fetch-Site": "same-site"}, 403),
        ({"Sec-Fetch-Site": "none"}, 403),
        ({"Origin": "https://evil.example"}, 403),
        ({"Origin": "null"}, 403),
        ({}, 403),
        ({"Sec-Fetch-Site": "same-origin"}, 303),
    ],
    ids=str,
)
def test_nobody_is_signed_in_from_another_site(
    site: Served, headers: dict[str, str], status: int
) -> None:
    with httpx.Client(base_url=site.url, headers=headers, trust_env=False, timeout=30) as visitor:
        assert sign_in(visitor, code(site)).status_code == status


def test_a_form_without_the_word_of_the_session_changes_nothing(
    site: Served, visitor: httpx.Client
) -> None:
    sign_in(visitor, code(site))
    for word in ("", "0" * 64):
        assert visitor.post("/ja/sign-out", data={"csrf": word}).status_code == 403
    assert signed_in_as(visitor)
    assert visitor.post("/ja/sign-out", data={"csrf": csrf(visitor)}).status_code == 303
    assert not signed_in_as(visitor)


def test_signing_out_ends_the_session_on_the_server_and_clears_the_browser(
    site: Served, visitor: httpx.Client
) -> None:
    sign_in(visitor, code(site))
    secret = visitor.cookies[NAME]
    answer = visitor.post("/ja/sign-out", data={"csrf": csrf(visitor)})
    assert answer.headers["clear-site-data"] == '"cache", "storage"'
    assert NAME not in visitor.cookies
    visitor.cookies.set(NAME, secret)
    assert not signed_in_as(visitor)


def test_signing_out_everywhere_ends_all_sessions_of_the_person_and_no_other(
    site: Served, visitor: httpx.Client
) -> None:
    people = {"here": "鈴木 一", "there": "鈴木 一", "other": "鈴木 二"}
    secrets = {}
    for place, person in people.items():
        visitor.cookies.clear()
        sign_in(visitor, code(site, person=person))
        secrets[place] = visitor.cookies[NAME]
    visitor.cookies.clear()
    visitor.cookies.set(NAME, secrets["here"])
    visitor.post("/ja/sign-out", data={"csrf": csrf(visitor), "everywhere": "1"})
    for place, still in (("here", False), ("there", False), ("other", True)):
        visitor.cookies.clear()
        visitor.cookies.set(NAME, secrets[place])
        assert signed_in_as(visitor) is still, place


@pytest.mark.parametrize("why", ["idle", "over", "revoked"])
def test_a_session_that_is_over_is_none(site: Served, visitor: httpx.Client, why: str) -> None:
    person = f"例示 {why}"
    sign_in(visitor, code(site, person=person))
    assert signed_in_as(visitor)
    of = "from web_session s where s.token = t.id and s.person = $1"
    change = {
        "idle": "update web_session set idle_until = now() where person = $1",
        "over": "update token t set created_at = now() - interval '1 day', "
        f"expires_at = now() - interval '1 second' {of}",
        "revoked": f"update token t set revoked_at = now() {of}",
    }
    sites.rows(site, change[why], person)
    assert not signed_in_as(visitor)


def test_being_there_keeps_a_session_but_not_for_ever(site: Served, visitor: httpx.Client) -> None:
    person = "例示 継子"
    sign_in(visitor, code(site, person=person))
    back = (
        "update web_session set seen_at = seen_at - interval '50 minutes', "
        "idle_until = idle_until - interval '50 minutes' where person = $1"
    )
    times = (
        "select idle_until > now() + interval '59 minutes' as kept, "
        "t.expires_at - t.created_at as lasts from web_session s "
        "join token t on t.id = s.token where person = $1"
    )
    sites.rows(site, back, person)
    assert signed_in_as(visitor)
    (found,) = sites.rows(site, times, person)
    assert found["kept"]
    assert abs(found["lasts"].total_seconds() - 12 * 3600) < 60


@pytest.mark.parametrize(
    "wanted",
    [
        "https://evil.example/", "//evil.example/", "/\\evil.example", "/ja//evil.example",
        "/ja/\\evil.example", "javascript:alert(1)", "/ja/sign-out", "/ja/sign-in?to=/ja/me",
        "/api/v1/whoami", "/ja", "ja/me", "/ja/a b", "/ja/\nme", "/ja/東京", "", "/en/../x\x7f",
        "/ja/" + "a" * 3000,
    ],
)  # fmt: skip
def test_a_sign_in_leads_nowhere_but_to_our_own_pages(
    site: Served, visitor: httpx.Client, wanted: str
) -> None:
    assert own_page("ja", wanted) == "/ja/me"
    if wanted in {"https://evil.example/", "//evil.example/"}:
        answer = sign_in(visitor, code(site), to=wanted)
        assert answer.headers["location"] == "/ja/me"
        shown = visitor.get(f"/ja/sign-in?to={quote(wanted, safe='')}")
        assert "evil.example" not in shown.text


@pytest.mark.parametrize("wanted", ["/ja/forms/a?q=1&r=%E6%9D%B1", "/en/check", "/ja/drafts/1-2"])
def test_a_sign_in_leads_back_to_the_page_that_was_wanted(wanted: str) -> None:
    assert own_page("ja", wanted) == wanted


def test_a_code_is_read_however_it_is_typed_and_never_printed() -> None:
    made = access_code.issue()
    shown = made.reveal()
    for typed in (
        shown.lower(),
        shown.replace("-", ""),
        shown.replace("-", "‐"),
        f"  {shown} ",
        wide(shown),
    ):
        read = access_code.parse(typed)
        assert read is not None, typed
        assert read.reveal() == shown
    for wrong in (shown[:-1], shown + "A", shown[:-1] + "0", shown[:-1] + "é", ""):
        assert access_code.parse(wrong) is None
    assert not set("01ILO") & set(access_code.ALPHABET)
    assert shown not in f"{made} {made!r} {[made]}"


def wide(text: str) -> str:
    return "".join(chr(ord(letter) + 0xFEE0) for letter in text)


def test_what_is_kept_of_a_code_is_not_the_code(site: Served) -> None:
    typed = code(site)
    kept = sites.rows(site, "select a::text as row from access_code a")
    assert kept
    for row in kept:
        assert typed not in row["row"]
        assert typed.replace("-", "") not in row["row"]


def test_a_session_is_seen_in_the_audit_with_the_person_who_acted(
    site: Served, visitor: httpx.Client
) -> None:
    person = "監査 見子"
    sign_in(visitor, code(site, person=person))
    visitor.post("/ja/sign-out", data={"csrf": csrf(visitor)})
    found = sites.rows(
        site,
        "select action from audit a join web_session s on s.token = a.token "
        "where s.person = $1 order by a.id",
        person,
    )
    assert [row["action"] for row in found] == ["sign-in", "sign-out"]


def test_sessions_are_not_listed_among_the_tokens_of_programs(
    site: Served, visitor: httpx.Client
) -> None:
    sign_in(visitor, code(site, person="一覧 出子"))
    found = site.get(
        "/api/v1/organisations/municipality-999903/tokens",
        headers={"Authorization": f"Bearer {site.tokens.steward}"},
    )
    assert found.status_code == 200
    assert [one["label"] for one in found.json()["tokens"]] == ["make run"]


def test_the_signed_in_fixture_is_what_a_sign_in_gives(page: Page, signed_in: SignIn) -> None:
    signed_in(page, "999903").goto("/ja/me")
    expect(page.get_by_role("heading", level=1)).to_contain_text("例示市")


@pytest.mark.parametrize(
    ("proxies", "forwarded", "counted"),
    [
        (0, ["203.0.113.1", "203.0.113.2"], True),
        (1, ["203.0.113.1", "203.0.113.2"], False),
        (1, ["203.0.113.9, 203.0.113.1", "203.0.113.8, 203.0.113.1"], True),
        (2, ["203.0.113.1, 10.0.0.1", "203.0.113.1, 10.0.0.2"], True),
        (2, ["10.0.0.1", "10.0.0.2"], True),
        (1, ["203.0.113.1:40001", "203.0.113.1:40002", "::ffff:203.0.113.1"], True),
        (1, ["2001:db8:0:1::1", "[2001:db8:0:1:ffff::2]:443", "2001:DB8:0:1::3"], True),
        (1, ["2001:db8:0:1::1", "2001:db8:0:2::1"], False),
        (1, ["unknown", "_hidden"], False),
    ],
    ids=str,
)
def test_wrong_codes_are_counted_by_where_they_come_from(
    proxies: int, forwarded: list[str], counted: bool
) -> None:
    assert (len({place(proxies, one) for one in forwarded}) == 1) is counted


def place(proxies: int, forwarded: str) -> str:
    return client_address("127.0.0.1", forwarded, proxies)
