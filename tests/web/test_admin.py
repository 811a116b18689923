"""Can a steward look after organisations, codes, tokens, sign-ins and the audit, and nobody else?"""

from __future__ import annotations

import ast
import csv
import io
import re
from collections.abc import Callable, Iterator

import httpx
import pytest
from openpyxl import load_workbook
from playwright.sync_api import Page, expect

from registry.services import rights
from registry.web.access import ACCESS
from registry.web.admin.audit import actions
from registry.web.words import table
from tests.house.tree import REGISTRY, called, python
from tests.registry.databases import counts
from tests.registry.served import Served
from tests.web import site as sites
from tests.web.conftest import SignIn

Axe = Callable[[Page], None]
CITY = "municipality-999903"
PAGES = [
    "", "/organisations", "/organisations?q=例示&kind=municipality", "/organisations?q=なし",
    "/organisations/new", f"/organisations/{CITY}", "/sign-ins", "/audit",
    "/audit?action=publish-diff&since=2000-01-01&until=2999-01-01", "/audit?until=never", "/log",
]  # fmt: skip


@pytest.mark.parametrize("lang", ["ja", "en"])
@pytest.mark.parametrize("path", PAGES)
def test_every_page_of_the_administration_is_sound(
    page: Page, signed_in: SignIn, axe: Axe, lang: str, path: str
) -> None:
    signed_in(page, "steward").goto(f"/{lang}/admin{path}")
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    axe(page)
    page.set_viewport_size({"width": 390, "height": 844})
    assert page.evaluate("document.documentElement.scrollWidth") <= 390


@pytest.fixture
def client(site: Served, request: pytest.FixtureRequest) -> Iterator[httpx.Client]:
    """Somebody who is signed in, without a screen."""
    name, secret = sites.session(site, getattr(request, "param", "steward"))
    own = {"Sec-Fetch-Site": "same-origin"}
    with httpx.Client(base_url=site.url, headers=own, trust_env=False, timeout=30) as client:
        client.cookies.set(name, secret)
        yield client


def word(client: httpx.Client) -> str:
    return client.get("/ja/me").text.split('name="csrf" value="')[1].split('"')[0]


ADMIN = sorted((method, path) for method, path in ACCESS if path.startswith("/ja/admin"))
UUID = "00000000-0000-0000-0000-000000000000"


def filled(path: str) -> str:
    path = path.replace("{organisation}", CITY)
    return re.sub(r"\{[a-z]+\}", UUID, path)


@pytest.mark.parametrize("client", ["999903"], indirect=True)
@pytest.mark.parametrize(("method", "path"), ADMIN)
def test_a_municipality_administers_nothing(
    site: Served, client: httpx.Client, method: str, path: str
) -> None:
    csrf = word(client)
    before = sites.apart(counts, site.database)
    answer = client.request(method, filled(path), data={"csrf": csrf} if method == "POST" else None)
    assert answer.status_code == 403
    assert sites.apart(counts, site.database) == before


@pytest.mark.parametrize(("method", "path"), ADMIN)
def test_who_is_not_signed_in_is_led_to_the_sign_in(site: Served, method: str, path: str) -> None:
    answer = site.call(method, filled(path), headers={"Sec-Fetch-Site": "same-origin"})
    assert answer.status_code == 303
    assert answer.headers["location"].startswith("/ja/sign-in?to=%2Fja%2Fadmin")


@pytest.mark.parametrize(("method", "path"), [one for one in ADMIN if one[0] == "POST"])
def test_nothing_is_done_without_the_word_of_the_session(
    site: Served, client: httpx.Client, method: str, path: str
) -> None:
    before = sites.apart(counts, site.database)
    for body in ({}, {"csrf": "0" * 64}):
        assert client.request(method, filled(path), data=body).status_code == 403
    foreign = {"Sec-Fetch-Site": "cross-site"}
    body = {"csrf": word(client)}
    assert client.request(method, filled(path), data=body, headers=foreign).status_code == 403
    assert sites.apart(counts, site.database) == before


def test_a_steward_registers_a_municipality_by_its_code_and_lets_somebody_in(
    own_site: Served, own_page: Page, signed_in: SignIn, axe: Axe
) -> None:
    page = signed_in(own_page, "steward")
    page.goto("/ja/admin")
    page.get_by_role("link", name="団体", exact=True).click()
    page.get_by_role("link", name="団体を登録する").click()
    page.get_by_label("自治体:").check()
    page.get_by_label("自治体コード").fill("131016")
    page.get_by_role("button", name="登録する").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("千代田区")
    page.get_by_label("使う人").fill("例示 守")
    page.get_by_role("button", name="コードを作る").click()
    code = page.locator(".secret").inner_text()
    assert re.fullmatch(r"(?:[2-9A-Z]{4}-){2}[2-9A-Z]{4}", code)
    axe(page)
    page.get_by_role("link", name="団体のページに戻る").click()
    expect(page.get_by_role("row", name="例示 守")).to_be_visible()
    assert code not in page.content()
    page.get_by_role("button", name="サインアウト", exact=True).first.click()
    page.goto("/ja/sign-in")
    page.get_by_label("コード").fill(code)
    page.get_by_role("button", name="サインイン").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("千代田区のページ")


def test_a_steward_issues_a_token_that_works_and_ends_it(
    own_site: Served, own_page: Page, signed_in: SignIn
) -> None:
    page = signed_in(own_page, "steward")
    page.goto(f"/ja/admin/organisations/{CITY}")
    page.get_by_label("用途").fill("申請システムのCI")
    page.get_by_label("調べた結果を知らせる").check()
    page.get_by_role("button", name="トークンを作る").click()
    secret = page.locator(".secret").inner_text()

    def whoami() -> httpx.Response:
        return own_site.get("/api/v1/whoami", headers={"Authorization": f"Bearer {secret}"})

    assert whoami().json()["scopes"] == ["report:submit"]
    page.get_by_role("link", name="団体のページに戻る").click()
    page.get_by_role("button", name="切る 申請システムのCI").click()
    expect(page.get_by_role("row", name="申請システムのCI")).to_contain_text("に切りました")
    assert whoami().status_code == 401


def test_a_steward_ends_somebodys_session_and_withdraws_a_code(
    own_site: Served, own_page: Page, signed_in: SignIn
) -> None:
    name, secret = sites.session(own_site, "999903", person="例示 太郎")
    page = signed_in(own_page, "steward")
    page.goto("/ja/admin/sign-ins")
    with httpx.Client(
        base_url=own_site.url, trust_env=False, timeout=30, cookies={name: secret}
    ) as client:
        assert client.get("/ja/me").status_code == 200
        page.get_by_role("button", name="切る 例示 太郎").click()
        expect(page.get_by_role("row", name="例示 太郎")).to_have_count(0)
        assert client.get("/ja/me").status_code == 303
    page.goto(f"/ja/admin/organisations/{CITY}")
    page.get_by_label("使う人").fill("例示 二郎")
    page.get_by_role("button", name="コードを作る").click()
    page.get_by_role("link", name="団体のページに戻る").click()
    page.get_by_role("button", name="取り消す 例示 二郎").click()
    expect(page.get_by_text("使えるコードはありません。")).to_be_visible()


def test_a_steward_says_who_of_the_provider_gets_in(own_site: Served) -> None:
    own = {"Sec-Fetch-Site": "same-origin"}
    given = {"SOROE_OIDC_ISSUER": "https://login.example", "SOROE_OIDC_CLIENT_ID": "soroe"}
    with (
        sites.again(own_site, given) as there,
        httpx.Client(base_url=there.url, headers=own, trust_env=False, timeout=30) as client,
    ):
        client.cookies.set(*sites.session(own_site, "steward"))
        csrf = word(client)
        rule = {
            "csrf": csrf, "issuer": "https://login.example", "claim": "sub",
            "value": "<b>a&b", "organisation": CITY, "note": "例示 花子",
        }  # fmt: skip
        assert client.post("/ja/admin/sign-ins/rules", data=rule).status_code == 303
        again = client.post("/ja/admin/sign-ins/rules", data=rule)
        assert again.status_code == 409
        assert 'id="value-error"' in again.text
        nobody = client.post("/ja/admin/sign-ins/rules", data={**rule, "organisation": "nobody"})
        assert nobody.status_code == 404
        assert 'id="organisation-error"' in nobody.text
        assert 'value="&lt;b&gt;a&amp;b"' in nobody.text.replace("&#34;", '"')
        shown = client.get("/ja/admin/sign-ins").text
        (rule_id,) = re.findall(r"/rules/([0-9a-f-]{36})/remove", shown)
        removed = client.post(f"/ja/admin/sign-ins/rules/{rule_id}/remove", data={"csrf": csrf})
        assert removed.status_code == 303
        assert rule_id not in client.get("/ja/admin/sign-ins").text


@pytest.mark.parametrize(
    ("typed", "field"),
    [
        ({"kind": "municipality", "municipality": "131017"}, "municipality"),
        ({"kind": "municipality", "municipality": ""}, "municipality"),
        ({"kind": "vendor", "id": "UPPER", "name": "例示社"}, "id"),
        ({"kind": "vendor", "id": "vendor", "name": ""}, "name"),
        ({"kind": "steward", "id": "steward", "name": "例示県"}, "id"),
        ({"kind": "king", "id": "king", "name": "王"}, "kind"),
    ],
    ids=str,
)
def test_what_is_wrong_is_said_and_nothing_typed_is_lost(
    site: Served, client: httpx.Client, typed: dict[str, str], field: str
) -> None:
    before = sites.apart(counts, site.database)
    answer = client.post("/ja/admin/organisations/new", data={"csrf": word(client), **typed})
    assert 400 <= answer.status_code < 500
    assert 'class="error"' in answer.text or "banner error" in answer.text
    if field and field != "kind":
        assert f'id="{field}-error"' in answer.text
    for name, text in typed.items():
        if name != "kind" and text:
            assert f'value="{text}"' in answer.text
    assert sites.apart(counts, site.database) == before


def test_the_audit_is_filtered_and_exported_as_it_is_shown(client: httpx.Client) -> None:
    query = {"action": "publish-diff", "organisation": CITY}
    shown = client.get("/ja/admin/audit", params=query).text
    assert shown.count('<tr id="entry-') == 1
    assert "forms/gakudo-application/local/999903/1" in shown
    asked = client.get("/ja/admin/audit/export", params={**query, "format": "csv"})
    assert asked.headers["content-disposition"].endswith('.csv"')
    rows = list(csv.reader(io.StringIO(asked.content.decode("utf-8-sig"))))
    assert len(rows) == 2
    assert rows[1][1:5] == [
        "例示市",
        "make run",
        "ローカル差分を公開した",
        "forms/gakudo-application/local/999903/1",
    ]
    book = load_workbook(
        io.BytesIO(client.get("/ja/admin/audit/export", params={**query, "format": "xlsx"}).content)
    )
    assert [cell.value for cell in book.worksheets[0][2]][3] == "ローカル差分を公開した"
    assert client.get("/ja/admin/audit", params={"until": "2000-01-01"}).text.count("entry-") == 0
    for wrong in ({"format": "exe"}, {"format": "csv", "since": "never"}):
        assert client.get("/ja/admin/audit/export", params=wrong).status_code == 400


def test_the_audit_is_read_page_by_page_without_a_gap(client: httpx.Client, site: Served) -> None:
    add = (
        "insert into audit (action, object) "
        "select 'load-directory', 'page-test/' || n from generate_series(1, 250) n"
    )
    sites.rows(site, add)
    seen: list[str] = []
    there = "/ja/admin/audit?object=page-test/"
    for _ in range(3):
        text = client.get(there).text
        seen += re.findall(r"<code>page-test/(\d+)</code>", text)
        older = re.search(r'href="(/ja/admin/audit\?before=[^"]+)"', text)
        there = older[1].replace("&amp;", "&") if older else ""
    assert seen == [str(n) for n in range(250, 0, -1)]
    assert not there


def test_what_may_be_done_and_what_was_done_has_words() -> None:
    for lang in ("ja", "en"):
        known = table("admin", lang)
        assert {scope for scopes in rights.SCOPES.values() for scope in scopes} <= {
            key.removeprefix("scope-") for key in known if key.startswith("scope-")
        }
    assert recorded() <= set(actions("ja"))
    assert len(recorded()) >= 30


def recorded() -> set[str]:
    """The actions that services record, as far as they stand there in one word."""
    return {
        str(call.args[2].value)
        for path in python(REGISTRY)
        for call in called(path)
        if getattr(call.func, "attr", "") == "record"
        and len(call.args) > 2
        and isinstance(call.args[2], ast.Constant)
    }


def test_the_checkpoint_is_explained_with_the_key_and_the_command(
    site: Served, client: httpx.Client
) -> None:
    text = client.get("/ja/admin/log").text
    assert f"soroe log verify --registry {site.url}" in text
    note = site.get("/checkpoint").text.split("\n")
    assert f"{note[1]} 件" in text
    assert note[2].replace("+", "&#43;") in text or note[2] in text
