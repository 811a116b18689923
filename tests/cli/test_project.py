"""From a folder of forms to a red build, and to a green one: init, check, lock, update, waivers."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

import pytest

from soroe.testing import MemoryRegistry
from tests.cli.conftest import Desk, Run
from tests.client.samples import CODE, CORE, FORM, core, diff

SCHEMAS = Path(__file__).parents[2] / "schemas"
SAMPLES = SCHEMAS / "samples"

ENTRY = '[[forms]]\nfiles = ["forms/*.json"]\nform = "gakudo-application"\n'


def project(desk: Desk, url: str, more: str = "", entry: str = ENTRY) -> None:
    desk.put("soroe.toml", f'[source]\nregistry = "{url}"\n{entry}{more}'.encode())


def found(run: Run) -> dict[str, dict[str, Any]]:
    """What became of each finding of a run in JSON, by rule."""
    return {m["rule"]: m for form in run.json()["forms"] for m in form.get("findings", ())}


def files(desk: Desk) -> dict[str, bytes]:
    return {p.name: p.read_bytes() for p in desk.folder.iterdir() if p.is_file()}


# ---- a run


def test_one_command_checks_all_forms_and_says_by_file_what_fails(desk: Desk, url: str) -> None:
    project(desk, url)
    desk.put("forms/a.json", CORE)
    desk.put("forms/b.json", core(maximum=3))
    done = desk.run("check")
    assert done.code == 1, done.err
    assert "forms/a.json: 違いはありません" in done.out
    assert "forms/b.json: 要対応" in done.out
    assert "学年  1〜6 → 1〜3" in done.out
    assert "番号: " in done.out
    assert done.out.splitlines()[-1].startswith("  様式 2 個。要対応 1 件")


def test_without_a_project_file_it_says_how_to_make_one(desk: Desk) -> None:
    done = desk.run("check")
    assert (done.code, done.out) == (2, "")
    assert "soroe init" in done.err


def test_the_project_is_found_from_a_folder_below_it_with_paths_from_there(
    desk: Desk, url: str
) -> None:
    project(desk, url)
    desk.put("forms/b.json", core(maximum=3))
    below = Desk(desk.folder / "forms")
    below.environment = desk.environment
    place = below.run("check", "--format", "github").out.splitlines()[0]
    assert place.startswith("::error file=b.json,line=")
    (desk.folder / "other").mkdir()
    aside = Desk(desk.folder / "other")
    aside.environment = desk.environment
    place = aside.run("check", "--project", "../soroe.toml", "--format", "github").out
    assert place.startswith("::error file=../forms/b.json,line=")


def test_a_file_that_cannot_be_read_does_not_hide_the_others(desk: Desk, url: str) -> None:
    project(desk, url)
    desk.put("forms/a.json", b"{")
    desk.put("forms/b.json", core(maximum=3))
    done = desk.run("check", "--format", "json")
    assert done.code == 2
    broken, other = done.json()["forms"]
    assert broken["problems"][0]["type"] == "not-json"
    assert broken["problems"][0]["params"]["file"] == "forms/a.json"
    assert other["findings"][0]["status"] == "fails"
    assert done.json()["result"] == "incomplete"


def test_a_pattern_that_fits_nothing_is_an_error_with_its_line(desk: Desk, url: str) -> None:
    project(desk, url)
    done = desk.run("check")
    assert (done.code, done.out) == (2, "")
    assert "soroe.toml:4" in done.err
    assert not (desk.folder / "soroe.lock").exists()


def test_a_mistake_in_the_project_names_its_line(desk: Desk, url: str) -> None:
    project(desk, url, "versoin = 1\n")
    done = desk.run("check")
    assert (done.code, done.out) == (2, "")
    assert "soroe.toml:6" in done.err
    assert "versoin" in done.err


@pytest.mark.parametrize("option", ["--core=x", "--municipality=1", "--aliases=a", "--sheet=s"])
def test_what_the_project_says_is_not_said_on_the_command_line(
    desk: Desk, url: str, option: str
) -> None:
    project(desk, url)
    assert desk.run("check", option).code == 2
    assert desk.run("check", "f.json", "c.json", "--frozen").code == 2


@pytest.mark.parametrize(
    ("policy", "code"),
    [
        ('fail-on = "never"', 0),
        ('fail-on = "unexplained"', 1),
        ('unexplained.narrows = "pass"', 0),
        ('fail-on = "never"\nunexplained.narrows = "fail"', 0),
    ],
)
def test_the_policy_decides_and_the_command_line_over_it(
    desk: Desk, url: str, policy: str, code: int
) -> None:
    project(desk, url, f"[policy]\n{policy}\n")
    desk.put("forms/b.json", core(maximum=3))
    assert desk.run("check").code == code
    assert desk.run("check", "--fail-on", "wording").code == 1
    assert desk.run("check", "--fail-on", "never").code == 0


def test_a_municipality_brings_its_diff_and_a_local_diff_stands_for_it(
    desk: Desk, url: str
) -> None:
    desk.put("forms/b.json", core(maximum=3))
    project(desk, url, f'municipality = "{CODE}"\n')
    assert found(desk.run("check", "--format", "json"))["maximum-lowered"]["level"] == "grounded"
    desk.put("own.diff.json", diff(highest=2))
    project(desk, url, 'diff = "own.diff.json"\n')
    assert found(desk.run("check", "--format", "json"))["maximum-lowered"]["level"] == "unexplained"
    assert "差分ファイル own.diff.json" in desk.run("check").out


def test_all_kinds_of_files_are_checked_in_one_run(desk: Desk) -> None:
    core_file = str(SCHEMAS / "forms" / FORM / "1.0.0.json")
    desk.put("kintone.json", (SAMPLES / "999903" / "kintone-fields.json").read_bytes())
    desk.put("list.xlsx", (SAMPLES / "993018" / "item-list.xlsx").read_bytes())
    desk.put("schema.json", (SAMPLES / "992011" / "form.json").read_bytes())
    entry = (
        '[[forms]]\nfiles = ["kintone.json", "list.xlsx", "schema.json"]\n'
        f"core = {json.dumps(core_file)}\n"
        'names."入所希望日" = "/period/startDate"\n'
    )
    desk.put("soroe.toml", entry.encode())
    done = desk.run("check", "--format", "json", "--fail-on", "never")
    assert done.code == 0, done.err
    forms = {form["file"]: form for form in done.json()["forms"]}
    assert list(forms) == ["kintone.json", "list.xlsx", "schema.json"]
    places = [f["form"] for f in forms["list.xlsx"]["report"]["findings"] if "form" in f]
    assert {"項目一覧!D34"} <= {place.get("cell") for place in places}
    own = [f for f in forms["list.xlsx"]["findings"] if f["rule"] == "required-item-added"]
    assert "入所希望日" not in str(own)
    assert not (desk.folder / "soroe.lock").exists()


# ---- the lock


def test_the_first_run_pins_and_the_next_needs_no_network(
    desk: Desk, registry: MemoryRegistry, url: str
) -> None:
    project(desk, url, f'version = "1"\nmunicipality = "{CODE}"\n')
    desk.put("forms/b.json", core(maximum=3))
    first = desk.run("check")
    assert "soroe.lock" in first.err
    lock = json.loads((desk.folder / "soroe.lock").read_bytes())
    (pin,) = lock["pins"]
    assert (pin["core"]["version"], pin["diff"]["revision"]) == ("1.0.0", 1)
    registry.publish_core(FORM, "1.1.0", with_title("学童クラブの利用申請"))
    registry.publish_diff(diff(highest=2))
    asked = len(registry.seen)
    second = desk.run("check", "--frozen")
    assert (second.code, second.raw, second.err) == (first.code, first.raw, "")
    assert len(registry.seen) == asked


def with_title(title: str) -> dict[str, Any]:
    return {**CORE, "title": title}


def test_a_lock_on_another_machine_fetches_those_very_documents(
    desk: Desk, registry: MemoryRegistry, url: str, tmp_path: Path
) -> None:
    project(desk, url)
    desk.put("forms/b.json", core(maximum=3))
    first = desk.run("check")
    registry.publish_core(FORM, "1.1.0", with_title("学童クラブの利用申請"))
    there = desk.run("check", "--frozen", SOROE_CACHE=str(tmp_path / "other"))
    assert there.raw == first.raw


def test_frozen_refuses_what_the_lock_does_not_have(desk: Desk, url: str) -> None:
    project(desk, url)
    desk.put("forms/b.json", core(maximum=3))
    done = desk.run("check", "--frozen")
    assert (done.code, done.out) == (2, "")
    assert "soroe.lock" in done.err
    assert desk.run("check").code == 1
    project(desk, url, 'version = ">=1.0,<2"\n')
    before = files(desk)
    drifted = desk.run("check", "--frozen")
    assert (drifted.code, drifted.out) == (2, "")
    assert ">=1.0,<2" in drifted.err
    assert files(desk) == before


@pytest.mark.parametrize(
    "content", [b"", b"{", b"[]", b'{"lock": 2, "pins": []}', b'{"lock": "x"}']
)
def test_a_damaged_or_later_lock_is_told_and_kept(desk: Desk, url: str, content: bytes) -> None:
    project(desk, url)
    desk.put("forms/b.json", CORE)
    desk.put("soroe.lock", content)
    done = desk.run("check")
    assert (done.code, done.out) == (2, "")
    assert "soroe.lock" in done.err
    assert (desk.folder / "soroe.lock").read_bytes() == content


def test_another_document_under_a_pinned_name_is_exit_three(
    desk: Desk, registry: MemoryRegistry, url: str, tmp_path: Path
) -> None:
    project(desk, url)
    desk.put("forms/b.json", CORE)
    assert desk.run("check").code == 0
    lock = json.loads((desk.folder / "soroe.lock").read_bytes())
    lock["pins"][0]["core"]["digest"] = "sha256:" + "0" * 64
    desk.put("soroe.lock", lock)
    done = desk.run("check", "--frozen", SOROE_CACHE=str(tmp_path / "other"))
    assert (done.code, done.out) == (3, "")


NO_NETWORK = b"""import socket
def refuse(*_):
    raise RuntimeError("the network is blocked")
socket.socket.connect = socket.socket.connect_ex = socket.getaddrinfo = refuse
"""


@pytest.mark.parametrize("wanted", ["text", "json", "sarif"])
def test_a_bundle_gives_the_same_bytes_on_a_machine_without_a_network(
    desk: Desk, registry: MemoryRegistry, url: str, tmp_path: Path, wanted: str
) -> None:
    more = f'version = "1"\nmunicipality = "{CODE}"\n'
    project(desk, url, more)
    desk.put("forms/b.json", core(maximum=2))
    outside = desk.run("check", "--format", wanted)
    lock = (desk.folder / "soroe.lock").read_bytes()
    desk.put("b.txt", registry.bundle())
    source = f'[source]\nbundle = "b.txt"\nkey = "{registry.log.key.public}"\n'
    desk.put("soroe.toml", f"{source}{ENTRY}{more}".encode())
    desk.put("closed/sitecustomize.py", NO_NETWORK)
    paths = [str(desk.folder / "closed"), desk.environment.get("PYTHONPATH", "")]
    closed = {
        "PYTHONPATH": os.pathsep.join(filter(None, paths)),
        "SOROE_CACHE": str(tmp_path / "other"),
    }
    for words in (("check", "--frozen"), ("check",)):
        inside = desk.run(*words, "--format", wanted, **closed)
        assert (inside.code, inside.raw, inside.err) == (outside.code, outside.raw, "")
    (desk.folder / "soroe.lock").unlink()
    assert desk.run("check", "--format", wanted, **closed).raw == outside.raw
    assert (desk.folder / "soroe.lock").read_bytes() == lock


# ---- update


def test_update_shows_what_would_change_and_does_it_when_confirmed(
    desk: Desk, registry: MemoryRegistry, url: str
) -> None:
    project(desk, url, f'version = "1"\nmunicipality = "{CODE}"\n')
    desk.put("forms/b.json", core(maximum=3))
    desk.run("check")
    same = desk.run("update")
    assert (same.code, same.err) == (0, "")
    assert "新しいまま" in same.out
    registry.publish_diff(diff(highest=2))
    before = files(desk)
    shown = desk.run("update")
    assert shown.code == 1
    assert "第1版" in shown.out
    assert "第2版" in shown.out
    assert "--confirm" in shown.out
    assert files(desk) == before
    assert desk.run("check", "--frozen").code == 0
    done = desk.run("update", "--confirm")
    assert done.code == 0
    assert desk.run("check", "--frozen").code == 1
    assert desk.run("update").code == 0


def test_update_names_the_findings_that_would_come(
    desk: Desk, registry: MemoryRegistry, url: str
) -> None:
    project(desk, url, 'version = ">=1"\n')
    desk.put("forms/b.json", CORE)
    assert desk.run("check").code == 0
    registry.publish_core(FORM, "2.0.0", core(maximum=5))
    shown = desk.run("update")
    assert "新しく出るもの 2 件、なくなるもの 0 件" in shown.out
    assert "学年" in shown.out
    steps = desk.run("update", "--format", "json").json()["steps"]
    assert [(s["kind"], s["was"]["core"]["version"]) for s in steps] == [("changed", "1.0.0")]


def test_a_first_update_pins_what_is_there(desk: Desk, url: str) -> None:
    project(desk, url)
    desk.put("forms/b.json", CORE)
    assert desk.run("update", "--confirm").code == 0
    assert desk.run("check", "--frozen").code == 0


# ---- waivers and the baseline


def test_one_waiver_and_one_fix_make_a_red_build_green(desk: Desk, url: str) -> None:
    document = core(maximum=3)
    document["properties"]["kind"]["enum"] = ["new"]
    desk.put("forms/b.json", document)
    project(desk, url)
    red = desk.run("check", "--format", "json")
    assert red.code == 1
    marks = {rule: m["fingerprint"] for rule, m in found(red).items()}
    document["properties"]["kind"]["enum"] = ["new", "continuing"]
    desk.put("forms/b.json", document)
    waiver = (
        f'[[waivers]]\nfingerprint = "{marks["maximum-lowered"]}"\n'
        'reason = "条例の改正を待つ"\nexpires = 2027-03-31\n'
    )
    project(desk, url, waiver)
    green = desk.run("check", "--day", "2027-03-31")
    assert green.code == 0, green.out
    assert "条例の改正を待つ" in green.out
    late = desk.run("check", "--day", "令和9年4月1日")
    assert late.code == 1
    assert "期限の過ぎた見送り" in late.out
    assert "soroe.toml:6:1" in late.out
    desk.put("forms/b.json", CORE)
    unused = desk.run("check", "--day", "2027-03-31")
    assert unused.code == 1
    assert "使われていない見送り" in unused.out


def test_a_baseline_lets_a_project_start_today_and_catches_what_is_new(
    desk: Desk, url: str
) -> None:
    project(desk, url, 'municipality = "999903"\n')
    desk.put("forms/b.json", core(maximum=2))
    assert desk.run("check").code == 1
    written = desk.run("check", "--write-baseline", "known.json")
    assert written.code == 0
    assert "1 件" in written.err
    known = (desk.folder / "known.json").read_bytes()
    assert desk.run("check", "--baseline", "known.json").code == 0
    text = (desk.folder / "soroe.toml").read_text()
    desk.put("soroe.toml", f'baseline = "known.json"\n{text}'.encode())
    settled = desk.run("check")
    assert settled.code == 0
    assert "新しい違いはありません" in settled.out
    assert "共通コアと同じ" not in settled.out
    again = desk.run("check", "--write-baseline", "known.json")
    assert (again.code, (desk.folder / "known.json").read_bytes()) == (0, known)
    desk.put("forms/c.json", core(maximum=2))
    assert desk.run("check").code == 1
    desk.put("forms/c.json", CORE)
    desk.put("forms/b.json", CORE)
    assert "もうありません" in desk.run("check").out


def test_no_baseline_is_written_while_a_file_cannot_be_read(desk: Desk, url: str) -> None:
    project(desk, url)
    desk.put("forms/a.json", b"{")
    done = desk.run("check", "--write-baseline", "known.json")
    assert done.code == 2
    assert not (desk.folder / "known.json").exists()


def test_a_single_file_has_a_baseline_too(desk: Desk) -> None:
    words = ("check", desk.put("f.json", core(maximum=3)), desk.put("c.json", CORE))
    assert desk.run(*words, "--write-baseline", "known.json").code == 0
    assert desk.run(*words, "--baseline", "known.json").code == 0
    desk.put("f.json", core(maximum=2))
    assert desk.run(*words, "--baseline", "known.json").code == 1
    desk.put("known.json", b"[]")
    assert desk.run(*words, "--baseline", "known.json").code == 2


# ---- forms of output

FORMATS = ("json", "markdown", "html", "junit", "sarif", "github", "gitlab")


@pytest.mark.parametrize("wanted", FORMATS)
def test_every_format_goes_to_a_file_or_to_standard_output_and_is_the_same(
    desk: Desk, url: str, wanted: str
) -> None:
    project(desk, url)
    desk.put("forms/b.json", core(maximum=3))
    shown = desk.run("check", "--format", wanted)
    filed = desk.run("check", "--format", wanted, "-o", "out", PYTHONHASHSEED="7")
    assert (shown.code, filed.code, filed.out) == (1, 1, "")
    assert (desk.folder / "out").read_bytes() == shown.raw
    one = desk.run("check", "forms/b.json", desk.put("c.json", CORE), "--format", wanted)
    assert one.code == 1, one.err


# ---- init


def test_init_writes_a_project_that_checks(desk: Desk, url: str) -> None:
    desk.put("作業/様式.json", core(maximum=3))
    desk.put("package.json", {"name": "x"})
    desk.put("node_modules/x/form.json", CORE)
    done = desk.run("init", "--registry", url)
    assert done.code == 0, done.err
    assert "作業/様式.json → gakudo-application" in done.out
    text = (desk.folder / "soroe.toml").read_text()
    assert 'files = ["作業/様式.json"]' in text
    assert "node_modules" not in text
    assert desk.run("check").code == 1
    again = desk.run("init", "--registry", url)
    assert again.code == 2
    assert (desk.folder / "soroe.toml").read_text() == text


def test_init_takes_the_diff_that_lies_beside_the_form(desk: Desk, url: str) -> None:
    desk.put("a/form.json", core(maximum=3))
    desk.put("a/own.diff.json", diff())
    desk.put("b/form.json", core(maximum=3))
    done = desk.run("init", "--registry", url, "--lang", "en")
    assert done.code == 0, done.err
    text = (desk.folder / "soroe.toml").read_text()
    assert text.count('diff = "a/own.diff.json"') == text.count("files = [\n") == 1
    assert desk.run("check").code == 0


def test_init_with_a_municipality_uses_its_published_diff(desk: Desk, url: str) -> None:
    desk.put("form.json", core(maximum=3))
    assert desk.run("init", "--registry", url, "--municipality", CODE).code == 0
    assert found(desk.run("check", "--format", "json"))["maximum-lowered"]["level"] == "grounded"


def test_init_says_of_which_file_it_is_not_sure(
    desk: Desk, registry: MemoryRegistry, url: str
) -> None:
    registry.publish_core("gakudo-change", "1.0.0", CORE)
    desk.put("form.json", CORE)
    done = desk.run("init", "--registry", url)
    assert "決められないファイル: form.json" in done.out
    assert "gakudo-change" in (desk.folder / "soroe.toml").read_text()


def test_init_in_an_empty_folder_leaves_an_example(desk: Desk, url: str) -> None:
    done = desk.run("init", "--registry", url)
    assert done.code == 0
    assert "見つかりませんでした" in done.out
    assert desk.run("check").code == 2


def test_init_without_a_registry_writes_nothing(desk: Desk) -> None:
    assert desk.run("init").code == 2
    assert desk.run("init", "--registry", "http://127.0.0.1:1").code == 3
    assert not (desk.folder / "soroe.toml").exists()
