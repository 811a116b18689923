"""Does `soroe check` say what differs, and does its exit code say how bad that is?"""

from __future__ import annotations

import copy
import json
import os
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import msgspec
import pytest

from soroe.model import Report
from soroe.testing import MemoryRegistry
from tests.cli.conftest import Desk
from tests.client.samples import CODE, CORE, FORM, body, core, diff

ROOT = Path(__file__).parents[2]


def with_title(title: str) -> dict[str, Any]:
    made = copy.deepcopy(CORE)
    made["properties"]["name"]["title"] = title
    return made


def practice() -> dict[str, Any]:
    made = diff()
    made["citations"]["rule"] = {"kind": "要綱", "title": "例示市学童クラブ事務取扱要綱"}
    return made


def test_two_equal_files_conform_and_it_says_what_was_compared(desk: Desk) -> None:
    done = desk.run("check", desk.put("form.json", CORE), desk.put("core.json", CORE))
    assert (done.code, done.err) == (0, "")
    first, *rest = done.out.splitlines()
    assert "違いはありません" in first
    assert any("core.json" in line for line in rest)
    assert any("form.json" in line for line in rest)


def test_a_difference_is_told_with_item_values_effect_example_and_place(desk: Desk) -> None:
    desk.put("form.json", core(maximum=3))
    done = desk.run("check", "form.json", desk.put("core.json", CORE))
    assert done.code == 1
    block = done.out.partition("  1. ")[2]
    assert block.startswith("学年  1〜6 → 1〜3\n")
    assert "影響: " in block
    assert re.search(r"受け付けなくなる例: [456]\n", block)
    line = 1 + body_lines(desk, "form.json").index('"grade": {')
    assert f"場所: form.json:{line}:" in block
    assert "説明のない違い" in done.out


def body_lines(desk: Desk, name: str) -> list[str]:
    return [line.strip() for line in (desk.folder / name).read_text().splitlines()]


THRESHOLDS = ("wording", "grounded", "practice", "unexplained", "never")


@pytest.mark.parametrize(
    ("form", "declared", "failing"),
    [
        pytest.param(CORE, None, (), id="nothing"),
        pytest.param(with_title("児童の名前"), None, ("wording",), id="wording"),
        pytest.param(core(maximum=3), diff(), ("wording", "grounded"), id="grounded"),
        pytest.param(
            core(maximum=3), practice(), ("wording", "grounded", "practice"), id="practice"
        ),
        pytest.param(core(maximum=3), None, THRESHOLDS[:4], id="unexplained"),
        pytest.param(core(maximum=2), diff(), THRESHOLDS[:4], id="other than declared"),
    ],
)
def test_the_exit_code_is_one_at_or_above_the_threshold(
    desk: Desk, form: Any, declared: Any, failing: tuple[str, ...]
) -> None:
    words = ["check", desk.put("form.json", form), desk.put("core.json", CORE)]
    if declared is not None:
        words += ["--diff", desk.put("diff.json", declared)]
    found = {t: desk.run(*words, "--fail-on", t).code for t in THRESHOLDS}
    assert found == {t: int(t in failing) for t in THRESHOLDS}
    assert desk.run(*words).code == found["unexplained"]


def test_a_declared_difference_shows_its_legal_basis_and_reason(desk: Desk) -> None:
    desk.put("diff.json", diff())
    done = desk.run(
        "check",
        desk.put("f.json", core(maximum=3)),
        desk.put("c.json", CORE),
        "--diff",
        "diff.json",
    )
    assert "条例・規則による違い" in done.out
    assert "根拠: 例示市学童クラブ条例施行規則（平成27年規則第11号）第3条第1項" in done.out
    assert "理由: 対象は小学校第3学年まで" in done.out
    assert "差分ファイル diff.json" in done.out


def test_a_declared_change_that_the_form_does_not_make_is_told(desk: Desk) -> None:
    words = ("check", desk.put("f.json", CORE), desk.put("c.json", CORE), "--diff")
    done = desk.run(*words, desk.put("diff.json", diff()))
    assert "登録した差分のうち、この様式にないもの" in done.out
    assert "対象は小学校第3学年まで" in done.out


def test_the_json_is_the_report_with_lines_and_the_same_bytes_each_time(desk: Desk) -> None:
    desk.put("f.json", core(maximum=3, minimum=2))
    words = ("check", "f.json", desk.put("c.json", CORE), "--format", "json")
    runs = [desk.run(*words, PYTHONHASHSEED=str(seed)) for seed in range(3)]
    assert len({run.raw for run in runs}) == 1
    report = msgspec.json.decode(runs[0].raw, type=Report)
    assert [f.item for f in report.findings] == ["/grade", "/grade"]
    assert all(f.form is not None and f.form.line for f in report.findings)


def test_the_text_is_the_same_each_time(desk: Desk) -> None:
    words = ("check", desk.put("f.json", core(maximum=3)), desk.put("c.json", CORE))
    assert len({desk.run(*words, PYTHONHASHSEED=str(seed)).raw for seed in range(3)}) == 1


def test_the_form_may_come_from_standard_input(desk: Desk) -> None:
    done = desk.fed(body(core(maximum=3)), "check", "-", desk.put("c.json", CORE))
    assert done.code == 1


def test_english_is_complete(desk: Desk) -> None:
    words = ("check", desk.put("f.json", core(maximum=3)), desk.put("c.json", CORE))
    for done in (desk.run(*words, "--lang", "en"), desk.run(*words, SOROE_LANG="en")):
        told = (
            done.out.replace("学年", "").replace("学童クラブ利用申請", "").replace("児童氏名", "")
        )
        assert not re.search(r"[ぁ-んァ-ヶ一-龠]", told), told
        assert "Unexplained differences (1)" in done.out


@pytest.mark.parametrize(
    ("environment", "japanese"),
    [
        ({"LANG": "en_US.UTF-8"}, False),
        ({"LANG": "en_US.UTF-8", "LC_ALL": "ja_JP.UTF-8"}, True),
        ({"LANG": "C.UTF-8"}, True),
        ({"LANG": "en_US.UTF-8", "SOROE_LANG": "ja"}, True),
        ({"LANG": "ja_JP.UTF-8", "SOROE_LANG": "en"}, False),
    ],
)
def test_the_language_is_asked_of_option_setting_and_locale(
    desk: Desk, environment: dict[str, str], japanese: bool
) -> None:
    words = ("check", desk.put("f.json", CORE), desk.put("c.json", CORE))
    assert ("結果" in desk.run(*words, **environment).out) == japanese
    assert "結果" in desk.run(*words, "--lang", "ja", **environment).out


def test_components_beside_a_core_are_written_out(desk: Desk) -> None:
    source = copy.deepcopy(CORE)
    source["properties"]["name"] = {"$ref": "../../components/name/1.0.0.json"}
    desk.put("schemas/components/name/1.0.0.json", CORE["properties"]["name"])
    core_file = desk.put(f"schemas/forms/{FORM}/1.0.0.json", source)
    assert desk.run("check", desk.put("f.json", CORE), core_file).code == 0
    assert desk.run("check", core_file, core_file).code == 0


def test_a_kintone_export_is_read_with_the_citys_own_names(desk: Desk) -> None:
    fields = {
        "shimei": {"type": "SINGLE_LINE_TEXT", "code": "shimei", "label": "児童氏名",
                   "required": True, "minLength": "1", "maxLength": "40"},
        "nen": {"type": "NUMBER", "code": "nen", "label": "ねん",
                "required": True, "minValue": "1", "maxValue": "3"},
    }  # fmt: skip
    desk.put("fields.json", {"properties": fields, "revision": "1"})
    desk.put("aliases.json", {"/grade": "nen"})
    words = ("check", "fields.json", desk.put("c.json", CORE))
    report = desk.run(*words, "--format", "json", "--aliases", "aliases.json").json()
    lowered = [f for f in report["findings"] if f["rule"] == "maximum-lowered"]
    assert [(f["item"], f["before"], f["after"]) for f in lowered] == [("/grade", 6, 3)]
    line = lowered[0]["form"]["line"]
    assert body_lines(desk, "fields.json")[line - 1].startswith('"nen"')
    assert "/grade" not in str(
        [
            f
            for f in desk.run(*words, "--format", "json").json()["findings"]
            if f["rule"] == "maximum-lowered"
        ]
    )


def test_the_samples_kintone_export_is_told_to_a_clerk() -> None:
    sample = ROOT / "schemas" / "samples" / "999903"
    desk = Desk(ROOT)
    done = desk.run(
        "check",
        str(sample / "kintone-fields.json"),
        str(ROOT / "schemas" / "forms" / FORM / "1.0.0.json"),
        "--diff",
        str(sample / "gakudo-application.diff.json"),
    )
    assert (done.code, done.err) == (1, "")
    for part in (
        "説明のない違い",
        "要綱・慣行による違い",
        "条例・規則による違い",
        "読み込みで確かめてほしいこと",
    ):
        assert f"■ {part}" in done.out
    assert "undefined" not in done.out
    assert "{" not in done.out.replace("{2,3}", "").replace("{7}", "").replace("{6}", "")


# ---- against a registry


def test_core_and_published_diff_come_from_the_registry(desk: Desk, url: str) -> None:
    words = ("check", desk.put("f.json", core(maximum=3)), "--core", FORM, "--municipality", CODE)
    done = desk.run(*words, "--registry", url)
    assert done.code == 0, done.err
    assert f"{FORM}, 1.0.0 版" in done.out
    assert "登録済みの差分 第1版" in done.out
    assert "第3条第1項" in done.out
    again = desk.run(*words, SOROE_REGISTRY=url)
    assert again.raw == done.raw


def test_a_municipality_without_a_diff_is_told_so(desk: Desk, url: str) -> None:
    done = desk.run(
        "check", desk.put("f.json", core(maximum=3)), "--core", f"{FORM}@1.0.0",
        "--municipality", "992011", "--registry", url,
    )  # fmt: skip
    assert done.code == 1
    assert "公開済みのローカル差分がありません" in done.out


def test_without_a_version_the_core_is_the_one_the_diff_was_written_for(
    desk: Desk, url: str, registry: MemoryRegistry
) -> None:
    registry.publish_core(FORM, "1.1.0", core(maximum=8))
    words = ("check", desk.put("f.json", core(maximum=3)), "--registry", url, "--core")
    with_diff = desk.run(*words, FORM, "--municipality", CODE)
    assert "1.0.0 版" in with_diff.out
    assert "1.1.0 版" in desk.run(*words, FORM).out
    assert "1.1.0 版" in desk.run(*words, f"{FORM}@1").out


def test_a_diff_for_another_version_is_an_error_that_names_the_operation(
    desk: Desk, url: str, registry: MemoryRegistry
) -> None:
    registry.publish_core(FORM, "1.1.0", core(maximum=8))
    done = desk.run(
        "check", desk.put("f.json", CORE), "--core", f"{FORM}@1.1.0", "--municipality", CODE,
        "--registry", url,
    )  # fmt: skip
    assert done.code == 2
    assert "/changes/0/ops/0" in done.err


def test_a_core_that_is_no_longer_to_be_used_is_told(desk: Desk) -> None:
    class Deprecating(MemoryRegistry):
        def answer(self, request: Any) -> Any:
            said = super().answer(request)
            if request.path.endswith(f"/{FORM}.json"):
                value = json.loads(said.body)
                value["versions"][0]["state"] = "deprecated"
                return type(said)(200, {"content-type": "application/json"}, body(value))
            return said

    registry = Deprecating()
    registry.publish_core(FORM, "1.0.0", CORE)
    with registry.serve() as url:
        done = desk.run("check", desk.put("f.json", CORE), "--core", FORM, "--registry", url)
    assert done.code == 0
    assert "廃止予定の版と比べています" in done.out


def test_offline_works_with_what_was_fetched_and_says_what_was_not(
    desk: Desk, registry: MemoryRegistry
) -> None:
    words = ["check", desk.put("f.json", core(maximum=3)), "--core", FORM, "--municipality", CODE]
    with registry.serve() as url:
        online = desk.run(*words, "--registry", url)
    offline = desk.run(*words, "--registry", url, "--offline")
    assert (offline.code, offline.raw) == (online.code, online.raw)
    missing = desk.run(*words[:-1], "992011", "--registry", url, "--offline")
    assert missing.code == 3
    assert "--offline" in missing.err


def test_nobody_at_the_registrys_address_is_exit_three(desk: Desk) -> None:
    done = desk.run(
        "check", desk.put("f.json", CORE), "--core", FORM, "--registry", "http://127.0.0.1:9",
        "--timeout", "0.3",
    )  # fmt: skip
    assert (done.code, done.out) == (3, "")
    assert "登録簿につながりません" in done.err
    assert "対処: " in done.err


def test_a_wrong_digest_is_exit_three_and_nothing_is_judged(desk: Desk) -> None:
    class Altering(MemoryRegistry):
        def answer(self, request: Any) -> Any:
            said = super().answer(request)
            if request.path.endswith("/1.0.0.json"):
                other = body(core(maximum=9))
                return msgspec.structs.replace(
                    said, headers={"content-type": "application/json"}, body=other
                )
            return said

    altering = Altering()
    altering.publish_core(FORM, "1.0.0", CORE)
    with altering.serve() as url:
        done = desk.run("check", desk.put("f.json", CORE), "--core", FORM, "--registry", url)
    assert (done.code, done.out) == (3, "")
    assert "約束された内容と違います" in done.err


def test_a_registry_that_is_down_is_exit_three(
    desk: Desk, url: str, registry: MemoryRegistry
) -> None:
    registry.down = True
    done = desk.run(
        "check", desk.put("f.json", CORE), "--core", FORM, "--registry", url, "--timeout", "0.2"
    )
    assert done.code == 3


def test_an_unknown_form_or_version_is_exit_two(desk: Desk, url: str) -> None:
    words = ("check", desk.put("f.json", CORE), "--registry", url, "--core")
    for name in ("no-such-form", f"{FORM}@9.9.9", f"{FORM}@7"):
        done = desk.run(*words, name)
        assert (done.code, done.out) == (2, ""), name
        assert "対処: " in done.err


# ---- what cannot be read


UNREADABLE: dict[str, bytes | None] = {
    "not there": None,
    "empty": b"",
    "not JSON": b"{",
    "not UTF-8": '{"title": "様式"}'.encode("cp932"),
    "a name twice": b'{"type": "object",\n "type": "array"}',
    "a NUL character": b'{"title": "\\u0000"}',
    "not a number": b'{"maximum": NaN}',
    "too deep": b"[" * 200 + b"]" * 200,
    "too large": b'"' + b"a" * (1024 * 1024) + b'"',
    "a list": b"[]",
    "neither form nor export": b'{"hello": "world"}',
    "an illegal schema": b'{"type": "objekt", "properties": {}}',
    "a pattern that RE2 refuses": b'{"type": "string", "pattern": "(?=a)"}',
    "a reference outside": b'{"$ref": "https://example.com/form.json"}',
    "another dialect": b'{"$schema": "http://json-schema.org/draft-03/schema#", "type": "object"}',
}


@pytest.mark.parametrize("reason", UNREADABLE)
@pytest.mark.parametrize("side", ["form", "core", "diff", "aliases"])
def test_what_cannot_be_read_is_exit_two_with_file_and_remedy(
    desk: Desk, reason: str, side: str
) -> None:
    raw = UNREADABLE[reason]
    bad = "bad.json" if raw is None else desk.put("bad.json", raw)
    files = {"form": desk.put("f.json", CORE), "core": desk.put("c.json", CORE)} | {side: bad}
    words = ["check", files["form"], "--core", files["core"]]
    words += [f"--{side}", bad] if side in ("diff", "aliases") else []
    if side == "aliases" and reason in FINE_ALIASES:
        assert desk.run(*words).code == 0
        return
    done = desk.run(*words)
    assert (done.code, done.out) == (2, ""), done.out
    assert "bad.json" in done.err
    assert "対処: " in done.err
    assert "Traceback" not in done.err
    english = desk.run(*words, "--lang", "en").err
    assert "remedy: " in english


FINE_ALIASES = {
    "neither form nor export",
    "a reference outside",
    "another dialect",
    "a pattern that RE2 refuses",
}
"""Tables of strings: what they name does not occur, which is not the table's fault."""


def test_a_folder_is_not_a_file(desk: Desk) -> None:
    (desk.folder / "d").mkdir()
    done = desk.run("check", "d", desk.put("c.json", CORE))
    assert done.code == 2
    assert "d はフォルダです" in done.err


def test_the_line_and_column_of_a_broken_file_are_named(desk: Desk) -> None:
    desk.put("f.json", b'{\n  "type": "object",\n  "type": "array"\n}')
    done = desk.run("check", "f.json", desk.put("c.json", CORE))
    assert "f.json:3:3" in done.err


def test_a_byte_order_mark_and_other_line_ends_are_no_difference(desk: Desk) -> None:
    raw = b"\xef\xbb\xbf" + body(CORE).replace(b"\n", b"\r\n")
    done = desk.run("check", desk.put("f.json", raw), desk.put("c.json", CORE))
    assert done.code == 0, done.err


def test_no_core_is_told_how_to_name_one(desk: Desk) -> None:
    done = desk.run("check", desk.put("f.json", CORE))
    assert done.code == 2
    assert "--core" in done.err


def test_a_form_name_without_a_registry_is_told_where_to_name_one(desk: Desk) -> None:
    done = desk.run("check", desk.put("f.json", CORE), "--core", f"{FORM}@1.0.0")
    assert done.code == 2
    assert "SOROE_REGISTRY" in done.err


def test_a_file_that_is_named_like_a_form_is_a_file(desk: Desk) -> None:
    desk.put("core", CORE)
    assert desk.run("check", desk.put("f.json", CORE), "core").code == 0


def test_checking_two_files_asks_no_network_and_loads_no_client(desk: Desk) -> None:
    code = (
        "import sys\nfrom soroe.cli import main\n"
        "assert main(['check', 'f.json', 'c.json']) == 0\n"
        "bad = {'httpx', 'ssl', 'asyncio', 'platformdirs'} & sys.modules.keys()\n"
        "assert not bad, bad"
    )
    desk.put("f.json", CORE)
    desk.put("c.json", CORE)
    done = subprocess.run(
        [sys.executable, "-c", code],
        cwd=desk.folder,
        env=dict(os.environ),
        capture_output=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr.decode()
