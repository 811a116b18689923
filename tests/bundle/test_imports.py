"""Does a folder of imports only ever move forward, whole, from one registry?"""

from __future__ import annotations

import json
import os
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from soroe.bundle import BundleClient, Import, Scope, compare, split
from soroe.cli.shelf import LOG, Shelf
from soroe.errors import DocumentError, IntegrityError
from soroe.signing import PublicKey
from tests.bundle.world import CODE, FORM, START, World, core, edited, pages, small

CHOSEN = Scope(forms=(FORM,))


@pytest.fixture
def shelf(tmp_path: Path) -> Shelf:
    return Shelf(tmp_path / "持込")


def take(
    shelf: Shelf,
    *files: bytes,
    pinned: PublicKey | None = None,
    now: datetime = START,
    **how: Any,
) -> tuple[Import, bool]:
    names = tuple(f"{n}.txt" for n in range(len(files)))
    return shelf.take(files, names, pinned=pinned, now=now, **how)


def refused(shelf: Shelf, *files: bytes, **how: Any) -> str:
    """The type of the refusal, after which the folder is as it was."""
    before = pages(shelf.folder)
    with pytest.raises(IntegrityError) as raised:
        take(shelf, *files, **how)
    assert pages(shelf.folder) == before
    return raised.value.problem.type


def test_what_was_imported_is_read_as_from_the_registry(shelf: Shelf) -> None:
    world = small()
    entry, new = take(shelf, world.bundle(), pinned=world.pin)
    assert (new, entry.kind, entry.serial, entry.size) == (True, "full", 5, 5)
    with BundleClient(shelf.read()[0]) as client:
        assert client.get_core(FORM).version == "1.1.0"
        assert client.get_local_form(FORM, CODE).revision == 2


def test_deltas_go_on_from_a_whole_bundle(shelf: Shelf) -> None:
    world = small()
    take(shelf, world.bundle(), pinned=world.pin)
    world.core("1.2.0", core(maximum=8))
    take(shelf, world.bundle(since=5))
    world.diff(5)
    entry, _ = take(shelf, *split(world.bundle(since=6), 6_000))
    assert (entry.kind, entry.size) == ("delta", 7)
    holding, state = shelf.read()
    whole = Shelf(shelf.folder.with_name("whole"))
    take(whole, world.bundle(), pinned=world.pin)
    changes = compare(holding, whole.read()[0])
    assert changes == compare(holding, holding)
    assert [one.serial for one in state.imports] == [5, 6, 7]
    assert len(state.kept) == 3


def test_a_delta_holds_no_document_that_was_there_before(shelf: Shelf) -> None:
    world = small()
    world.core("1.2.0", core(maximum=8))
    paths = world.open(world.bundle(since=5)).paths
    lasting = [path for path, one in paths.items() if one.index is not None]
    assert lasting == [f"/forms/{FORM}/1.2.0.json"]


def test_a_delta_from_further_back_fits_as_well(shelf: Shelf) -> None:
    world = small()
    take(shelf, world.bundle(), pinned=world.pin)
    world.diff(6)
    assert take(shelf, world.bundle(since=2))[0].size == 6
    assert shelf.read()[0].documents.keys() == world.open(world.bundle()).paths.keys()


def test_a_whole_bundle_takes_the_place_of_what_was_there(shelf: Shelf) -> None:
    world = small()
    take(shelf, world.bundle(), pinned=world.pin)
    world.diff(5)
    take(shelf, world.bundle(since=5))
    world.diff(6)
    take(shelf, world.bundle())
    state = shelf.state()
    assert state is not None
    assert {LOG, *(one.file for one in state.kept)} == pages(shelf.folder).keys()
    assert len(state.kept) == 1
    assert [one.kind for one in state.imports] == ["full", "delta", "full"]


def test_the_same_bundle_again_changes_nothing(shelf: Shelf) -> None:
    world = small()
    first, _ = take(shelf, world.bundle(), pinned=world.pin)
    before = pages(shelf.folder)
    assert take(shelf, world.bundle()) == (first, False)
    assert take(shelf, *split(world.bundle(), 6_000), now=START + timedelta(days=400)) == (
        first,
        False,
    )
    assert pages(shelf.folder) == before


def test_an_older_bundle_is_refused(shelf: Shelf) -> None:
    world = small()
    old = world.bundle()
    world.diff(5)
    take(shelf, world.bundle(), pinned=world.pin)
    assert refused(shelf, old) == "bundle-rolled-back"


def test_an_older_bundle_of_the_same_log_is_refused(shelf: Shelf) -> None:
    world = small()
    take(shelf, world.bundle(), pinned=world.pin)
    earlier = edited(world.payload(), serial=4)
    assert refused(shelf, world.seal(earlier)) == "bundle-rolled-back"
    assert refused(shelf, world.bundle(at=START - timedelta(days=1))) == "bundle-rolled-back"


def test_a_log_that_shrank_is_refused_although_its_serial_rose(shelf: Shelf) -> None:
    world = small()
    take(shelf, world.bundle(), pinned=world.pin)
    shorter = World().core("1.0.0").diff(3)
    shorter.serial = 99
    assert refused(shelf, shorter.bundle()) == "bundle-rolled-back"


def test_a_fork_is_refused(shelf: Shelf) -> None:
    take(shelf, small().bundle(), pinned=small().pin)
    other = World().core("1.0.0").diff(3).diff(5).diff(2, code="992011").diff(4).diff(5)
    assert refused(shelf, other.bundle()) == "log-forked"
    assert refused(shelf, other.bundle(since=5)) == "log-forked"


def test_a_delta_without_what_came_between_is_refused(shelf: Shelf) -> None:
    world = small()
    assert refused(shelf, world.bundle(since=2), pinned=world.pin) == "bundle-gap"
    take(shelf, world.bundle(), pinned=world.pin)
    world.diff(5).diff(6)
    assert refused(shelf, world.bundle(since=6)) == "bundle-gap"
    assert take(shelf, world.bundle(since=5))[0].size == 7


def test_a_delta_of_another_selection_is_refused(shelf: Shelf) -> None:
    world = small()
    take(shelf, world.bundle(), pinned=world.pin)
    world.diff(5)
    assert refused(shelf, world.bundle(since=5, scope=CHOSEN)) == "bundle-other-scope"


def test_a_delta_that_does_not_complete_what_is_there_is_refused(shelf: Shelf) -> None:
    world = small()
    texts = world.texts()
    del texts[f"/forms/{FORM}/local/{CODE}/1.diff.json"]
    assert refused(shelf, world.bundle(scope=CHOSEN, texts=texts), pinned=world.pin) == (
        "bundle-incomplete"
    )
    del texts[f"/forms/{FORM}/local/{CODE}/2.diff.json"]
    del texts[f"/forms/{FORM}/local/{CODE}.json"]
    take(shelf, world.bundle(scope=CHOSEN, texts=texts), pinned=world.pin)
    world.diff(5)
    assert refused(shelf, world.bundle(scope=CHOSEN, since=5)) == "bundle-incomplete"


def test_an_expired_bundle_is_refused_unless_that_is_said(shelf: Shelf) -> None:
    world, late = small(), START + timedelta(days=93)
    assert refused(shelf, world.bundle(), pinned=world.pin, now=late) == "bundle-expired"
    assert take(shelf, world.bundle(), pinned=world.pin, now=late, allow_expired=True)[1]


def test_a_clock_that_is_behind_is_noticed(shelf: Shelf) -> None:
    world, early = small(), datetime.fromisoformat("2000-01-01T00:00:00Z")
    assert refused(shelf, world.bundle(), pinned=world.pin, now=early) == "bundle-ahead"


def test_the_first_import_needs_a_key_and_later_ones_keep_to_it(shelf: Shelf) -> None:
    world = small()
    assert refused(shelf, world.bundle()) == "bundle-key-unknown"
    take(shelf, world.bundle(), pinned=world.pin)
    world.diff(5)
    stranger = World(b"2")
    stranger.leaves, stranger.registry, stranger.serial = world.leaves, world.registry, 99
    assert refused(shelf, stranger.bundle()) == "key-other"
    assert refused(shelf, stranger.bundle(), pinned=stranger.pin) == "key-other"


def test_a_turned_key_is_followed(shelf: Shelf) -> None:
    world = small()
    take(shelf, world.bundle(), pinned=world.pin)
    world.turn(b"2").diff(5)
    take(shelf, world.bundle(since=5))
    world.diff(6)
    take(shelf, world.bundle(since=6), pinned=None)
    state = shelf.state()
    assert state is not None
    assert state.key == str(world.key)
    assert len(shelf.read()[0].documents) == len(world.texts())


def test_the_bundle_of_another_registry_is_refused(shelf: Shelf) -> None:
    world = small()
    take(shelf, world.bundle(), pinned=world.pin)
    path = shelf.folder / LOG
    state = json.loads(path.read_bytes())
    path.write_text(json.dumps(state | {"origin": "elsewhere.test"}))
    assert refused(shelf, world.diff(5).bundle()) == "bundle-other-registry"


@pytest.mark.parametrize("broken", ["", "{", "[]", '{"format": 2}', "null"])
def test_a_folder_whose_log_is_damaged_is_named(shelf: Shelf, broken: str) -> None:
    world = small()
    take(shelf, world.bundle(), pinned=world.pin)
    (shelf.folder / LOG).write_text(broken)
    assert refused(shelf, world.bundle(), pinned=world.pin) == "bundle-shelf-broken"


def test_a_folder_whose_files_were_changed_or_taken_is_named(shelf: Shelf) -> None:
    world = small()
    take(shelf, world.bundle(), pinned=world.pin)
    state = shelf.state()
    assert state is not None
    file = shelf.folder / state.kept[0].file
    for content in (world.bundle(since=2), b"{}", None):
        file.write_bytes(content) if content else file.unlink()
        with pytest.raises(IntegrityError) as raised:
            shelf.read()
        assert raised.value.problem.type == "bundle-shelf-broken"


def test_a_folder_where_nothing_was_imported_says_so(shelf: Shelf) -> None:
    with pytest.raises(IntegrityError) as raised:
        shelf.read()
    assert raised.value.problem.type == "bundle-shelf-empty"


@pytest.mark.parametrize("at", [1, 2])
def test_an_import_that_is_cut_off_leaves_the_one_before(
    shelf: Shelf, monkeypatch: pytest.MonkeyPatch, at: int
) -> None:
    world = small()
    take(shelf, world.bundle(), pinned=world.pin)
    before, _ = shelf.read()
    world.diff(5)
    done = 0

    def full_disk(_: int) -> None:
        nonlocal done
        done += 1
        if done == at:
            raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full_disk)
    with pytest.raises(DocumentError) as raised:
        take(shelf, world.bundle())
    assert raised.value.problem.type == "file-unwritable"
    monkeypatch.undo()
    assert shelf.read()[0].documents.keys() == before.documents.keys()
    assert take(shelf, world.bundle())[0].size == 6
    assert len(pages(shelf.folder)) == 2


def test_the_log_says_what_was_imported_from_where_and_when(shelf: Shelf) -> None:
    world = small()
    take(shelf, *split(world.bundle(), 9_000), pinned=world.pin)
    (line,) = json.loads((shelf.folder / LOG).read_bytes())["imports"]
    assert line["files"] == ["0.txt", "1.txt"]
    assert line["at"] == "2027-04-01T00:00:00Z"
    assert line["key"] == str(world.pin)
    assert line["digest"].startswith("sha256:")
