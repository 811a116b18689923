"""Do people of an OpenID Connect provider get in, and nobody who only says so?"""

from __future__ import annotations

import base64
import hashlib
import json
import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, Self
from urllib.parse import parse_qs, urlsplit

import httpx
import pytest
from playwright.sync_api import Browser, expect

from registry.context import Context
from registry.embedded import EmbeddedPostgres
from registry.oidc import started
from registry.oidc.provider import Client, Provider
from registry.oidc.settings import provider_of
from registry.problems import RefusedError
from registry.services.sign_in_rule import add_rule
from registry.settings import SettingsError, read_settings
from registry.web.signing.provider_sign_in import BACK, NAME
from tests.registry.served import Served, Tokens, free_port
from tests.web import site as sites
from tests.web.browser import visiting
from tests.web.forger import CLIENT, Claims, Forger, forging

CITY = "municipality-999903"
TOWN = "municipality-993018"


def rule(site: Served, issuer: str, claim: str, value: str, organisation: str) -> None:
    """What a steward says of whom."""

    async def act(context: Context) -> None:
        await add_rule(
            context, None, issuer=issuer, claim=claim, value=value, organisation=organisation
        )

    sites.acting(site, act)


@pytest.fixture(scope="module")
def provider() -> Iterator[str]:
    """A provider from a package, in a process of its own, with two people; its address."""
    port = free_port()
    people = [
        {"sub": "hanako", "name": "例示 花子", "email": "hanako@city.example"},
        {"sub": "stranger", "name": "知らない 人"},
    ]
    claims = [part for person in people for part in ("--user-claims", json.dumps(person))]
    command = [sys.executable, "-m", "oidc_provider_mock", "--port", str(port), *claims]
    url = f"http://127.0.0.1:{port}"
    process = subprocess.Popen(
        command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, env=dict(os.environ)
    )
    try:
        end = time.monotonic() + 30
        while time.monotonic() < end:
            assert process.poll() is None
            try:
                httpx.get(f"{url}/.well-known/openid-configuration", trust_env=False, timeout=30)
                break
            except httpx.TransportError:
                time.sleep(0.05)
        yield url
    finally:
        process.terminate()
        process.wait()


def settings(issuer: str, secret: Path | None = None) -> dict[str, str]:
    given = {
        "SOROE_OIDC_ISSUER": issuer,
        "SOROE_OIDC_CLIENT_ID": CLIENT,
        "SOROE_OIDC_NAME": "例示県の認証",
    }
    return given | ({"SOROE_OIDC_SECRET_FILE": str(secret)} if secret else {})


@pytest.fixture(scope="module")
def here(
    cluster: EmbeddedPostgres,
    samples: Tokens,
    provider: str,
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[Served]:
    """A registry that knows the provider, and to whom it was told where 花子 works."""
    secret = tmp_path_factory.mktemp("secret") / "secret"
    secret.write_text("a secret\n")
    with sites.served(cluster.url, samples, settings(provider, secret)) as site:
        rule(site, provider, "sub", "hanako", CITY)
        yield site


def test_a_clerk_signs_in_with_the_provider_and_is_led_back(
    here: Served, browser: Browser, provider: str, axe: Callable[[Any], None]
) -> None:
    with visiting(browser, here.url, also=provider) as page:
        page.goto("/en/me?from=mail")
        axe(page)
        page.get_by_role("link", name="Sign in with 例示県の認証").click()
        page.get_by_role("button", name="hanako").click()
        expect(page).to_have_url(f"{here.url}/en/me?from=mail")
        expect(page.get_by_role("heading", level=1)).to_contain_text("例示市")
        names = {cookie.get("name") for cookie in page.context.cookies(here.url)}
        assert NAME not in names


def test_who_is_not_registered_is_told_what_to_tell_the_steward(
    here: Served, browser: Browser, provider: str, axe: Callable[[Any], None]
) -> None:
    with visiting(browser, here.url, also=provider) as page:
        page.goto("/ja/sign-in")
        page.get_by_role("link", name="例示県の認証 でサインイン").click()
        page.get_by_role("button", name="stranger").click()
        expect(page.get_by_role("heading", level=1)).to_have_text(
            "あなたの所属がまだ登録されていません"
        )
        expect(page.locator("main")).to_contain_text(provider)
        expect(page.locator("main")).to_contain_text("stranger")
        axe(page)


@pytest.fixture(scope="module")
def forger() -> Iterator[Forger]:
    with forging() as running:
        yield running


@pytest.fixture(scope="module")
def there(cluster: EmbeddedPostgres, samples: Tokens, forger: Forger) -> Iterator[Served]:
    """A registry that trusts the provider which lies in one place."""
    with sites.served(cluster.url, samples, settings(forger.url)) as site:
        rule(site, forger.url, "sub", "person-1", CITY)
        rule(site, forger.url, "groups", "town", TOWN)
        rule(site, forger.url, "groups", "city", CITY)
        rule(site, forger.url, "email", "a@town.example", TOWN)
        yield site


class Visit:
    """A browser without a screen that goes to the provider and comes back."""

    def __init__(self, site: Served, forger: Forger) -> None:
        self.client = httpx.Client(base_url=site.url, trust_env=False, timeout=30)
        self.forger = forger
        self.sent: dict[str, str] = {}

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.client.close()

    def begin(self, **more: str) -> None:
        answer = self.client.get("/ja/sign-in/provider", params=more)
        assert answer.status_code == 303, answer.text
        query = parse_qs(urlsplit(answer.headers["location"]).query)
        self.sent = {name: values[0] for name, values in query.items()}
        self.forger.nonce = self.sent["nonce"]

    def back(self, **changed: str) -> httpx.Response:
        return self.client.get(BACK, params={"code": "c", "state": self.sent["state"], **changed})

    def organisation(self) -> str:
        return self.client.get("/ja/me").text.split("<h1>")[1].split("の")[0]


@pytest.fixture
def visit(there: Served, forger: Forger) -> Iterator[Visit]:
    """A visitor, of a provider that does not lie yet."""
    key, url = forger.key, forger.url
    with Visit(there, forger) as visit:
        yield visit
    forger.__init__(url)  # type: ignore[misc] # honest again
    forger.key, forger.shown = key, [key]


def test_the_question_and_the_code_are_bound_to_this_browser(visit: Visit, forger: Forger) -> None:
    visit.begin()
    assert visit.sent["response_type"] == "code"
    assert visit.sent["code_challenge_method"] == "S256"
    assert visit.back().headers["location"] == "/ja/me"
    (form,) = forger.asked
    digest = hashlib.sha256(form["code_verifier"].encode()).digest()
    assert base64.urlsafe_b64encode(digest).rstrip(b"=").decode() == visit.sent["code_challenge"]
    assert form["redirect_uri"] == visit.sent["redirect_uri"]
    assert visit.organisation() == "例示市"


def _with(**changed: Any) -> Callable[[Claims], Claims]:
    return lambda claims: {k: v for k, v in {**claims, **changed}.items() if v is not None}


LIES: dict[str, Callable[[Forger], None]] = {
    "another nonce": lambda f: setattr(f, "change", _with(nonce="x" * 43)),
    "no nonce": lambda f: setattr(f, "change", _with(nonce=None)),
    "another audience": lambda f: setattr(f, "change", _with(aud="other-client")),
    "no audience": lambda f: setattr(f, "change", _with(aud=None)),
    "several audiences without azp": lambda f: setattr(f, "change", _with(aud=[CLIENT, "other"])),
    "made for another": lambda f: setattr(f, "change", _with(azp="other-client")),
    "another issuer": lambda f: setattr(f, "change", _with(iss="https://evil.example")),
    "expired": lambda f: setattr(f, "change", _with(exp=int(time.time()) - 120)),
    "no end": lambda f: setattr(f, "change", _with(exp=None)),
    "made tomorrow": lambda f: setattr(f, "change", _with(iat=int(time.time()) + 86400)),
    "nobody": lambda f: setattr(f, "change", _with(sub=None)),
    "blank": lambda f: setattr(f, "change", _with(sub=" ")),
    "a number": lambda f: setattr(f, "change", _with(sub=1)),
    "a control": lambda f: setattr(f, "change", _with(sub="person\0-1")),
    "half a letter": lambda f: setattr(f, "change", _with(sub="\ud800")),
    "endless": lambda f: setattr(f, "change", _with(exp=float("inf"))),
    "deep": lambda f: setattr(f, "sign", lambda _: "e30." + "W1tb" * 2000 + ".AA"),
    "not signed": lambda f: setattr(f, "sign", f.unsigned),
    "signed with what is public": lambda f: setattr(f, "sign", f.signed_with_what_is_public),
    "signed with a key that is not shown": lambda f: setattr(
        f, "key", type(f.key).generate_key(2048, {"kid": "two"})
    ),
    "signature cut": lambda f: setattr(f, "sign", lambda c: f.signed(c)[:-8]),
    "no token at all": lambda f: setattr(f, "sign", lambda _: "nothing"),
    "a refusal": lambda f: f.status.update({"/token": 400}),
}


@pytest.mark.parametrize("lie", LIES)
def test_an_answer_that_lies_opens_nothing(visit: Visit, forger: Forger, lie: str) -> None:
    visit.begin()
    LIES[lie](forger)
    answer = visit.back()
    assert answer.status_code == 502, answer.headers
    assert "確かめられません" in answer.text
    assert visit.client.get("/ja/me").status_code == 303


def test_what_cannot_be_seen_is_no_part_of_a_name(visit: Visit, forger: Forger) -> None:
    visit.begin()
    forger.change = _with(name="例示\u202e\ud800　花子\0", groups=["\ud800", "city\0"])
    assert visit.back().headers["location"] == "/ja/me"
    assert "例示　花子" in visit.client.get("/ja/me").text


@pytest.mark.parametrize(
    "there",
    ["http://login.example/", "javascript:alert(1)", "https://x/\r\nX-More: 1", "https://東"],
)
def test_a_provider_sends_nobody_where_no_secret_may_go(forger: Forger, there: str) -> None:
    told = {"authorization_endpoint": there, "issuer": forger.url}
    metadata = {"token_endpoint": f"{forger.url}/token", "jwks_uri": f"{forger.url}/jwks", **told}

    async def ask() -> str:
        transport = httpx.MockTransport(lambda _: httpx.Response(200, json=metadata))
        client = Client(forger.url, CLIENT, None, "-", "openid")
        provider = Provider(client, transport)
        try:
            return await provider.question(back="/", state="s", nonce="n", challenge="c")
        finally:
            await provider.close()

    with pytest.raises(RefusedError) as refused:
        sites.now(ask())
    assert refused.value.problem.type == "provider-answer-wrong"


def test_who_refuses_at_the_provider_is_told_so(visit: Visit) -> None:
    visit.begin()
    answer = visit.back(code="", error="access_denied")
    assert answer.status_code == 403
    assert "access_denied" in answer.text
    assert visit.client.get("/ja/me").status_code == 303


def test_a_provider_that_is_down_says_so_and_pages_are_still_read(
    visit: Visit, forger: Forger
) -> None:
    visit.begin()
    forger.status["/token"] = 503
    answer = visit.back()
    assert answer.status_code == 503
    assert "つながりません" in answer.text
    assert visit.client.get("/ja/").status_code == 200


def test_a_provider_with_a_new_key_is_believed(there: Served) -> None:
    with forging() as forger, sites.again(there, settings(forger.url)) as site:
        rule(site, forger.url, "sub", "person-1", CITY)
        forger.key = type(forger.key).generate_key(2048, {"kid": "new"})
        forger.shown.append(forger.key)
        with Visit(site, forger) as visit:
            visit.begin()
            assert visit.back().status_code == 303


def test_a_description_of_another_issuer_is_not_believed(there: Served) -> None:
    with forging() as forger, sites.again(there, settings(forger.url)) as site:
        forger.issuer = "https://evil.example"
        answer = httpx.get(f"{site.url}/ja/sign-in/provider", trust_env=False, timeout=30)
        assert answer.status_code == 502
        assert "issuer" in answer.text


def test_an_answer_to_another_browsers_question_is_not_taken(there: Served, forger: Forger) -> None:
    with Visit(there, forger) as mine, Visit(there, forger) as theirs:
        theirs.begin()
        answer = mine.client.get(BACK, params={"code": "c", "state": theirs.sent["state"]})
        assert answer.status_code == 400  # a session of the attacker would be planted otherwise
        mine.begin()
        answer = mine.client.get(BACK, params={"code": "c", "state": theirs.sent["state"]})
        assert answer.status_code == 400
        assert mine.client.get("/ja/me").status_code == 303


@pytest.mark.parametrize(
    "cookie", ["", "x", "a" * 43, "a" * 43 + ".%", "a" * 43 + ".gICA", "a" * 4000]
)
def test_a_cookie_that_tells_nothing_begins_nothing(visit: Visit, cookie: str) -> None:
    visit.begin()
    visit.client.cookies.clear()
    visit.client.cookies.set(NAME, cookie)
    assert visit.back().status_code == 400


@pytest.mark.parametrize(
    ("claims", "organisation"),
    [
        ({}, "例示市"),
        ({"sub": "other", "groups": ["town", "x"]}, "例示町"),
        ({"sub": "other", "groups": "town"}, "例示町"),
        ({"groups": ["town"]}, "例示市"),
        ({"sub": "other", "email": "a@town.example", "email_verified": True}, "例示町"),
        ({"sub": "other", "email": "a@town.example", "email_verified": False}, None),
        ({"sub": "other", "email": "a@town.example"}, None),
        ({"sub": "other", "groups": ["town", "city"]}, None),
        ({"sub": "other", "groups": [1, None, {"a": "town"}]}, None),
        ({"sub": "Person-1"}, None),
    ],
    ids=str,
)
def test_the_claims_decide_for_whom_one_works(
    visit: Visit, forger: Forger, claims: Claims, organisation: str | None
) -> None:
    visit.begin()
    forger.change = _with(**claims)
    answer = visit.back()
    if organisation is None:
        assert answer.status_code == 403
        assert visit.client.get("/ja/me").status_code == 303
    else:
        assert answer.status_code == 303
        assert visit.organisation() == organisation


def test_the_same_subject_of_another_issuer_is_another_person(there: Served) -> None:
    with forging() as forger, sites.again(there, settings(forger.url)) as site:
        rule(site, "https://other.example", "sub", "person-1", CITY)
        with Visit(site, forger) as visit:
            visit.begin()
            assert visit.back().status_code == 403


def test_without_a_provider_the_page_says_so(site: Served) -> None:
    answer = site.get("/ja/sign-in/provider")
    assert answer.status_code == 404
    assert "コードでサインイン" in answer.text


@pytest.mark.parametrize(
    ("given", "name"),
    [
        ({"SOROE_OIDC_ISSUER": "http://login.example"}, "SOROE_OIDC_ISSUER"),
        ({"SOROE_OIDC_ISSUER": "login.example"}, "SOROE_OIDC_ISSUER"),
        ({"SOROE_OIDC_ISSUER": "https://login.example"}, "SOROE_OIDC_CLIENT_ID"),
        (
            {
                "SOROE_OIDC_ISSUER": "https://login.example",
                "SOROE_OIDC_CLIENT_ID": "x",
                "SOROE_OIDC_SECRET_FILE": "/nowhere",
            },
            "SOROE_OIDC_SECRET_FILE",
        ),
    ],
)
def test_a_provider_that_is_half_set_is_refused_at_the_start(
    given: dict[str, str], name: str
) -> None:
    with pytest.raises(SettingsError) as refused:
        provider_of(read_settings({"DATABASE_URL": "postgresql://localhost/x", **given}))
    assert refused.value.problem.params["name"] == name


def test_every_part_of_a_sign_in_is_its_own() -> None:
    one, two = started.begin("/ja/me"), started.begin("/ja/me")
    parts = [one.secret, one.state, one.nonce, one.verifier, one.challenge, two.state, two.nonce]
    assert len(set(parts)) == len(parts)
    assert started.resumed(one.cookie()) == one
