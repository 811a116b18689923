"""Does `soroe candidates` show what cities change alike, from files and from a registry?"""

from __future__ import annotations

import io
from typing import Any

import openpyxl
import pytest

from soroe.testing import MemoryRegistry
from tests.cli.conftest import Desk
from tests.client.samples import CODE, CORE, DIFF, FORM

OTHER = "992011"
CORE_FILE = f"schemas/{FORM}/1.0.0.json"


def diff(**facts: Any) -> dict[str, Any]:
    return DIFF | facts


def own(title: str, name: str, code: str) -> dict[str, Any]:
    """A diff that adds one item."""
    value = {"title": title, "type": "string", "maxLength": 40}
    ops = [{"op": "add", "path": f"/properties/{name}", "value": value}]
    change = {"item": f"/{name}", "ops": ops, "reason": "例"}
    return diff(municipality=code, changes=[*DIFF["changes"], change])


@pytest.fixture
def folder(desk: Desk) -> Desk:
    desk.put(CORE_FILE, CORE)
    desk.put("cities/a.json", own("通勤経路", "route", CODE))
    desk.put("cities/b.json", own("通勤の道順", "michijun", OTHER))
    return desk


def test_two_names_for_one_intention_are_one_candidate(folder: Desk) -> None:
    done = folder.run("candidates", CORE_FILE, "--diffs", "cities")
    assert done.code == 0
    assert "通勤経路、通勤の道順" in done.out or "通勤の道順、通勤経路" in done.out
    assert "ほかの自治体に影響はありません(判定済み)" in done.out
    told = folder.run("candidates", CORE_FILE, "--diffs", "cities", "--format", "json").json()
    added = next(c for c in told["candidates"] if c["kind"] == "added")
    assert (added["municipalities"], added["cost"]) == ([OTHER, CODE], "nobody")
    assert added["ops"][0]["value"]["maxLength"] == 40


@pytest.mark.parametrize("ending", ["csv", "xlsx", "json"])
def test_the_ending_of_the_file_says_what_is_written(folder: Desk, ending: str) -> None:
    done = folder.run("candidates", CORE_FILE, "--diffs", "cities", "-o", f"out.{ending}")
    assert (done.code, done.out) == (0, "")
    made = (folder.folder / f"out.{ending}").read_bytes()
    if ending == "xlsx":
        sheet = openpyxl.load_workbook(io.BytesIO(made)).worksheets[0]
        assert sheet["A1"].value == "区分"
    else:
        assert made.startswith(b"\xef\xbb\xbf" if ending == "csv" else b"{")
    again = folder.run("candidates", CORE_FILE, "--diffs", "cities", "-o", f"out.{ending}")
    assert again.code == 2


def test_a_stewards_decision_parts_what_looks_alike(folder: Desk) -> None:
    words = ("candidates", CORE_FILE, "--diffs", "cities")
    told = folder.run(*words, "--format", "json").json()
    one, other = next(c for c in told["candidates"] if c["kind"] == "added")["signatures"]
    folder.put("d.json", [{"action": "split", "one": one, "other": other, "by": "例示県"}])
    parted = folder.run(*words, "--format", "json", "--decisions", "d.json").json()
    assert not [c for c in parted["candidates"] if c["kind"] == "added"]
    folder.put(
        "d.json",
        [{"action": "merge", "one": a, "other": b} for a, b in ((one, other), (other, one))],
    )
    circle = folder.run(*words, "--decisions", "d.json")
    assert circle.code == 2
    assert f"{one} → {other} → {one}" in circle.err or f"{other} → {one} → {other}" in circle.err


def test_people_come_from_a_table(folder: Desk) -> None:
    folder.put("p.csv", f'code,population\n{CODE},"12,000"\n{OTHER},8000\n'.encode("utf-8-sig"))
    words = ("candidates", CORE_FILE, "--diffs", "cities", "--population", "p.csv")
    told = folder.run(*words, "--format", "json").json()
    assert {c["population"] for c in told["candidates"]} == {20_000}
    assert "人口 20,000 人(100%)" in folder.run(*words).out


@pytest.mark.parametrize(
    ("table", "said"),
    [
        (b"municipality,people\n", "population"),
        (f"code,population\n{CODE},many\n".encode(), "many"),
        (f"code,population\n{CODE},-5\n".encode(), "-5"),
        (f"code,population\n{CODE}\n".encode(), "p.csv"),
        (b"code,population\n999904,5\n", "999903"),
        (b"\xff\xfe", "p.csv"),
    ],
    ids=["other columns", "no number", "less than nobody", "no people", "a wrong check digit", "no text"],
)  # fmt: skip
def test_a_table_that_is_none_is_refused_by_name(folder: Desk, table: bytes, said: str) -> None:
    folder.put("p.csv", table)
    done = folder.run(
        "candidates", CORE_FILE, "--diffs", "cities", "--population", "p.csv", "-o", "out"
    )
    assert done.code == 2
    assert said in done.err
    assert not (folder.folder / "out").exists()


def test_all_diffs_of_a_registry_are_compared_by_name(
    desk: Desk, url: str, registry: MemoryRegistry
) -> None:
    registry.publish_diff(diff(municipality=OTHER))
    told = desk.run("candidates", FORM, "--registry", url, "--format", "json").json()
    assert told["municipalities"] == 2
    assert [c["municipalities"] for c in told["candidates"]] == [[OTHER, CODE]]
    assert "例示市(999903)" in desk.run("candidates", FORM, "--registry", url).out


@pytest.mark.parametrize(
    ("words", "said"),
    [(("--diffs", "nowhere"), "nowhere"), (("--diffs", "cities", "--least", "0"), "--least"), ((), "SOROE_REGISTRY")],
    ids=["no folder", "nobody is enough", "no registry"],
)  # fmt: skip
def test_what_it_cannot_use_is_named(folder: Desk, words: tuple[str, ...], said: str) -> None:
    done = folder.run("candidates", CORE_FILE, *words)
    assert done.code == 2
    assert said in done.err
