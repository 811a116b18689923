"""Does every public read answer for a day, and as it would have at a time?"""

from __future__ import annotations

import time
from datetime import UTC, date, datetime, timedelta
from typing import Any

import httpx
import pytest

from registry import days
from soroe.cache import MemoryCache
from soroe.client import Client
from soroe.flows import what_is_in_force
from soroe.when import When
from tests.registry.databases import OWNER
from tests.registry.documents import FORM, encoded, small_core, small_diff
from tests.registry.served import Served

APPLIES = {"1.0.0": "2026-04-01", "1.1.0": "2027-04-01", "2.0.0": "2028-04-01"}


def core(version: str) -> dict[str, Any]:
    """A later version takes one more item; the last one refuses the sixth grade."""
    made = small_core()
    if version != "1.0.0":
        made["properties"]["memo"] = {"title": "追記", "type": "string", "maxLength": 40}
    if version == "2.0.0":
        made["properties"]["grade"]["maximum"] = 5
    return made


def put_core(
    registry: Served, form: str, version: str, first: str | None, document: Any = None
) -> httpx.Response:
    path = f"/api/v1/forms/{form}/versions/{version}"
    query = {"effectiveFrom": first} if first else {}
    body = encoded(document or core(version))
    return registry.call("PUT", path, registry.tokens.steward, content=body, params=query)


def put_diff(registry: Served, form: str, revision: int, **members: Any) -> httpx.Response:
    document = {**small_diff(OWNER, form=form), **members}
    path = f"/api/v1/forms/{form}/local/{OWNER}/{revision}"
    return registry.call("PUT", path, registry.tokens.owner, content=encoded(document))


def now() -> str:
    """This instant, after all that was recorded and before what comes."""
    instant = datetime.now(UTC)
    while datetime.now(UTC) <= instant:
        time.sleep(0)
    return instant.isoformat()


@pytest.fixture(scope="module")
def form(registry: Served) -> str:
    """A form with three versions and two revisions on them."""
    name = "timed-form"
    for version, first in APPLIES.items():
        assert put_core(registry, name, version, first).status_code == 201
    assert put_diff(registry, name, 1, effectiveFrom="2026-10-01").status_code == 201
    second = put_diff(registry, name, 2, core="1.1.0", effectiveFrom="2027-10-01")
    assert second.status_code == 201, second.text
    return name


def in_force(registry: Served, form: str, **query: str) -> Any:
    answer = registry.get(f"/api/v1/forms/{form}/in-force", params=query)
    assert answer.status_code == 200, answer.text
    return answer.json()


Row = tuple[str, str | None, int | None, str | None, str | None]

DAYS: list[Row] = [
    ("2026-03-31", None, None, None, "2026-03-31"),
    ("2026-04-01", "1.0.0", None, "2026-04-01", "2027-03-31"),
    ("2026-10-01", "1.0.0", 1, "2026-04-01", "2027-03-31"),
    ("2027-03-31", "1.0.0", 1, "2026-04-01", "2027-03-31"),
    ("令和9年4月1日", "1.1.0", 1, "2027-04-01", "2028-03-31"),
    ("2027-10-01", "1.1.0", 2, "2027-04-01", "2028-03-31"),
    ("令和10年3月31日", "1.1.0", 2, "2027-04-01", "2028-03-31"),
    ("2028-04-01", "2.0.0", 2, "2028-04-01", None),
]


@pytest.mark.parametrize("row", DAYS, ids=lambda row: row[0])
def test_a_day_has_its_core_and_its_revision(registry: Served, form: str, row: Row) -> None:
    day, version, revision, since, until = row
    found = in_force(registry, form, as_of=day, municipality=OWNER)
    shown = found["core"]
    assert shown["version"] == version
    assert (shown.get("since"), shown.get("until")) == (since, until)
    assert found["local"]["revision"] == revision
    latest = registry.get(f"/forms/{form}/latest.json", params={"as_of": day})
    listing = registry.get(f"/forms/{form}.json", params={"as_of": day}).json()
    assert listing["latest"] == version
    begun = [v for v, first in APPLIES.items() if first <= found["asOf"]]
    assert [v["version"] for v in listing["versions"]] == begun
    assert [e["revision"] for e in listing["local"]] == ([revision] if revision else [])
    if version is None:
        assert latest.status_code == 404
        assert latest.json()["type"].endswith("/none-in-force")
    else:
        assert latest.headers["content-location"].endswith(f"/{form}/{version}.json")


def test_a_fiscal_year_is_asked_about_by_its_first_day(registry: Served, form: str) -> None:
    for year in ("2027", "令和9年度", "2027年度", "R9年度"):
        found = in_force(registry, form, fiscal_year=year, municipality=OWNER)
        assert (found["asOf"], found["fiscalYear"]) == ("2027-04-01", "令和9年度")
        assert found["core"]["version"] == "1.1.0"


def test_without_a_day_the_day_is_today_in_japan(registry: Served, form: str) -> None:
    before = days.today()
    found = in_force(registry, form)
    assert before <= date.fromisoformat(found["asOf"]) <= days.today()
    pointer = registry.get(f"/forms/{form}/latest.json")
    assert pointer.headers["content-location"].endswith("/2.0.0.json")  # the highest, as ever


def test_a_major_number_is_what_applies_of_it(registry: Served, form: str) -> None:
    for day, version in (("2026-05-01", "1.0.0"), ("2028-05-01", "1.1.0")):
        found = registry.get(f"/forms/{form}/1.json", params={"as_of": day})
        assert found.headers["content-location"].endswith(f"/{version}.json")
    none = registry.get(f"/forms/{form}/2.json", params={"as_of": "2028-03-31"})
    assert (none.status_code, none.json()["params"]["name"]) == (404, f"{form}@2")


@pytest.mark.parametrize(
    ("address", "first"),
    [
        ("/forms/{form}/1.1.0.json", "2027-04-01"),
        ("/forms/{form}/local/999903/2.diff.json", "2027-10-01"),
        ("/forms/{form}/local/999903/2.json", "2027-10-01"),
    ],
)
def test_a_document_is_not_there_before_its_first_day_and_before_it_was_recorded(
    registry: Served, form: str, address: str, first: str
) -> None:
    path = address.format(form=form)
    plain = registry.get(path)
    eve = str(date.fromisoformat(first) - timedelta(1))
    for query in ({"as_of": eve}, {"known_at": "2020-01-01"}):
        early = registry.get(path, params=query)
        assert early.status_code == 404
        assert early.json()["type"].endswith("/not-then"), early.text
        assert early.json()["params"]["effective"] == first
    for query in ({"as_of": first}, {"known_at": now()}, {}):
        there = registry.get(path, params=query)
        assert (there.status_code, there.content) == (200, plain.content)


def test_what_was_known_stays_known_whatever_is_recorded_later(registry: Served) -> None:
    form = "known-form"
    put_core(registry, form, "1.0.0", "2026-04-01")
    assert put_diff(registry, form, 1, effectiveFrom="2026-10-01").status_code == 201
    then = now()
    reads = (
        f"/forms/{form}.json",
        f"/forms/{form}/latest.json",
        f"/forms/{form}/1.json",
        f"/forms/{form}/local/{OWNER}.json",
        f"/api/v1/forms/{form}/in-force?as_of=2030-01-01&municipality={OWNER}",
        f"/api/v1/municipalities/{OWNER}",
        "/municipalities.json",
    )

    def read(known: str) -> list[bytes]:
        addresses = [httpx.URL(path).copy_merge_params({"known_at": known}) for path in reads]
        answers = [registry.get(str(address)) for address in addresses]
        assert {a.status_code for a in answers} == {200}
        return [a.content for a in answers]

    before = read(then)
    put_core(registry, form, "1.1.0", "2026-04-01", core("1.1.0"))
    assert put_diff(registry, form, 2, effectiveFrom="2026-10-01", core="1.1.0").is_success
    state = {"state": "withdrawn", "reason": "誤りのため"}
    path = f"/api/v1/forms/{form}/versions/1.0.0/state"
    assert registry.call("POST", path, registry.tokens.steward, content=encoded(state)).is_success
    assert read(then) == before
    assert read(now())[0] != before[0]
    assert registry.get(f"/forms/{form}.json", params={"known_at": "2020-01-01"}).status_code == 404
    listed = registry.get("/forms.json", params={"known_at": "2020-01-01"}).json()
    assert listed == {"forms": []}


def test_a_deprecated_core_gives_way_to_its_replacement_on_the_day(registry: Served) -> None:
    form = "leaving-form"
    for version, first in (("1.0.0", "2026-04-01"), ("1.1.0", "2026-05-01")):
        assert put_core(registry, form, version, first).status_code == 201
    then = now()
    said = {
        "state": "deprecated", "effective": "2028-04-01", "removal": "2029-04-01",
        "replacement": "1.0.0", "reason": "項目を戻すため",
    }  # fmt: skip
    path = f"/api/v1/forms/{form}/versions/1.1.0/state"
    answer = registry.call("POST", path, registry.tokens.steward, content=encoded(said))
    assert answer.is_success, answer.text
    for day, version in (("2028-03-31", "1.1.0"), ("2028-04-01", "1.0.0")):
        assert in_force(registry, form, as_of=day)["core"]["version"] == version
    assert in_force(registry, form, as_of="2028-04-01", known_at=then)["core"]["version"] == "1.1.0"
    states = {
        day: registry.get(f"/forms/{form}.json", params={"as_of": day}).json()["versions"][1][
            "state"
        ]
        for day in ("2028-03-31", "2028-04-01", "2029-04-01")
    }
    assert list(states.values()) == ["published", "deprecated", "withdrawn"]


def test_a_client_computes_from_the_listings_what_the_registry_answers(
    registry: Served, form: str
) -> None:
    with Client(registry.url, cache=MemoryCache()) as client:
        for day, *_ in DAYS:
            told = in_force(registry, form, as_of=day, municipality=OWNER)
            when = When(date.fromisoformat(told["asOf"]))
            found = client.run(what_is_in_force(form, when, OWNER))
            assert found.core.version == told["core"]["version"]
            assert str(found.core.until) == str(told["core"].get("until"))
            assert found.local is not None
            assert found.local.revision == told["local"]["revision"]
            assert str(found.local.since) == str(told["local"].get("since"))


# ---- what cannot be asked


@pytest.mark.parametrize(
    ("query", "types"),
    [
        ({"as_of": "平成33年4月1日"}, ["parameter-invalid", "wareki-outside-era"]),
        ({"as_of": "2027-02-30"}, ["parameter-invalid", "wareki-no-such-day"]),
        ({"as_of": "令和0年4月1日"}, ["parameter-invalid", "wareki-no-such-year"]),
        ({"as_of": ""}, ["parameter-invalid", "wareki-unreadable"]),
        ({"fiscal_year": "来年度"}, ["parameter-invalid", "fiscal-year-unreadable"]),
        ({"as_of": "2027-04-01", "fiscal_year": "2027"}, ["parameter-invalid", "time-together"]),
        ({"known_at": "noon"}, ["parameter-invalid", "wareki-unreadable"]),
        ({"known_at": "2999-01-01"}, ["known-at-ahead"]),
        ({"as_of": ["2027-04-01", "2028-04-01"]}, ["parameter-invalid"]),
    ],
)
@pytest.mark.parametrize(
    "path",
    [
        "/forms.json",
        "/forms/{form}.json",
        "/forms/{form}/latest.json",
        "/forms/{form}/1.0.0.json",
        "/forms/{form}/local/999903.json",
        "/forms/{form}/local/999903/1.json",
        "/municipalities.json",
        "/api/v1/municipalities",
        "/api/v1/municipalities/999903",
        "/api/v1/forms/{form}/in-force",
    ],
)
def test_a_time_that_cannot_be_is_named_with_its_remedy(
    registry: Served, form: str, path: str, query: dict[str, Any], types: list[str]
) -> None:
    answer = registry.get(path.format(form=form), params=query)
    assert answer.status_code == 400
    told = answer.json()
    several = told.get("problems") or [told]
    assert [p["type"].rpartition("/")[2] for p in several] == types
    assert all(p["remedy"] and p["remedyEn"] for p in several)
    assert answer.headers["cache-control"] == "no-store"


def test_today_as_a_day_of_knowledge_is_all_that_is_known(registry: Served, form: str) -> None:
    found = in_force(registry, form, as_of="2028-04-01", known_at=str(days.today()))
    assert found["core"]["version"] == "2.0.0"


# ---- days out of order


def test_a_revision_cannot_begin_before_a_core_that_is_still_to_come(registry: Served) -> None:
    form = "early-form"
    ahead = str(days.today() + timedelta(days=400))
    assert put_core(registry, form, "1.0.0", ahead).status_code == 201
    eve = str(date.fromisoformat(ahead) - timedelta(days=1))
    early = put_diff(registry, form, 1, effectiveFrom=eve)
    assert early.status_code == 422
    told = early.json()
    assert told["type"].endswith("/effective-before-core")
    assert (told["at"], told["params"]["first"]) == ("/effectiveFrom", ahead)
    assert registry.get(f"/forms/{form}/local/{OWNER}.json").status_code == 404
    assert put_diff(registry, form, 1, effectiveFrom=ahead).status_code == 201


def test_what_is_merely_unusual_is_published_and_remarked_upon(registry: Served) -> None:
    form = "unusual-form"
    assert put_core(registry, form, "1.0.0", "2026-04-01").json().get("remarks") is None
    sooner = put_core(registry, form, "1.1.0", "2026-03-01")
    assert [r["type"] for r in sooner.json()["remarks"]] == ["effective-before-earlier"]
    first = put_diff(registry, form, 1, effectiveFrom="2020-04-01")
    assert first.status_code == 201
    assert [r["type"] for r in first.json()["remarks"]] == ["effective-before-core"]
    found = in_force(registry, form, as_of="2026-03-31", municipality=OWNER)
    assert found["local"]["revision"] is None  # it applies from its core's first day
    put_diff(registry, form, 2, effectiveFrom="2027-04-01")
    third = put_diff(registry, form, 3, effectiveFrom="2027-01-01")
    assert [r["type"] for r in third.json()["remarks"]] == ["effective-before-earlier"]
    assert all(r["remedy"] for r in third.json()["remarks"])


def test_a_form_that_nobody_knows_has_nothing_in_force(registry: Served) -> None:
    for path, type_ in (
        ("/api/v1/forms/none/in-force", "no-such-form"),
        (f"/api/v1/forms/{FORM}/in-force?municipality=990043", "no-such-municipality"),
        (f"/api/v1/forms/{FORM}/in-force?municipality=9", "municipality-code-invalid"),
    ):
        answer = registry.get(path)
        assert answer.json()["type"].endswith(type_), answer.text
