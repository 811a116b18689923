"""Do `soroe page` and `soroe sheet` do at the desk what they promise?"""

from __future__ import annotations

import io
import json
from typing import Any

from openpyxl import load_workbook

from soroe.testing import MemoryRegistry
from tests.cli.conftest import Desk
from tests.client.samples import diff
from tests.page.shapes import core
from tests.sheet.books import Book

CORE = core("gakudo-application")
FILE = "gakudo-application/1.0.0.json"
DIFF: dict[str, Any] = {
    "form": "gakudo-application",
    "core": "1.0.0",
    "municipality": "993018",
    "citations": {"rule": {"kind": "規則", "title": "例示町規則", "number": "平成27年規則第1号"}},
    "changes": [
        {
            "item": "/child/school/grade",
            "ops": [
                {
                    "op": "replace",
                    "path": "/properties/child/properties/school/properties/grade/maximum",
                    "was": 6,
                    "value": 3,
                }
            ],
            "basis": {"cite": "rule", "article": "第3条"},
            "reason": "対象は3年生までです。",
        }
    ],
}


def equipped(desk: Desk) -> Desk:
    desk.put(f"forms/{FILE}", CORE)
    desk.put("993018.diff.json", DIFF)
    return desk


def test_a_page_is_made_from_a_core_and_from_a_diff(desk: Desk) -> None:
    equipped(desk)
    made = desk.run("page", f"forms/{FILE}")
    assert made.code == 0
    assert made.out.startswith("<!doctype html>")
    local = desk.run(
        "page", "993018.diff.json", "--core", f"forms/{FILE}", "--paper", "-o", "p.html"
    )
    assert local.code == 0
    assert "1〜3" in (desk.folder / "p.html").read_text()
    again = desk.run("page", f"forms/{FILE}", "-o", "p.html")
    assert again.code == 2
    assert "p.html はもうある" in again.err


def test_an_application_in_the_page_says_what_is_to_be_mended(desk: Desk) -> None:
    equipped(desk)
    application = json.loads(json.dumps(CORE["examples"][0]))
    desk.put("good.json", application)
    assert desk.run("page", f"forms/{FILE}", "--filled", "good.json", "-o", "g.html").code == 0
    application["child"]["school"]["grade"] = 9
    desk.put("bad.json", application)
    bad = desk.run("page", f"forms/{FILE}", "--filled", "bad.json", "-o", "b.html")
    assert bad.code == 1
    assert "直すところ 1 件" in bad.out
    assert "直すところ 1 件" in (desk.folder / "b.html").read_text()


def test_what_is_no_form_is_refused(desk: Desk) -> None:
    desk.put("x.json", {"type": "nothing"})
    assert desk.run("page", "x.json").code == 2
    assert desk.run("page", "absent.json").code == 2
    assert desk.run("sheet", "write", "x.json", "-o", "x.xlsx").code == 2
    assert not (desk.folder / "x.xlsx").exists()


def edited(desk: Desk, file: str, **cells: str) -> None:
    book = load_workbook(desk.folder / file)
    held = Book.__new__(Book)
    held.items = book.worksheets[0]
    for item, words in cells.items():
        held.set(f"/{item}", "range", words)
    out = io.BytesIO()
    book.save(out)
    (desk.folder / file).write_bytes(out.getvalue())


def test_a_core_goes_out_as_a_workbook_and_comes_back_as_a_draft(desk: Desk) -> None:
    equipped(desk)
    assert desk.run("sheet", "write", f"forms/{FILE}", "-o", "a.xlsx").code == 0
    unchanged = desk.run("sheet", "read", "a.xlsx", "--core", f"forms/{FILE}", "-o", "d.json")
    assert unchanged.code == 0
    assert "元の様式のまま" in unchanged.err
    assert not (desk.folder / "d.json").exists()
    edited(desk, "a.xlsx", fiscalYear="2027〜2030")
    nobody = desk.run("sheet", "read", "a.xlsx", "--core", f"forms/{FILE}")
    assert nobody.code == 2
    assert "--municipality" in nobody.err
    words = ("--core", f"forms/{FILE}", "--municipality", "993018", "-o", "d.json")
    done = desk.run("sheet", "read", "a.xlsx", *words)
    assert done.code == 0
    assert "項目一覧!G" in done.out
    assert "「2000〜2100」→「2027〜2030」" in done.out
    made = json.loads((desk.folder / "d.json").read_bytes())
    assert [c["item"] for c in made["changes"]] == ["/fiscalYear"]
    assert made["municipality"] == "993018"


def test_a_local_form_keeps_the_basis_of_what_was_not_edited(desk: Desk) -> None:
    equipped(desk)
    words = ("993018.diff.json", "--core", f"forms/{FILE}", "-o", "a.xlsx")
    assert desk.run("sheet", "write", *words).code == 0
    edited(desk, "a.xlsx", fiscalYear="2027〜2030")
    assert desk.run("sheet", "read", "a.xlsx", "--core", f"forms/{FILE}").code == 2
    given = ("--core", f"forms/{FILE}", "--diff", "993018.diff.json")
    done = desk.run("sheet", "read", "a.xlsx", *given)
    assert done.code == 0
    made = done.json()
    by_item = {c["item"]: c for c in made["changes"]}
    assert by_item.keys() == {"/child/school/grade", "/fiscalYear"}
    assert by_item["/child/school/grade"]["basis"] == {"cite": "rule", "article": "第3条"}
    assert "basis" not in by_item["/fiscalYear"]
    told = desk.run("sheet", "read", "a.xlsx", *given, "--format", "json").json()
    assert [(e["move"], e["item"], e["key"]) for e in told["edits"]] == [
        ("changed", "/fiscalYear", "range")
    ]


def test_cells_that_are_not_understood_are_named_and_nothing_is_written(desk: Desk) -> None:
    equipped(desk)
    desk.run("sheet", "write", f"forms/{FILE}", "-o", "a.xlsx")
    edited(desk, "a.xlsx", fiscalYear="いつか", child="1〜2")
    words = ("--core", f"forms/{FILE}", "--municipality", "993018", "-o", "d.json")
    wrong = desk.run("sheet", "read", "a.xlsx", *words)
    assert wrong.code == 2
    assert wrong.err.count("項目一覧!G") >= 2
    assert not (desk.folder / "d.json").exists()


def test_another_form_or_version_is_named(desk: Desk) -> None:
    equipped(desk)
    desk.put("forms/gakudo-application/1.1.0.json", {**CORE, "title": "次の版"})
    desk.run("sheet", "write", f"forms/{FILE}", "-o", "a.xlsx")
    words = ("--core", "forms/gakudo-application/1.1.0.json", "--municipality", "993018")
    other = desk.run("sheet", "read", "a.xlsx", *words)
    assert other.code == 2
    assert "gakudo-application@1.0.0" in other.err
    assert "gakudo-application@1.1.0" in other.err


def test_a_municipalitys_form_goes_out_from_the_registry_and_comes_back(
    desk: Desk, registry: MemoryRegistry, url: str
) -> None:
    words = ("--registry", url)
    page = desk.run("page", "gakudo-application", "--municipality", "999903", *words)
    assert page.code == 0
    assert page.out.startswith("<!doctype html>")
    out = ("gakudo-application", "--municipality", "999903", "-o", "a.xlsx")
    assert desk.run("sheet", "write", *out, *words).code == 0
    same = desk.run("sheet", "read", "a.xlsx", *words)
    assert (same.code, same.out) == (0, "")
    registry.publish_diff({**diff(), "changes": diff()["changes"][:0], "citations": {}})
    old = desk.run("sheet", "read", "a.xlsx", *words)
    assert old.code == 2
    assert "今の様式から作られたものではありません" in old.err
