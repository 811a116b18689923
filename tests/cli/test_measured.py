"""Do commands show what a registry has measured, and is it what they would work out themselves?"""

from __future__ import annotations

import asyncio
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from registry.embedded import EmbeddedPostgres
from tests.cli.conftest import Desk
from tests.registry import databases
from tests.registry.databases import OTHER, OWNER
from tests.registry.documents import FORM
from tests.registry.served import Served, Tokens, serving
from tests.registry.test_measures import DIFFS, FOURTH, THIRD, core_of, publishes, until


@pytest.fixture(scope="module")
def measured(cluster: EmbeddedPostgres, filled: Tokens) -> Iterator[Served]:
    """A registry that has measured four municipalities."""
    with databases.made(cluster.url, databases.TEMPLATE) as url:
        for code in (OTHER, THIRD, FOURTH):
            asyncio.run(publishes(url, code, 1, DIFFS[code]))
        with serving(url, filled) as served:
            until(served, "candidates", lambda found: found["below"]["municipalities"] == 4)
            until(served, "divergence", lambda found: found.get("complete"))
            yield served


@pytest.fixture
def folder(desk: Desk, measured: Served) -> Desk:
    """The same as files."""
    desk.put(f"forms/{FORM}/1.0.0.json", core_of(measured))
    for code, diff in DIFFS.items():
        desk.put(f"cities/{code}.json", diff)
    return desk


LISTING = f"/forms/{FORM}.json"
"""What a command asks for that reads the diffs itself; never kept, so that the log has it."""

FILES = (f"forms/{FORM}/1.0.0.json", "--diffs", "cities")


def asked(measured: Served, desk: Desk, *words: str, **environment: str) -> tuple[Any, str]:
    """What the command did, and the paths that it asked the registry for."""
    before = len(measured.log())
    done = desk.run(*words, "--registry", measured.url, **environment)
    lines = [json.loads(line) for line in measured.log()[before:].splitlines()]
    return done, " ".join(line.get("path", "") for line in lines)


def plain(text: str, measured: Served) -> str:
    """The text without the names, which only a registry knows."""
    listed = measured.get(f"/forms/{FORM}.json").json()["local"]
    for one in listed:
        name, code = one["name"], one["municipality"]
        text = text.replace(f"{name}({code})", code).replace(f"{code}  {name}", code)
    return text


def test_candidates_are_those_that_were_measured(folder: Desk, measured: Served) -> None:
    done, paths = asked(measured, folder, "candidates", FORM, "--format", "json")
    assert (done.code, LISTING in paths) == (0, False)
    alone, paths = asked(
        measured, folder, "candidates", FORM, "--format", "json", "--decisions", folder.put("d", [])
    )
    assert LISTING in paths
    assert done.json() == alone.json()
    three, paths = asked(measured, folder, "candidates", FORM, "--format", "json", "--least", "3")
    assert (three.json()["candidates"], LISTING in paths) == ([], False)


def test_the_index_is_the_one_that_was_measured(folder: Desk, measured: Served) -> None:
    done, paths = asked(measured, folder, "divergence", FORM)
    assert (done.code, LISTING in paths) == (0, False)
    alone = folder.run("divergence", *FILES)
    assert done.out.splitlines()[:4] == alone.out.splitlines()[:4]
    table = asked(measured, folder, "divergence", FORM, "--format", "csv")[0]
    assert len(table.out.splitlines()) == 5
    one, paths = asked(
        measured, folder, "divergence", FORM, "--municipality", THIRD, "--history",
        "--format", "json",
    )  # fmt: skip
    assert LISTING not in paths
    (city,) = one.json()["municipalities"]
    assert [c["item"] for c in city["changed"]] == ["/grade", "/pet", "/way"]
    assert [p["day"] for p in one.json()["history"]] == ["2027-04-01"]


def test_neighbours_and_ways_are_those_of_the_files(folder: Desk, measured: Served) -> None:
    for words in (("--municipality", FOURTH), ("--municipality", FOURTH, "--item", "/grade")):
        done, paths = asked(measured, folder, "neighbours", FORM, *words)
        assert (done.code, LISTING in paths) == (0, False), done.err
        assert plain(done.out, measured) == folder.run("neighbours", *FILES, *words).out


def test_what_if_is_asked_with_changes_candidates_and_for_the_best(
    folder: Desk, measured: Served
) -> None:
    for words in (("--promote", f"{OTHER}#1"), ("--best", "1")):
        done, paths = asked(measured, folder, "what-if", FORM, *words, "-o", f"core{words[0]}.json")
        assert (done.code, LISTING in paths) == (0, False), done.err
        assert (
            plain(done.out, measured).split() == folder.run("what-if", *FILES, *words).out.split()
        )
        assert "properties" in json.loads((folder.folder / f"core{words[0]}.json").read_text())
    found = measured.get(f"/api/v1/forms/{FORM}/candidates").json()["below"]["candidates"]
    done, _ = asked(measured, folder, "what-if", FORM, "--promote", found[0]["id"])
    alone = folder.run("what-if", *FILES, "--promote", found[0]["id"])
    assert done.code == alone.code == 0, alone.err
    assert plain(done.out, measured).split() == alone.out.split()
    wrong = folder.run("what-if", *FILES, "--promote", "0" * 16)
    assert wrong.code == 2
    assert "0" * 16 in wrong.err


def test_an_adopted_change_becomes_a_draft_in_the_registry(desk: Desk, measured: Served) -> None:
    words = ("--municipality", OWNER, "--adopt", f"{OTHER}#2", "-o", "draft.json")
    done, paths = asked(measured, desk, "neighbours", FORM, *words)
    assert (done.code, LISTING in paths) == (0, True), done.err
    token = measured.tokens.owner
    saved, _ = asked(measured, desk, "draft", "save", "draft.json", SOROE_TOKEN=token)
    assert saved.code == 0, saved.err
    drafts = measured.call("GET", "/api/v1/drafts", token).json()["drafts"]
    assert [d["municipality"] for d in drafts] == [OWNER]
    draft = json.loads(Path(desk.folder / "draft.json").read_text())
    assert [c["item"] for c in draft["changes"]] == ["/grade", "/route"]
    assert "basis" not in draft["changes"][1]


def test_a_steward_decides_and_takes_it_back(desk: Desk, measured: Served) -> None:
    found = measured.get(f"/api/v1/forms/{FORM}/candidates").json()["below"]["candidates"]
    keys = next(c["signatures"] for c in found if len(c["signatures"]) == 2)
    token = {"SOROE_TOKEN": measured.tokens.steward}
    done, _ = asked(measured, desk, "cluster", "split", FORM, *keys, "--reason", "別の欄", **token)
    assert done.code == 0, done.err
    assert "分けることにしました。" in done.out
    listed, _ = asked(measured, desk, "cluster", "list", FORM)
    assert f"1. 分ける {keys[0]} と {keys[1]}" in listed.out
    undone, _ = asked(
        measured, desk, "cluster", "undo", FORM, "1", "--reason", "同じだった", **token
    )
    assert "取り消しました。" in undone.out
    again, _ = asked(measured, desk, "cluster", "list", FORM, "--lang", "en")
    assert "taken back" in again.out


@pytest.mark.parametrize(
    "words",
    [
        ("list", FORM, "1"),
        ("merge", FORM, "a" * 16, "--reason", "x"),
        ("merge", FORM, "a" * 16, "b" * 16),
        ("undo", FORM, "x", "--reason", "x"),
        ("undo", FORM, "1"),
    ],
)
def test_what_is_missing_is_named_before_a_registry_is_asked(
    desk: Desk, words: tuple[str, ...]
) -> None:
    done = desk.run("cluster", *words, "--registry", "http://127.0.0.1:1", SOROE_TOKEN="x")
    assert done.code == 2
