"""Does every page keep to its line of the table: by whom it is seen, and from where it is sent?"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, datetime
from uuid import uuid4

import httpx
import pytest

from registry import days
from registry.context import Context
from registry.db.tokens import Holder
from registry.problems import RefusedError
from registry.services.handover import Asked, collect_handover
from registry.web.access import ACCESS, ANYBODY, SIGNED_IN
from tests.registry.served import Served
from tests.web import site as sites
from tests.web.test_unfriendly import FORM, signed_in, word

PLACES = {"form": FORM, "version": "1.0.0", "organisation": "steward", "proposal": "1"}
SENT = sorted(route for method, route in ACCESS if method == "POST" and route.startswith("/ja/"))
CLOSED = sorted(
    (method, route)
    for (method, route), who in ACCESS.items()
    if who != ANYBODY and route.startswith("/ja/")
)
OF_A_DRAFT = sorted(
    (method, route) for method, route in ACCESS if route.startswith("/ja/drafts/{draft}")
)


def path(route: str, **more: str) -> str:
    """An address of the route."""

    def place(match: re.Match[str]) -> str:
        name = match[1]
        if name in more:
            return more[name]
        if name == "code" and not route.startswith("/ja/admin/"):
            return "992011"
        return PLACES.get(name) or str(uuid4())

    return re.sub(r"\{(\w+)\}", place, route)


@pytest.fixture(scope="module")
def people(site: Served) -> Iterator[dict[str, httpx.Client]]:
    """One of each sort, and nobody in particular."""
    found = {who: signed_in(site, who) for who in ("steward", "999903", "992011")}
    found["vendor"] = signed_in(site, vendor(site))
    own = {"Sec-Fetch-Site": "same-origin"}
    found["nobody"] = httpx.Client(base_url=site.url, headers=own, trust_env=False, timeout=60)
    yield found
    for client in found.values():
        client.close()


def vendor(site: Served) -> str:
    """A company, registered for these tests; as `sites.session` names it."""
    sites.rows(
        site,
        "insert into organisation (id, kind, name) values ('municipality-vendor', 'vendor', "
        "'例示システム株式会社') on conflict do nothing",
    )
    return "vendor"


@pytest.mark.parametrize("route", SENT)
def test_what_is_sent_without_the_word_or_from_elsewhere_is_refused(
    people: dict[str, httpx.Client], route: str
) -> None:
    there = path(route)
    for who in ("steward", "999903"):
        for given in ({}, {"csrf": ""}, {"csrf": "0" * 64}, {"csrf": word(people["992011"])}):
            assert people[who].post(there, data=given).status_code == 403, (who, given)
    for who, client in people.items():
        given = {} if who == "nobody" else {"csrf": word(client)}
        for site in ("cross-site", "same-site", "none"):
            answer = client.post(there, data=given, headers={"Sec-Fetch-Site": site})
            assert answer.status_code == 403, (who, site)


@pytest.mark.parametrize(("method", "route"), CLOSED)
def test_what_is_not_for_anybody_is_for_those_of_the_table(
    people: dict[str, httpx.Client], method: str, route: str
) -> None:
    nobody = people["nobody"].request(method, path(route))
    assert nobody.status_code == 303
    assert nobody.headers["location"].startswith("/ja/sign-in?to=")
    needed = ACCESS[method, route]
    if needed == SIGNED_IN:
        return
    for who, own in SCOPES.items():
        if not own & set(needed.split(" | ")):
            assert people[who].request(method, path(route)).status_code == 403, who


SCOPES = {
    "steward": {"core:publish", "review:comment", "organisation:manage", "audit:read"},
    "999903": {"diff:publish", "review:comment"},
    "vendor": {"review:comment"},
}


@pytest.mark.parametrize(("method", "route"), OF_A_DRAFT)
def test_the_draft_of_another_municipality_is_not_there(
    people: dict[str, httpx.Client], draft: str, method: str, route: str
) -> None:
    there = path(route, draft=draft)
    other, own = people["992011"], people["999903"]
    given = {"csrf": word(other), "tag": "0" * 64, "edit": "1", "revision": "1"}
    if method == "GET":
        assert other.get(there, params={"edit": "1"}).status_code == 404
        assert own.get(there).status_code in {200, 303}
    else:
        assert other.post(there, data=given).status_code == 404
    assert people["vendor"].request(method, there).status_code == 403


@pytest.fixture(scope="module")
def draft(people: dict[str, httpx.Client]) -> Iterator[str]:
    """A draft of 例示市."""
    own = people["999903"]
    made = own.post("/ja/drafts/new", data={"csrf": word(own), "form": FORM})
    id_ = made.headers["location"].rpartition("/")[2]
    yield id_
    own.post(f"/ja/drafts/{id_}/discard", data={"csrf": word(own)})


@pytest.mark.parametrize(
    "page", ["municipalities/{code}/handover", "rebases/gakudo-application/{code}"]
)
def test_what_is_the_municipalitys_own_is_for_it_and_stewards(
    people: dict[str, httpx.Client], page: str
) -> None:
    there = "/ja/" + page.format(code="992011")
    answers = {who: client.get(there).status_code for who, client in people.items()}
    assert answers == {"992011": 200, "steward": 200, "999903": 403, "vendor": 403, "nobody": 303}


def test_who_stands_for_no_municipality_gets_no_handover_document(site: Served) -> None:
    company = Holder(
        token=uuid4(),
        organisation="vendor",
        kind="vendor",
        municipality=None,
        scopes=("review:comment",),
        expires_at=datetime.now(UTC),
        expired=False,
        revoked=False,
    )

    async def act(context: Context) -> bytes:
        return await collect_handover(context, company, Asked("992011", days.today()))

    with pytest.raises(RefusedError) as refused:
        sites.acting(site, act)
    assert refused.value.problem.type == "not-your-municipality"
