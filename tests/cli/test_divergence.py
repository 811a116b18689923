"""Do `soroe divergence`, `neighbours` and `what-if` answer from files, a registry and a bundle?"""

from __future__ import annotations

import csv
import io
import json
import re
from typing import Any

import pytest
from openpyxl import load_workbook

from soroe.grid import Grid, to_csv, to_xlsx
from soroe.testing import MemoryRegistry
from tests.cli.conftest import Desk
from tests.client.samples import CODE, CORE, DIFF, FORM
from tests.house.tree import ROOT

OTHER = "992011"
FORM_FILE = f"schemas/{FORM}/1.0.0.json"
HERE = (FORM_FILE, "--diffs", "cities")


def diff(**facts: Any) -> dict[str, Any]:
    return DIFF | facts


KIND = {
    "item": "/kind",
    "ops": [{"op": "remove", "path": "/properties/kind/enum", "value": "continuing"}],
    "reason": "継続の申請は受け付けません。",
}


@pytest.fixture
def folder(desk: Desk) -> Desk:
    """Two cities: one narrows the grade; the other does the same and takes no continuing ones."""
    desk.put(FORM_FILE, CORE)
    desk.put("cities/a/diff.json", diff())
    desk.put("cities/b/diff.json", diff(municipality=OTHER, changes=[*DIFF["changes"], KIND]))
    return desk


def test_the_index_of_a_folder_is_told(folder: Desk) -> None:
    done = folder.run("divergence", *HERE)
    assert done.code == 0
    assert "違いの割合 37.5%(2 自治体の 8 項目のうち 3 項目)" in done.out
    assert "根拠: 条例・規則 2、要綱・慣行 0、なし 1" in done.out
    assert "違う様式の数: 2 通り" in done.out
    told = folder.run("divergence", *HERE, "--format", "json").json()
    assert told["whole"]["index"] == 3 / 8
    assert [m["subject"]["code"] for m in told["municipalities"]] == [OTHER, CODE]
    assert told["municipalities"][1]["changed"][0]["class"] == "grounded"
    one = folder.run("divergence", *HERE, "--municipality", CODE)
    assert "学年: 受け付ける申請が減る(条例・規則)" in one.out
    assert OTHER not in one.out


def test_it_is_written_as_tables(folder: Desk) -> None:
    assert folder.run("divergence", *HERE, "-o", "out.csv").code == 0
    rows = list(csv.reader(io.StringIO((folder.folder / "out.csv").read_text("utf-8-sig"))))
    assert [row[0] for row in rows] == ["コード", OTHER, CODE]
    assert folder.run("divergence", *HERE, "-o", "out.csv").code == 2
    assert folder.run("divergence", *HERE, "-o", "out.xlsx").code == 0
    book = load_workbook(folder.folder / "out.xlsx")
    assert book.sheetnames == ["自治体", "項目", "都道府県"]
    assert book["自治体"]["A2"].value == OTHER
    assert book["自治体"]["D2"].value == 0.5


@pytest.mark.parametrize(
    "text",
    [
        "=1+1",
        "+1",
        "-1",
        "@SUM(A1)",
        "\tx",
        "\rx",
        "＝1＋1",
        "＋1",
        "－1",
        "＠SUM(A1)",
        " =1",
        "\u3000=1",
    ],
)
def test_no_cell_is_a_formula(text: str) -> None:
    grid = Grid("表", ("名前", "数"), ((text, -1), ("普通", None)))
    rows = list(csv.reader(io.StringIO(to_csv(grid).decode("utf-8-sig"), newline="")))
    assert rows[1] == [f"'{text}", "-1"]
    sheet = load_workbook(io.BytesIO(to_xlsx([grid])))["表"]
    cell = sheet["A2"]
    assert (cell.data_type, cell.quotePrefix) == ("s", True)
    assert sheet["B2"].value == -1


def test_a_registry_tells_the_history(desk: Desk, url: str, registry: MemoryRegistry) -> None:
    registry.publish_diff(diff(changes=[*DIFF["changes"], KIND], effectiveFrom="2028-04-01"))
    words = ("divergence", f"{FORM}@1.0.0", "--registry", url)
    told = desk.run(*words, "--history", "--format", "json").json()
    assert [(p["day"], p["share"]["changed"]) for p in told["history"]] == [
        ("2027-04-01", 1),
        ("2028-04-01", 2),
    ]
    assert told["municipalities"][0]["subject"] == {
        "code": CODE,
        "name": "例示市",
        "revision": 2,
    }
    assert "2028-04-01" in desk.run(*words, "--history").out


def test_a_bundle_says_the_same_as_its_registry(
    desk: Desk, url: str, registry: MemoryRegistry
) -> None:
    desk.put("all.bundle", registry.bundle())
    words = ("divergence", f"{FORM}@1.0.0", "--format", "json")
    key = ("--key", str(registry.log.key.public))
    there = desk.run(*words, "--registry", url)
    here = desk.run(*words, "--bundle", "all.bundle", *key)
    assert (here.code, here.out) == (0, there.out), here.err


def test_the_nearest_and_what_separates_them(folder: Desk) -> None:
    done = folder.run("neighbours", *HERE, "--municipality", CODE)
    assert done.code == 0
    assert "992011 似ている度合い 50.0%(同じように変えている項目 1、違う項目 1)" in done.out
    assert "自分: 選択肢: 新規、継続" in done.out
    assert "取り入れるとき: --adopt 992011#2" in done.out
    told = folder.run("neighbours", *HERE, "--municipality", CODE, "--format", "json").json()
    assert [s["item"] for s in told[0]["between"]] == ["/kind"]


def test_who_has_solved_an_item(folder: Desk) -> None:
    done = folder.run("neighbours", *HERE, "--municipality", CODE, "--item", "/grade")
    assert "2 自治体がこうしています。" in done.out
    assert (
        "例示市学童クラブ条例施行規則（平成27年規則第11号）第3条第1項 2027-04-01 から" in done.out
    )
    nobody = folder.run("neighbours", *HERE, "--municipality", CODE, "--item", "/name")
    assert "意味を変えている自治体はありません" in nobody.out


def test_since_when_is_told_from_all_revisions(
    desk: Desk, url: str, registry: MemoryRegistry
) -> None:
    registry.publish_diff(diff(changes=[*DIFF["changes"], KIND], effectiveFrom="2028-04-01"))
    words = ("neighbours", f"{FORM}@1.0.0", "--registry", url, "--municipality", CODE)
    told = desk.run(*words, "--item", "/grade", "--format", "json").json()
    assert told["solutions"][0]["holders"][0]["since"] == "2027-04-01"
    told = desk.run(*words, "--item", "/kind", "--format", "json").json()
    assert told["solutions"][0]["holders"][0]["since"] == "2028-04-01"


def test_a_change_is_taken_over_without_its_basis(folder: Desk) -> None:
    words = ("neighbours", *HERE, "--municipality", CODE, "--adopt", f"{OTHER}#2")
    done = folder.run(*words, "-o", "draft.json")
    assert done.code == 0
    assert "相手の根拠(参考): 根拠は書かれていない" in done.err
    assert "soroe justify draft.json" in done.err
    made = json.loads((folder.folder / "draft.json").read_text("utf-8"))
    assert made["municipality"] == CODE
    assert made["changes"][1] == {"item": "/kind", "ops": KIND["ops"], "reason": ""}
    assert folder.run("lint", "draft.json", "--core", FORM_FILE).code == 1
    new = folder.run("neighbours", *HERE, "--municipality", "992020", "--adopt", f"{CODE}#1")
    assert "例示市学童クラブ条例施行規則" in new.err
    assert "citations" in new.json()
    assert new.json()["citations"] == {}


def test_what_if_says_what_would_happen_and_writes_nothing(folder: Desk) -> None:
    before = {p: p.read_bytes() for p in folder.folder.rglob("*.json")}
    done = folder.run("what-if", *HERE, "--promote", f"{OTHER}#1")
    assert done.code == 0
    assert "公開できる版の番号: 2.0.0 以上" in done.out
    assert "違いの割合: 37.5% → 12.5%(消える違い 2)" in done.out
    assert "差分から消える変更: 学年" in done.out
    assert {p: p.read_bytes() for p in folder.folder.rglob("*.json")} == before
    told = folder.run("what-if", *HERE, "--best", "1", "--format", "json").json()
    assert told["promoted"] == [f"{CODE}#1"] or told["promoted"] == [f"{OTHER}#1"]
    assert (told["greedy"]["gain"], told["greedy"]["guarantee"], told["exact"]["gain"]) == (2, 1, 2)
    assert told["whatIf"]["after"]["changed"] == 1
    best = folder.run("what-if", *HERE, "--best", "2", "-o", "core.json")
    assert "これより多い組み合わせはありません" in best.out
    assert (
        json.loads((folder.folder / "core.json").read_text())["properties"]["grade"]["maximum"] == 3
    )


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("divergence", FORM_FILE, "--diffs", "nowhere"), "nowhere"),
        (("divergence", *HERE, "--municipality", "992020"), "992020"),
        (("divergence", *HERE, "--municipality", "123"), "123"),
        (("divergence", *HERE, "--history"), "--history"),
        (("neighbours", *HERE, "--municipality", "992020"), "992020"),
        (("neighbours", *HERE, "--municipality", CODE, "--adopt", "grade"), "「grade」は変更の名前ではありません"),
        (("neighbours", *HERE, "--municipality", CODE, "--adopt", f"{OTHER}#9"), "2 件です"),
        (("neighbours", *HERE, "--municipality", CODE, "--adopt", f"{OTHER}#1"), "もう加えています"),
        (("neighbours", *HERE, "--municipality", CODE, "-o", "x"), "--adopt"),
        (("neighbours", *HERE, "--municipality", CODE, "--count", "0"), "--count"),
        (("what-if", *HERE), "--best"),
        (("what-if", *HERE, "--best", "1", "--promote", f"{CODE}#1"), "--best"),
        (("what-if", *HERE, "--promote", "992020#1"), "992020"),
    ],
)  # fmt: skip
def test_what_cannot_be_used_is_named(folder: Desk, words: tuple[str, ...], said: str) -> None:
    done = folder.run(*words)
    assert done.code == 2
    assert said in done.err
    assert not (folder.folder / "x").exists()


@pytest.mark.parametrize("page", ["divergence", "neighbours"])
def test_the_pages_show_what_the_commands_say(desk: Desk, page: str) -> None:
    (desk.folder / "schemas").symlink_to(ROOT / "schemas")
    text = (ROOT / "docs" / f"{page}.md").read_text()
    shown = re.findall(r"^```\n\$ soroe (.*?)\n(.*?)^```", text, re.MULTILINE | re.DOTALL)
    assert shown
    for words, told in shown:
        done = desk.run(*words.split())
        assert done.code == 0
        missing = set(told.splitlines()) - set((done.out + done.err).splitlines())
        assert not missing
