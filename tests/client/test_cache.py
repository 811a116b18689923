"""Is an answer asked for once, and a broken entry never believed?"""

from __future__ import annotations

import os
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from soroe import flows
from soroe.cache import DiskCache, Entry, MemoryCache, Store, write_whole
from soroe.errors import IntegrityError, UnreachableError
from soroe.testing import MemoryRegistry
from tests.client.drive import KINDS, Kind, run
from tests.client.samples import CODE, CORE, FORM, core, diff

URL = "https://registry.test"


@pytest.fixture
def registry() -> MemoryRegistry:
    made = MemoryRegistry()
    made.publish_core(FORM, "1.0.0", CORE)
    made.publish_diff(diff())
    return made


@pytest.fixture(params=["disk", "memory"])
def store(request: pytest.FixtureRequest, tmp_path: Path) -> Store:
    return DiskCache(tmp_path / "cache") if request.param == "disk" else MemoryCache()


def get(registry: MemoryRegistry, store: Store, kind: Kind = "blocking", **options: Any) -> Any:
    options = {"transport": registry, "cache": store, **options}
    return run(kind, URL, lambda: flows.get_core(FORM), **options)


@pytest.mark.parametrize("kind", KINDS)
def test_an_immutable_document_is_asked_for_once(
    kind: Kind, registry: MemoryRegistry, store: Store
) -> None:
    first, second = (get(registry, store, kind) for _ in range(2))
    assert first == second
    paths = [r.path for r in registry.seen]
    assert paths.count(f"/forms/{FORM}/1.0.0.json") == 1
    assert paths.count(f"/forms/{FORM}.json") == 2


def test_a_listing_is_asked_whether_it_still_holds(registry: MemoryRegistry, store: Store) -> None:
    get(registry, store)
    get(registry, store)
    asked = [r for r in registry.seen if r.path == f"/forms/{FORM}.json"]
    assert "if-none-match" not in asked[0].headers
    assert registry.answer(asked[1]).status == 304
    registry.publish_core(FORM, "1.1.0", core(maximum=8))
    assert get(registry, store).version == "1.1.0"


def test_offline_answers_from_what_was_fetched(registry: MemoryRegistry, store: Store) -> None:
    get(registry, store)
    before = len(registry.seen)
    assert get(registry, store, offline=True).document == CORE
    assert len(registry.seen) == before


@pytest.mark.parametrize(
    "flow",
    [
        lambda: flows.get_core("other-form"),
        lambda: flows.get_diff(FORM, CODE),
        flows.whoami,
        lambda: flows.push_diff(b'{"form": "a", "municipality": "999903"}'),
    ],
    ids=["another form", "a diff", "a question", "a publication"],
)
def test_offline_says_what_it_does_not_have(
    flow: Any, registry: MemoryRegistry, store: Store
) -> None:
    get(registry, store)
    before = len(registry.seen)
    with pytest.raises(UnreachableError) as e:
        run("blocking", URL, flow, transport=registry, cache=store, offline=True)
    assert e.value.problem.type == "offline-missing"
    assert len(registry.seen) == before


BREAKAGES: dict[str, Callable[[bytes], bytes]] = {
    "emptied": lambda data: b"",
    "cut short": lambda data: data[:-7],
    "grown": lambda data: data + b" ",
    "altered": lambda data: data.replace("学年".encode(), "学級".encode()),
    "without a head": lambda data: data.partition(b"\n")[2],
    "of another shape": lambda data: b'{"url": 1}\n{}',
    "not text": lambda data: b"\xff\xfe" + data,
    "random": lambda data: os.urandom(len(data)),
}


@pytest.mark.parametrize("breakage", BREAKAGES)
def test_a_broken_entry_is_ignored_and_replaced(
    breakage: str, registry: MemoryRegistry, tmp_path: Path
) -> None:
    store = DiskCache(tmp_path)
    get(registry, store)
    path = store.path(f"{URL}/forms/{FORM}/1.0.0.json")
    whole = path.read_bytes()
    path.write_bytes(BREAKAGES[breakage](whole))
    assert get(registry, store).document == CORE
    assert path.read_bytes() == whole


def test_an_entry_of_another_address_is_not_taken(registry: MemoryRegistry, tmp_path: Path) -> None:
    store = DiskCache(tmp_path)
    get(registry, store)
    here, there = (store.path(f"{URL}/forms/{name}.json") for name in (FORM, "other"))
    there.parent.mkdir(exist_ok=True)
    there.write_bytes(here.read_bytes())
    assert store.get(f"{URL}/forms/other.json") is None


def test_a_registry_that_was_set_up_anew_is_believed_over_the_cache(store: Store) -> None:
    for highest in (6, 3):
        made = MemoryRegistry()
        made.publish_core(FORM, "1.0.0", core(maximum=highest))
        assert get(made, store).document == core(maximum=highest)


def test_a_document_that_fails_its_digest_is_not_kept(tmp_path: Path) -> None:
    made = MemoryRegistry()
    made.publish_core(FORM, "1.0.0", CORE)

    class Altered(MemoryRegistry):
        def answer(self, request: flows.Request) -> flows.Response:
            said = made.answer(request)
            if request.path.endswith("1.0.0.json"):
                return flows.Response(200, {"content-type": "application/json"}, b"{}")
            return said

    store = DiskCache(tmp_path)
    with pytest.raises(IntegrityError):
        get(Altered(), store)
    assert store.get(f"{URL}/forms/{FORM}/1.0.0.json") is None
    assert get(made, store).document == CORE


def test_a_cache_that_cannot_be_written_costs_nothing_but_time(
    registry: MemoryRegistry, tmp_path: Path
) -> None:
    blocked = tmp_path / "file"
    blocked.write_text("a file where the folder should be")
    assert get(registry, DiskCache(blocked)).document == CORE
    assert blocked.read_text() == "a file where the folder should be"


def test_two_registries_do_not_share_entries(registry: MemoryRegistry, store: Store) -> None:
    get(registry, store)
    other = MemoryRegistry()
    other.publish_core(FORM, "1.0.0", core(maximum=2))
    found = run(
        "blocking", "https://other.test", lambda: flows.get_core(FORM), transport=other, cache=store
    )
    assert found.document == core(maximum=2)


def test_many_writers_leave_whole_entries(tmp_path: Path) -> None:
    store = DiskCache(tmp_path)
    bodies = [bytes([65 + i]) * 50_000 for i in range(8)]
    seen: list[bytes] = []

    def write(body: bytes) -> None:
        for _ in range(20):
            store.put(Entry("u", "e", "", body))
            found = store.get("u")
            assert found is not None
            seen.append(found.body)

    threads = [threading.Thread(target=write, args=(b,)) for b in bodies]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(seen) == 160
    assert set(seen) <= set(bodies)
    assert [p.name for p in tmp_path.rglob("*") if p.is_file()] == [store.path("u").name]


def test_an_interrupted_write_leaves_the_old_file(tmp_path: Path) -> None:
    path = tmp_path / "a.json"
    write_whole(path, b"old")
    with pytest.raises(TypeError):
        write_whole(path, "not bytes")  # type: ignore[arg-type]
    assert path.read_bytes() == b"old"
    assert list(tmp_path.iterdir()) == [path]
