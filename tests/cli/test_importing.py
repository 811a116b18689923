"""From an Excel list to a schema, to findings and to a draft: does the command lead there?"""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.cli.conftest import Desk
from tests.importers.books import workbook

SCHEMAS = Path(__file__).parents[2] / "schemas"
CORE = str(SCHEMAS / "forms" / "gakudo-application" / "1.0.0.json")
SAMPLE = (SCHEMAS / "samples" / "993018" / "item-list.xlsx").read_bytes()
SETTLED = {"入所希望日": "/period/startDate"}


def test_the_schema_is_written_and_every_item_is_told_with_its_cell(desk: Desk) -> None:
    done = desk.run("import", desk.put("l.xlsx", SAMPLE), "--core", CORE, "-o", "s.json")
    assert done.code == 0, done.err
    schema = json.loads((desk.folder / "s.json").read_bytes())
    assert schema["properties"]["remark"]["maxLength"] == 400
    assert "項目一覧!D32" in done.out
    assert "児童 › 小学校 › 学年 (/child/school/grade)" in done.out
    assert "入所希望日" in done.out


def test_without_a_file_the_schema_alone_is_on_standard_output(desk: Desk) -> None:
    done = desk.run("import", desk.put("l.xlsx", SAMPLE))
    assert "申込日" in done.json()["properties"]["申込みについて"]["properties"]
    assert "項目一覧!D5" in done.err


def test_the_report_is_a_document_too(desk: Desk) -> None:
    words = (
        "import",
        desk.put("l.xlsx", SAMPLE),
        "--core",
        CORE,
        "-o",
        "s.json",
        "--format",
        "json",
    )
    done = desk.run(*words)
    report = done.json()
    items = {item["label"]: item for item in report["items"]}
    assert (items["学年"]["at"], items["学年"]["how"]) == ("項目一覧!D32", "label")
    assert items["学年"]["remark"] == "入所するときの学年"
    assert {note["type"] for note in report["notes"]} >= {"item-not-matched", "list-remarks"}
    again = desk.run(*words, "--force", "--report", "r.json")
    assert again.out == ""
    assert (desk.folder / "r.json").read_bytes() == done.raw


def test_what_is_open_is_written_to_be_settled_and_settles_it(desk: Desk) -> None:
    listed = desk.put("l.xlsx", SAMPLE)
    desk.run("import", listed, "--core", CORE, "-o", "s.json", "--write-aliases", "a.json")
    table = json.loads((desk.folder / "a.json").read_bytes())
    assert table["入所希望日"] == []
    untouched = desk.run("import", listed, "--core", CORE, "-o", "s2.json", "--aliases", "a.json")
    assert untouched.code == 0, untouched.err
    assert (desk.folder / "s.json").read_bytes() == (desk.folder / "s2.json").read_bytes()
    table |= SETTLED | dict.fromkeys(set(table) - set(SETTLED))
    desk.put("a.json", table)
    words = ("import", listed, "--core", CORE, "-o", "s3.json", "--aliases", "a.json")
    settled = desk.run(*words, "--format", "json").json()
    assert "item-not-matched" not in {note["type"] for note in settled["notes"]}
    schema = json.loads((desk.folder / "s3.json").read_bytes())
    assert schema["properties"]["period"]["properties"]["startDate"]["title"] == "入所希望日"


def test_a_check_of_a_list_names_the_cell_of_each_difference(desk: Desk) -> None:
    listed, table = desk.put("l.xlsx", SAMPLE), desk.put("a.json", SETTLED)
    words = ("check", listed, "--core", CORE, "--aliases", table, "--fail-on", "never")
    report = desk.run(*words, "--format", "json").json()
    cells = {
        f["item"]: f["form"]["cell"] for f in report["findings"] if "cell" in f.get("form", {})
    }
    assert cells["/remark"] == "項目一覧!D104"
    assert report["form"]["digest"].startswith("sha256:")
    assert "l.xlsx 項目一覧!D104" in desk.run(*words).out


def test_a_draft_is_derived_from_a_list(desk: Desk) -> None:
    listed, table = desk.put("l.xlsx", SAMPLE), desk.put("a.json", SETTLED)
    words = ("derive", listed, "--core", CORE, "--municipality", "993018", "--aliases", table)
    done = desk.run(*words, "-o", "d.json")
    assert done.code == 0, done.err
    draft = json.loads((desk.folder / "d.json").read_bytes())
    items = {change["item"] for change in draft["changes"]}
    assert {"/choices", "/usageCategory", "/weekdays", "/extension", "/remark"} <= items
    assert draft["aliases"]["/period/startDate"] == "入所希望日"


def test_a_csv_of_windows_is_read_from_standard_input(desk: Desk) -> None:
    text = "項目名,型,必須\r\n申請日,日付,○\r\n".encode("cp932")
    done = desk.fed(text, "import", "-", "--core", CORE)
    assert done.json()["required"] == ["applicationDate"]


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "空です"),
        (SAMPLE[:5000], "壊れています"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1Workbook", ".xlsx"),
        (b"{", "JSON"),
        (
            workbook(
                {"様式1": [["項目名", "型"], ["a", "b"]], "様式2": [["項目名", "型"], ["a", "b"]]}
            ),
            "--sheet",
        ),
    ],
    ids=["empty", "cut off", "old", "half a JSON", "two lists"],
)
def test_what_cannot_be_read_leaves_nothing_behind(desk: Desk, content: bytes, said: str) -> None:
    words = ("-o", "s.json", "--report", "r.txt", "--write-aliases", "a.json")
    done = desk.run("import", desk.put("l.xlsx", content), "--core", CORE, *words)
    assert done.code == 2
    assert said in done.err
    assert "l.xlsx" in done.err
    assert {path.name for path in desk.folder.iterdir()} <= {"l.xlsx", "cache", "home"}


def test_a_file_that_is_there_is_kept(desk: Desk) -> None:
    desk.put("r.txt", b"mine")
    words = ("import", desk.put("l.xlsx", SAMPLE), "-o", "s.json", "--report", "r.txt")
    done = desk.run(*words)
    assert done.code == 2
    assert not (desk.folder / "s.json").exists()
    assert (desk.folder / "r.txt").read_bytes() == b"mine"
    assert desk.run(*words, "--force").code == 0
    assert (desk.folder / "r.txt").read_bytes() != b"mine"


def test_english_is_complete(desk: Desk) -> None:
    done = desk.run(
        "import", desk.put("l.xlsx", SAMPLE), "--core", CORE, "-o", "s.json", "--lang", "en"
    )
    assert "found in the core" in done.out
    assert "の項目" not in done.out.partition("things to look at")[0].replace("共通コアの項目", "")
