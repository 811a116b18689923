"""Do diffs and history follow municipalities that merge or change their code?"""

from __future__ import annotations

import asyncio
from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import httpx
import msgspec
import pytest

from registry import days
from soroe.bundle import BundleClient, Holding, check_texts, trust, unseal
from soroe.cache import DiskCache, MemoryCache
from soroe.client import Client
from soroe.errors import RegistryError
from soroe.flows import get_diff, list_successions, pull, what_is_in_force
from soroe.keychain import Keychain
from soroe.signing import PublicKey
from soroe.when import When
from tests.registry.databases import counts, execute, rows
from tests.registry.documents import encoded, small_core, small_diff
from tests.registry.served import Served

YESTERDAY = days.today() - timedelta(days=1)
AHEAD = days.today() + timedelta(days=400)

FORM = "heir-form"
RENAMED, NEW = "992020", "992046"  # 例示が丘市 becomes 例示浜市
FIRST, SECOND, MERGED = "992011", "992038", "991210"  # 例示川市 and 東例示市 become 例示区
SOON, LATER = "993018", "993026"  # 例示町 becomes 例示山町 in a year


def post(registry: Served, path: str, body: Any, token: str | None = None) -> httpx.Response:
    return registry.call("POST", path, token or registry.tokens.steward, content=encoded(body))


def record(
    registry: Served, kind: str, codes: list[str], to: str, day: date, **more: Any
) -> httpx.Response:
    body = {"kind": kind, "from": codes, "to": to, "effective": str(day), **more}
    return post(registry, "/api/v1/successions", body)


def problem(answer: httpx.Response) -> str:
    return str(answer.json()["type"].rpartition("/")[2])


def token_of(registry: Served, code: str) -> str:
    """A token of the municipality, which is registered where it is not yet."""
    post(
        registry,
        "/api/v1/organisations",
        {"id": code, "kind": "municipality", "name": code, "municipality": code},
    )
    issue = {"label": "試験", "scopes": ["diff:publish"], "days": 30}
    answer = post(registry, f"/api/v1/organisations/{code}/tokens", issue)
    assert answer.status_code == 201, answer.text
    return str(answer.json()["token"])


def publish(registry: Served, code: str, revision: int, top: int, **more: Any) -> httpx.Response:
    document = {**small_diff(code, form=FORM, top=top), "effectiveFrom": "2026-04-01", **more}
    path = f"/api/v1/forms/{FORM}/local/{code}/{revision}"
    return registry.call("PUT", path, token_of(registry, code), content=encoded(document))


@pytest.fixture(scope="module")
def merged(registry: Served) -> Served:
    """Cities with diffs; one has changed its code, two have merged, one will change its code."""
    core = encoded(small_core())
    path = f"/api/v1/forms/{FORM}/versions/1.0.0"
    query = {"effectiveFrom": "2026-04-01"}
    steward = registry.tokens.steward
    assert registry.call("PUT", path, steward, content=core, params=query).status_code == 201
    for code, top in ((RENAMED, 2), (FIRST, 3), (SECOND, 4), (SOON, 5)):
        answer = publish(registry, code, 1, top)
        assert answer.status_code == 201, answer.text
    note = {"note": "例示告示第1号"}
    made = record(registry, "code-change", [RENAMED], NEW, YESTERDAY, **note)
    assert made.status_code == 201, made.text
    assert len(made.json()["drafts"]) == 1
    two = record(registry, "merger", [FIRST, SECOND], MERGED, YESTERDAY)
    assert len(two.json()["drafts"]) == 2
    ahead = record(registry, "code-change", [SOON], LATER, AHEAD)
    assert ahead.status_code == 201
    return registry


# ---- addresses


def test_an_old_address_leads_to_the_heir_whose_listing_has_the_history(merged: Served) -> None:
    for code, heir in ((RENAMED, NEW), (FIRST, MERGED), (SECOND, MERGED)):
        answer = merged.get(f"/forms/{FORM}/local/{code}.json", params={"known_at": "2999-01-01"})
        assert answer.status_code == 400
        answer = merged.get(f"/forms/{FORM}/local/{code}.json?x=1")
        assert answer.status_code == 308
        assert answer.headers["location"] == f"{heir}.json?x=1"
        assert "no-cache" in answer.headers["cache-control"]
        assert merged.call("HEAD", f"/forms/{FORM}/local/{code}.json").status_code == 308
    listing = merged.get(f"/forms/{FORM}/local/{MERGED}.json").json()
    assert listing["revisions"] == []
    assert [(p["municipality"], p["name"], p["kind"]) for p in listing["predecessors"]] == [
        (FIRST, "例示川市", "merger"),
        (SECOND, "東例示市", "merger"),
    ]
    assert [len(p["revisions"]) for p in listing["predecessors"]] == [1, 1]


def test_what_was_published_stays_at_its_address(merged: Served) -> None:
    for code, top in ((RENAMED, 2), (FIRST, 3), (SECOND, 4)):
        base = f"/forms/{FORM}/local/{code}/1"
        diff = merged.get(f"{base}.diff.json")
        assert (diff.status_code, diff.json()["municipality"]) == (200, code)
        form = merged.get(f"{base}.json")
        assert form.json()["properties"]["grade"]["maximum"] == top
        eve = {"as_of": str(YESTERDAY - timedelta(1))}
        listing = merged.get(f"/forms/{FORM}/local/{code}.json", params=eve)
        assert (listing.status_code, listing.json()["municipality"]) == (200, code)
        assert len(listing.json()["revisions"]) == 1


def test_a_code_that_will_end_goes_on_until_then_and_says_so(merged: Served) -> None:
    path = f"/forms/{FORM}/local/{SOON}.json"
    listing = merged.get(path)
    assert listing.status_code == 200
    assert listing.json()["successor"] == {
        "municipality": LATER,
        "name": "例示山町",
        "effective": str(AHEAD),
        "kind": "code-change",
    }
    assert merged.get(path, params={"as_of": str(AHEAD)}).status_code == 308
    eve = merged.get(path, params={"as_of": str(AHEAD - timedelta(1))})
    assert eve.status_code == 200


def test_the_list_of_the_form_names_those_that_there_are(merged: Served) -> None:
    def cities(**query: str) -> set[str]:
        listing = merged.get(f"/forms/{FORM}.json", params=query).json()
        assert listing["adoption"]["fictional"] == len(listing["local"])
        return {entry["municipality"] for entry in listing["local"]}

    assert cities() & {RENAMED, FIRST, SECOND, SOON} == {SOON}
    assert {RENAMED, FIRST, SECOND} <= cities(as_of=str(YESTERDAY - timedelta(1)))
    assert SOON not in cities(as_of=str(AHEAD))


# ---- the client


def test_our_client_follows_with_and_without_its_cache(merged: Served, tmp_path: Path) -> None:
    before = When(YESTERDAY - timedelta(1))
    for _ in range(2):  # the second time listings are revalidated, documents come from the disk
        with Client(merged.url, cache=DiskCache(tmp_path)) as client:
            listing = client.local_listing(FORM, RENAMED)
            assert listing.municipality == NEW
            pulled = client.run(pull(FORM, "latest", NEW))
            assert pulled.diff is not None
            assert (pulled.diff.municipality, pulled.diff.revision) == (RENAMED, 1)
            assert client.run(get_diff(FORM, RENAMED)).path == pulled.diff.path
            assert client.run(get_diff(FORM, RENAMED, 1)).municipality == RENAMED
            assert client.run(get_diff(FORM, FIRST, 1)).municipality == FIRST
            assert client.run(get_diff(FORM, FIRST, None, before)).municipality == FIRST
            nobody = client.run(pull(FORM, "latest", MERGED))
            assert nobody.diff is None  # which of the two fits is for people
            with pytest.raises(RegistryError) as caught:
                client.get_diff(FORM, MERGED)
            assert caught.value.problem.type == "no-such-revision"
    with Client(merged.url, cache=DiskCache(tmp_path), offline=True) as client:
        assert client.get_diff(FORM, RENAMED).municipality == RENAMED


def test_before_and_after_the_day_another_code_answers(merged: Served) -> None:
    eve, day = When(AHEAD - timedelta(1)), When(AHEAD)
    with Client(merged.url, cache=DiskCache(None)) as client:
        for when, asked, owner in (
            (eve, SOON, SOON),
            (day, SOON, SOON),  # 例示山町 has none of its own and is the same town
            (day, LATER, SOON),
            (eve, LATER, LATER),
        ):
            found = client.run(what_is_in_force(FORM, when, asked)).local
            path = f"/api/v1/forms/{FORM}/in-force"
            query = {"as_of": str(when.as_of), "municipality": asked}
            told = merged.get(path, params=query).json()["local"]
            assert found is not None
            assert (found.municipality, told["municipality"]) == (owner, owner), (when, asked)
            assert told["revision"] == found.revision
            assert (found.revision is None) == ((when, asked) == (eve, LATER))


# ---- the directory


def test_the_directory_knows_old_codes(merged: Served) -> None:
    old = merged.get(f"/api/v1/municipalities/{RENAMED}").json()
    assert old["name"] == "例示が丘市"
    assert (old["successor"]["municipality"], old["successor"]["name"]) == (NEW, "例示浜市")
    new = merged.get(f"/api/v1/municipalities/{NEW}").json()
    assert [f["municipality"] for f in new["former"]] == [RENAMED]
    whole = merged.get("/municipalities.json").json()
    listed = {m["code"] for m in whole["fictional"]}
    assert not listed & {RENAMED, FIRST, SECOND}
    assert {MERGED, NEW, SOON} <= listed
    assert {m["code"] for m in whole["former"]} == {RENAMED, FIRST, SECOND}
    assert len(listed) == whole["count"]["fictional"]
    eve = {"as_of": str(YESTERDAY - timedelta(1))}
    before = merged.get("/municipalities.json", params=eve).json()
    assert {RENAMED, FIRST, SECOND} <= {m["code"] for m in before["fictional"]}
    assert before["former"] == []


@pytest.mark.parametrize("words", [RENAMED, "例示が丘市", "レイジガオカ", "れいじがおか"])
def test_an_old_code_or_name_finds_the_new_one_and_says_why(merged: Served, words: str) -> None:
    query = {"q": words, "fictional": "include"}
    found = merged.get("/api/v1/municipalities", params=query).json()
    (entry,) = found["municipalities"]
    assert (entry["code"], entry["foundAs"]) == (NEW, RENAMED)
    assert entry["former"][0]["name"] == "例示が丘市"
    assert found["count"]["fictional"] == 1
    eve = {**query, "as_of": str(YESTERDAY - timedelta(1))}
    (before,) = merged.get("/api/v1/municipalities", params=eve).json()["municipalities"]
    assert before["code"] == RENAMED
    assert "foundAs" not in before


# ---- drafts, checking, publishing


def test_the_heir_finds_a_draft_for_each_diff(merged: Served) -> None:
    drafts = merged.call("GET", "/api/v1/drafts", token_of(merged, MERGED)).json()["drafts"]
    mine = [d for d in drafts if d["form"] == FORM]
    assert {d["origin"] for d in mine} == {f"succession:{FIRST}", f"succession:{SECOND}"}
    tops = set()
    for draft in mine:
        assert draft["municipality"] == MERGED
        path = f"/api/v1/drafts/{draft['id']}/document"
        document = merged.call("GET", path, token_of(merged, MERGED)).json()
        assert document["municipality"] == MERGED
        assert document["effectiveFrom"] == str(YESTERDAY)
        assert document["citations"]
        tops.add(document["changes"][0]["ops"][0]["value"])
    assert tops == {3, 4}


def test_a_check_under_either_code_uses_the_diff_and_says_whose_it_is(merged: Served) -> None:
    form = merged.get(f"/forms/{FORM}/local/{RENAMED}/1.json").content
    for code in (NEW, RENAMED):
        query = {"form": FORM, "municipality": code}
        report = merged.call("POST", "/api/v1/check", content=form, params=query).json()
        assert [f["class"] for f in report["findings"]] == ["grounded"]
        told = {n["type"]: n["params"] for n in report.get("notes", [])}
        if code == NEW:
            assert told["diff-of-another-code"]["owner"] == RENAMED


def test_under_an_old_code_nothing_is_published_any_more(merged: Served) -> None:
    refused = publish(merged, FIRST, 2, 6)
    assert (refused.status_code, problem(refused)) == (409, "municipality-ended")
    params = {"code": FIRST, "heir": MERGED, "effective": str(YESTERDAY)}
    assert refused.json()["params"] == params
    assert publish(merged, FIRST, 1, 3).status_code == 200  # the very same does no harm
    late = publish(merged, SOON, 2, 5, effectiveFrom=str(AHEAD))
    assert (late.status_code, problem(late)) == (422, "effective-after-end")


def test_what_the_old_one_still_publishes_reaches_the_draft_unless_people_work_on_it(
    merged: Served,
) -> None:
    def draft() -> Any:
        found = merged.call("GET", "/api/v1/drafts", token_of(merged, LATER)).json()["drafts"]
        return next(d for d in found if d["form"] == FORM)

    def top() -> int:
        path = f"/api/v1/drafts/{draft()['id']}/document"
        document = merged.call("GET", path, token_of(merged, LATER)).json()
        return int(document["changes"][0]["ops"][0]["value"])

    assert top() == 5
    assert publish(merged, SOON, 2, 1).status_code == 201
    assert top() == 1
    path = f"/api/v1/drafts/{draft()['id']}/document"
    text = merged.call("GET", path, token_of(merged, LATER))
    changed = text.json()
    changed["changes"][0]["ops"][0]["value"] = 2
    headers = {"If-Match": text.headers["etag"]}
    saved = merged.call(
        "PUT", path, token_of(merged, LATER), content=encoded(changed), headers=headers
    )
    assert saved.is_success, saved.text
    assert publish(merged, SOON, 3, 4).status_code == 201
    assert top() == 2


def test_the_heirs_own_diff_takes_over_from_the_old_one(merged: Served) -> None:
    answer = publish(merged, NEW, 1, 1)
    assert answer.status_code == 201, answer.text
    with Client(merged.url, cache=DiskCache(None)) as client:
        for code in (NEW, RENAMED):
            assert client.get_diff(FORM, code).municipality == NEW
        assert client.run(get_diff(FORM, RENAMED, 1)).municipality == RENAMED


# ---- recording


def test_the_same_again_changes_nothing(merged: Served) -> None:
    before = counts(merged.database)
    again = record(merged, "merger", [SECOND, FIRST], MERGED, YESTERDAY)
    assert (again.status_code, again.json()["created"]) == (200, False)
    assert counts(merged.database)["succession"] == before["succession"]


REFUSED: dict[str, tuple[Any, ...]] = {
    "ends twice": ("merger", [FIRST], NEW, AHEAD, "already-ended", "/from/0"),
    "in a circle": ("code-change", [NEW], RENAMED, AHEAD, "succession-in-a-circle", "/to"),
    "in a longer circle": ("merger", [LATER, "993417"], SOON, AHEAD, "succession-in-a-circle", "/to"),
    "into one that ended": (
        "merger", ["993417"], FIRST, AHEAD, "succession-out-of-order", "/effective",
    ),
    "before it took over": (
        "code-change", [LATER], "993417", YESTERDAY, "succession-out-of-order", "/effective",
    ),
    "into itself": ("merger", [NEW, "993417"], NEW, AHEAD, "succession-to-itself", "/from/0"),
    "the same twice": ("merger", ["993417", "993417"], NEW, AHEAD, "succession-unfit", "/from"),
    "several change one code": (
        "code-change", ["993417", NEW], "999903", AHEAD, "succession-unfit", "/from",
    ),
    "nobody": ("merger", [], NEW, AHEAD, "succession-unfit", "/from"),
    "fictional and real": ("merger", ["993417"], "131016", AHEAD, "succession-unfit", "/to"),
    "not in the directory": ("merger", ["990043"], NEW, AHEAD, "no-such-municipality", "/from/0"),
    "a wrong check digit": ("merger", ["992012"], NEW, AHEAD, "check-digit-wrong", ""),
    "no day": ("merger", ["993417"], NEW, "2027-02-30", "request-invalid", "/effective"),
    "no kind": ("split", ["993417"], NEW, AHEAD, "request-invalid", "/kind"),
    "too long a note": ("merger", ["993417"], NEW, AHEAD, "remark-unfit", "/note"),
}  # fmt: skip


@pytest.mark.parametrize("name", REFUSED)
def test_what_cannot_be_is_refused_with_its_place(merged: Served, name: str) -> None:
    kind, codes, to, day, type_, at = REFUSED[name]
    before = counts(merged.database)["succession"]
    note = "あ" * 4001 if type_ == "remark-unfit" else ""
    answer = record(merged, kind, codes, to, day, note=note)
    assert problem(answer) == type_, answer.text
    assert answer.json()["at"] == at
    assert answer.json()["remedy"]
    assert counts(merged.database)["succession"] == before


def test_only_stewards_record(merged: Served) -> None:
    body = {"kind": "boundary", "from": ["993417"], "to": NEW, "effective": str(AHEAD)}
    answer = post(merged, "/api/v1/successions", body, merged.tokens.owner)
    assert (answer.status_code, problem(answer)) == (403, "scope-missing")


def test_a_boundary_change_ends_nobody(merged: Served) -> None:
    answer = record(merged, "boundary", ["999903"], "993417", YESTERDAY, note="字の区域")
    assert (answer.status_code, answer.json()["drafts"]) == (201, [])
    entry = merged.get("/api/v1/municipalities/999903").json()
    assert "successor" not in entry
    with Client(merged.url, cache=DiskCache(None)) as client:
        (found,) = client.run(list_successions("993417"))
    assert (found.kind, found.note, found.names["999903"]) == ("boundary", "字の区域", "例示市")


def test_a_mistake_is_cancelled_and_stays_readable(merged: Served) -> None:
    code, heir = "993417", "991015"
    assert publish(merged, code, 1, 2).status_code == 201
    made = record(merged, "code-change", [code], heir, YESTERDAY).json()
    path = f"/forms/{FORM}/local/{code}.json"
    assert merged.get(path).status_code == 308
    cancel = f"/api/v1/successions/{made['succession']['id']}/cancel"
    empty = post(merged, cancel, {"reason": "  "})
    assert problem(empty) == "remark-unfit"
    known = made["succession"]["recordedAt"]
    done = post(merged, cancel, {"reason": "コードの書き誤り"})
    assert (done.status_code, done.json()["succession"]["cancelReason"]) == (
        200,
        "コードの書き誤り",
    )
    assert post(merged, cancel, {"reason": "もう一度"}).json()["created"] is False
    assert merged.get(path).status_code == 200
    assert merged.get(path, params={"known_at": known}).status_code == 308  # so it was believed
    kept = [s for s in merged.get("/api/v1/successions").json()["successions"] if s["to"] == heir]
    assert [s["cancelReason"] for s in kept] == ["コードの書き誤り"]
    state = rows(merged.database, "select state from draft where id = $1", made["drafts"][0])
    assert state[0]["state"] == "discarded"
    assert publish(merged, code, 2, 3).status_code == 201
    assert problem(post(merged, "/api/v1/successions/99999/cancel", {"reason": "x"})) == (
        "no-such-succession"
    )


def test_a_new_core_is_brought_to_those_that_there_are(merged: Served) -> None:
    core = small_core()
    core["properties"]["memo"] = {"title": "追記", "type": "string", "maxLength": 40}
    path = f"/api/v1/forms/{FORM}/versions/1.1.0"
    answer = merged.call("PUT", path, merged.tokens.steward, content=encoded(core))
    assert answer.status_code == 201, answer.text
    wanted = rows(merged.database, "select municipality from wanted_rebases($1)", FORM)
    cities = {row["municipality"] for row in wanted}
    assert SOON in cities
    assert not cities & {RENAMED, FIRST, SECOND}


def test_a_former_code_that_the_directory_no_longer_names_is_still_known(merged: Served) -> None:
    sql = "update municipality set listed = false where code = $1"
    asyncio.run(execute(merged.database, sql, SECOND))
    old = merged.get(f"/api/v1/municipalities/{SECOND}")
    assert old.json()["successor"]["municipality"] == MERGED
    found = merged.get("/api/v1/municipalities", params={"q": "東例示市", "fictional": "only"})
    assert [m["code"] for m in found.json()["municipalities"]] == [MERGED]
    assert SECOND in {m["code"] for m in merged.get("/municipalities.json").json()["former"]}


def test_a_chain_of_changes_leads_to_its_end(merged: Served) -> None:
    assert record(merged, "code-change", [MERGED], "991007", days.today()).status_code == 201
    for code in (FIRST, MERGED):
        answer = merged.get(f"/forms/{FORM}/local/{code}.json")
        assert answer.headers["location"] == "991007.json"
    listing = merged.get(f"/forms/{FORM}/local/991007.json").json()
    assert [(p["municipality"], p["heir"]) for p in listing["predecessors"]] == [
        (MERGED, "991007"),
        (FIRST, MERGED),
        (SECOND, MERGED),
    ]


def test_a_revision_that_comes_at_the_same_time_is_refused_or_carried_over(
    registry: Served,
) -> None:
    """Recording and publishing at once: the draft is of the latest revision, whoever was first."""
    form, code, heir = "race-form", "991015", "990001"
    path = f"/api/v1/forms/{form}/versions/1.0.0"
    assert registry.call(
        "PUT", path, registry.tokens.steward, content=encoded(small_core())
    ).is_success
    token = token_of(registry, code)

    def send(revision: int) -> httpx.Response:
        document = small_diff(code, form=form, top=revision)
        path = f"/api/v1/forms/{form}/local/{code}/{revision}"
        return registry.call("PUT", path, token, content=encoded(document))

    assert send(1).status_code == 201
    with ThreadPoolExecutor(2) as pool:
        sent = pool.submit(send, 2)
        made = pool.submit(
            record, registry, "code-change", [code], heir, days.today() + timedelta(days=300)
        )
        assert (sent.result().status_code, made.result().status_code) == (201, 201)
    (draft,) = made.result().json()["drafts"]
    found = rows(
        registry.database,
        "select e.body from draft d join draft_edit e on e.draft = d.id and e.edit = d.edit "
        "where d.id = $1",
        draft,
    )
    assert b'"value": 2' in found[0]["body"]


@pytest.mark.parametrize("chosen", [None, RENAMED, NEW, MERGED])
def test_a_bundle_says_of_merged_municipalities_what_the_registry_says(
    merged: Served, chosen: str | None
) -> None:
    query = f"?form={FORM}" + (f"&municipality={chosen}" if chosen else "")
    chain = msgspec.convert(merged.get("/keys.json").json(), Keychain)
    sealed = unseal([merged.get(f"/bundle.json{query}").content])
    trusted = trust(sealed, PublicKey.parse(chain.keys[0].key))
    check_texts(trusted)
    codes = (RENAMED, NEW, FIRST, SECOND, MERGED, SOON) if chosen is None else (chosen,)
    days_ = (None, YESTERDAY - timedelta(days=2), YESTERDAY, AHEAD + timedelta(days=1))
    with (
        BundleClient(Holding([trusted.payload])) as bundled,
        Client(merged.url, cache=MemoryCache()) as asked,
    ):
        for code in codes:
            for day in days_:
                when = When(as_of=day)
                assert _told(bundled, code, when) == _told(asked, code, when), (code, day)
            assert bundled.search(code, "include") == asked.search(code, "include")


def _told(client: Client, code: str, when: When) -> object:
    """What a client brings of a municipality, or how it is refused."""
    try:
        return client.run(pull(FORM, "latest", code, when))
    except RegistryError as e:
        return e.problems
