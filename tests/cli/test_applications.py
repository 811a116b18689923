"""Do `soroe validate` and `soroe carry` say what to mend, and never show an answer?"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from soroe.testing import MemoryRegistry
from tests.cli.conftest import Desk
from tests.client.samples import CODE, CORE, DIFF, FORM

SCHEMAS = Path(__file__).parents[2] / "schemas"
FORM_FILE = str(SCHEMAS / "forms" / "gakudo-application" / "1.0.0.json")
EXAMPLES = SCHEMAS / "forms" / "gakudo-application" / "examples"


def example(name: str) -> Any:
    return json.loads((EXAMPLES / f"{name}.json").read_bytes())


def lines(*values: Any) -> bytes:
    return "\n".join(json.dumps(v, ensure_ascii=False) for v in values).encode() + b"\n"


FINE = example("accept/both-parents-work")
WRONG = example("reject/child.school.grade--maximum--junior-high-school")


def test_applications_that_are_all_accepted(desk: Desk) -> None:
    done = desk.run("validate", desk.put("a.ndjson", lines(FINE, FINE)), "--form", FORM_FILE)
    assert (done.code, done.err) == (0, "")
    assert done.out == "2 件を確かめました。すべて受け付けられます。\n"


def test_what_is_to_be_mended_is_named_by_line_and_item_and_no_answer_is_shown(desk: Desk) -> None:
    data = lines(FINE, WRONG | {"remark": "秘密の事情"}) + b"{oops\n"
    done = desk.run("validate", desk.put("a.ndjson", data), "--form", FORM_FILE)
    assert done.code == 1
    assert "2 行目\n  ・児童 › 小学校 › 学年: 書けるのは 整数、1〜6" in done.out
    assert "3 行目\n  ・JSON として読めません" in done.out
    assert "受け付けられるもの 1 件、直すもの 1 件、読めないもの 1 件" in done.out
    assert "秘密" not in done.out


def test_the_same_for_programs(desk: Desk) -> None:
    where = desk.put("a.ndjson", lines(FINE, WRONG))
    done = desk.run("validate", where, "--form", FORM_FILE, "--format", "json")
    assert done.code == 1
    said = done.json()
    assert (said["judged"], said["accepted"], said["refused"], said["unreadable"]) == (2, 1, 1, 0)
    (entry,) = said["entries"]
    assert entry["line"] == 2
    assert entry["mistakes"][0]["item"] == "/child/school/grade"


def test_only_so_many_are_listed_and_all_are_counted(desk: Desk) -> None:
    where = desk.put("a.ndjson", lines(*[WRONG] * 5))
    done = desk.run("validate", where, "--form", FORM_FILE, "--max", "2")
    assert done.out.count("行目") == 2
    assert "ほかに 3 件あります" in done.out
    assert "5  児童 › 小学校 › 学年" in done.out


def test_a_table_is_judged_row_by_row(desk: Desk) -> None:
    table = "申請日,年度\n2027-01-20,2027\n令和9年1月20日,2027\n".encode("cp932")
    done = desk.run("validate", desk.put("a.csv", table), "--form", FORM_FILE)
    assert done.code == 1
    assert "3 行目" in done.out
    assert "申請日: この申請をする日です。" in done.out


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("a.ndjson", b"", "申請が一件もありません。"),
        ("a.csv", "なまえ\n花子\n".encode(), "どの項目か分かりません"),
        ("a.json", b'[{"a":1},\n', "JSON として読めません"),
    ],
)
def test_what_cannot_be_judged_says_why(desk: Desk, name: str, content: bytes, said: str) -> None:
    done = desk.run("validate", desk.put(name, content), "--form", FORM_FILE)
    assert done.code in {1, 2}
    assert said in done.out + done.err


def test_a_municipality_judges_by_its_own_form(
    desk: Desk, url: str, registry: MemoryRegistry
) -> None:
    registry.publish_core(FORM, "1.0.0", CORE)
    registry.publish_diff(DIFF)
    where = desk.put("a.json", {"name": "例示 花子", "grade": 5, "kind": "new"})
    word = ("validate", where, "--form", FORM)
    assert desk.run(*word, SOROE_REGISTRY=url).code == 0
    local = desk.run(*word, "--municipality", CODE, SOROE_REGISTRY=url)
    assert local.code == 1
    assert "学年: 書けるのは 整数、1〜3" in local.out


def test_an_application_is_carried_to_another_municipality(desk: Desk) -> None:
    there = str(SCHEMAS / "samples" / "992011" / "form.json")
    done = desk.run(
        "carry", desk.put("a.json", FINE), "--form", FORM_FILE, "--to", there, "-o", "b.json"
    )
    assert done.code == 1
    assert "新しく答えること" in done.out
    carried = json.loads((desk.folder / "b.json").read_bytes())
    assert carried["child"] == FINE["child"]
    again = desk.run("carry", "b.json", "--form", there, "--to", FORM_FILE)
    assert again.code == 0
    assert "このまま申請できます。" in again.out
