"""Does the registry make bundles of what it serves, whole and in part, that verify everywhere?"""

from __future__ import annotations

import asyncio
import json
from collections.abc import Iterator
from typing import Any

import msgspec
import pytest

import registry.bundles
from registry.bundles import Bundles
from registry.embedded import EmbeddedPostgres
from registry.limits import BUNDLE_DAYS, MAX_CHOSEN
from registry.problems import RefusedError
from soroe.bundle import BundleClient, Holding, Trusted, check_texts, trust, unseal
from soroe.cache import MemoryCache
from soroe.client import Client
from soroe.flows import list_successions, pull
from soroe.flows.citations import list_citations
from soroe.keychain import Keychain
from soroe.signing import PublicKey
from tests.registry.databases import OTHER, OWNER, TEMPLATE
from tests.registry.databases import made as copied
from tests.registry.documents import FORM, SENT, encoded, small_core, small_diff
from tests.registry.served import Served, Tokens, serving

CODES = (OWNER, OTHER)


@pytest.fixture(scope="module")
def served(cluster: EmbeddedPostgres, filled: Tokens) -> Iterator[Served]:
    """A registry with two forms; one of them with the diffs of two municipalities."""
    with copied(cluster.url, TEMPLATE) as url, serving(url, filled) as running:
        put(running, f"forms/{SENT}/versions/1.0.0", small_core(), running.tokens.steward)
        put(running, f"forms/{FORM}/local/{OTHER}/1", small_diff(OTHER), running.tokens.other)
        yield running


def put(served: Served, path: str, document: Any, token: str) -> None:
    answer = served.call("PUT", f"/api/v1/{path}", token, content=encoded(document))
    assert answer.status_code == 201, answer.text


def pinned(served: Served) -> PublicKey:
    chain = msgspec.convert(served.get("/keys.json").json(), Keychain)
    return PublicKey.parse(chain.keys[0].key)


def verified(served: Served, query: str = "") -> Trusted:
    answer = served.get(f"/bundle.json{query}")
    assert answer.status_code == 200, answer.text
    trusted = trust(unseal([answer.content]), pinned(served))
    check_texts(trusted)
    return trusted


def test_every_text_of_the_bundle_is_the_one_that_is_served(served: Served) -> None:
    trusted = verified(served)
    assert len(trusted.paths) >= 12
    for path, one in trusted.paths.items():
        assert one.body == served.get(path).content, path
    assert (trusted.payload.expires - trusted.payload.created).days == BUNDLE_DAYS


def test_the_flows_read_from_the_bundle_what_they_read_from_the_registry(served: Served) -> None:
    bundled = BundleClient(Holding([verified(served).payload]))
    # The address in documents is the public one, under which this process is not reached.
    with Client(served.url, cache=MemoryCache()) as asked, bundled:
        for code in CODES:
            for flow in (lambda c=code: pull(FORM, "latest", c), lambda c=code: list_citations(c)):
                assert bundled.run(flow()) == asked.run(flow())
        for words in ("例示", "れいじ", "999903", "札幌", "", "どこにもない"):
            for fictional in ("exclude", "include", "only"):
                found = bundled.search(words, fictional)
                assert [m.code for m in found] == [m.code for m in asked.search(words, fictional)]
        assert bundled.run(list_successions(OWNER)) == asked.run(list_successions(OWNER))


def test_a_chosen_form_and_municipality_leave_the_others_out(served: Served) -> None:
    paths = verified(served, f"?form={FORM}&municipality={OWNER}").paths.keys()
    assert f"/forms/{FORM}/local/{OWNER}/1.diff.json" in paths
    assert not [path for path in paths if SENT in path or OTHER in path]
    forms_only = verified(served, f"?form={FORM}").paths.keys()
    assert f"/forms/{FORM}/local/{OTHER}/1.diff.json" in forms_only


def test_a_delta_has_what_came_after(served: Served) -> None:
    whole = verified(served)
    delta = verified(served, f"?since={whole.checkpoint.size - 1}")
    lasting = [path for path, one in delta.paths.items() if one.index is not None]
    assert lasting == [f"/forms/{FORM}/local/{OTHER}/1.diff.json"]
    assert delta.payload.serial == whole.payload.serial


def test_the_bundle_is_kept_until_something_is_published(
    cluster: EmbeddedPostgres, filled: Tokens
) -> None:
    with copied(cluster.url, TEMPLATE) as url, serving(url, filled) as own:
        first = own.get("/bundle.json")
        again = own.get("/bundle.json", headers={"If-None-Match": first.headers["etag"]})
        assert again.status_code == 304
        put(own, f"forms/{FORM}/local/{OTHER}/1", small_diff(OTHER), own.tokens.other)
        before = trust(unseal([first.content]), pinned(own)).payload
        after = verified(own).payload
        assert after.serial > before.serial
        assert len(after.documents) > len(before.documents)


@pytest.mark.parametrize(
    ("query", "status", "kind"),
    [
        ("?form=nowhere", 404, "no-such-form"),
        ("?form=N", 400, "form-name-invalid"),
        ("?municipality=123", 400, "municipality-code-invalid"),
        ("?since=999", 404, "log-shorter"),
        ("?since=-1", 400, "parameter-invalid"),
        ("?since=x", 400, "parameter-invalid"),
        ("?" + "&".join(f"form=f{n}" for n in range(MAX_CHOSEN + 1)), 400, "parameter-invalid"),
    ],
)
def test_a_choice_that_cannot_be_is_refused(
    served: Served, query: str, status: int, kind: str
) -> None:
    answer = served.get(f"/bundle.json{query}")
    assert answer.json()["type"].endswith(f"/{kind}"), answer.text
    assert answer.status_code == status


def test_as_many_as_can_be_chosen_are_looked_for(served: Served) -> None:
    query = "&".join(f"form=f{n}" for n in range(MAX_CHOSEN))
    assert served.get(f"/bundle.json?{query}").json()["type"].endswith("/no-such-form")


def test_a_registry_without_a_key_makes_no_bundle(
    cluster: EmbeddedPostgres, filled: Tokens
) -> None:
    unsigned = {"SOROE_SIGNING_KEY": ""}
    with copied(cluster.url, TEMPLATE) as url, serving(url, filled, unsigned) as own:
        answer = own.get("/bundle.json")
        assert json.loads(answer.content)["type"].endswith("/log-not-signed")


def test_who_asks_for_the_same_at_once_gets_what_was_made_once() -> None:
    async def scenario() -> int:
        bundles, made = Bundles(), 0

        async def make() -> bytes:
            nonlocal made
            made += 1
            await asyncio.sleep(0)
            return b"bundle"

        asked = [bundles.get("key", make) for _ in range(20)]
        assert set(await asyncio.gather(*asked)) == {b"bundle"}
        assert await bundles.get("key", make) == b"bundle"
        return made

    assert asyncio.run(scenario()) == 1


def test_a_bundle_that_failed_is_tried_again() -> None:
    async def scenario() -> bytes:
        bundles = Bundles()

        async def fail() -> bytes:
            raise OSError("away")

        async def make() -> bytes:
            return b"bundle"

        with pytest.raises(OSError, match="away"):
            await bundles.get("key", fail)
        return await bundles.get("key", make)

    assert asyncio.run(scenario()) == b"bundle"


def test_a_bundle_larger_than_all_that_is_kept_is_there_for_who_comes_back(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(registry.bundles, "BUNDLES_KEPT", 3)
    monkeypatch.setattr(registry.bundles, "BUNDLE_SECONDS", 0.0)

    async def scenario() -> bytes:
        bundles, ready = Bundles(), asyncio.Event()

        async def make() -> bytes:
            await ready.wait()
            return b"bundle"

        async def never() -> bytes:
            raise AssertionError("it was made already")

        with pytest.raises(RefusedError) as refused:
            await bundles.get("key", make)
        assert refused.value.problem.type == "registry-busy"
        ready.set()
        waiting = asyncio.all_tasks() - {asyncio.current_task()}
        await asyncio.gather(*waiting)
        return await bundles.get("key", never)

    assert asyncio.run(scenario()) == b"bundle"
