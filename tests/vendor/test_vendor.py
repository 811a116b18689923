"""Does a vendor get from `soroe init` to a red build with SARIF, and from there to a green one?"""

from __future__ import annotations

import json
import re
from typing import Any

import jsonschema

from tests.ci.runner import github, gitlab, pre_commit
from tests.report.schemas import SARIF, published
from tests.vendor.conftest import Vendor

FORM = "forms/enrollment-consent.json"


def sarif(vendor: Vendor) -> list[dict[str, Any]]:
    """The results of the log that the pipeline left, which follows the official schema."""
    log = json.loads((vendor.folder / "soroe.sarif").read_bytes())
    jsonschema.validate(log, published(SARIF))
    (run,) = log["runs"]
    results: list[dict[str, Any]] = run["results"]
    return results


def place(result: dict[str, Any]) -> tuple[str, int]:
    """File and line of a result."""
    (location,) = result["locations"]
    where = location["physicalLocation"]
    return where["artifactLocation"]["uri"], where["region"]["startLine"]


def begun(vendor: Vendor) -> None:
    """The project file and the lock, committed."""
    vendor.run("git", "init", "-q")
    said = vendor.run("soroe", "init")
    assert "様式 2 個を見つけました" in said
    vendor.run("soroe", "check", expect=1)
    vendor.run("git", "add", ".")
    vendor.run("git", "commit", "-qm", "様式の確認を始める")


def build(vendor: Vendor, **inputs: str) -> Any:
    return github(vendor.folder, vendor.temp, vendor.environment, install="", **inputs)


def test_from_init_to_a_red_build_and_with_a_waiver_and_a_fix_to_a_green_one(
    vendor: Vendor,
) -> None:
    begun(vendor)

    red = build(vendor)
    assert (red.code, red.outputs["exit-code"]) == (1, "1")
    results = {result["ruleId"]: result for result in sarif(vendor)}
    assert set(results) == {"choice-removed", "max-length-lowered"}
    assert all(result["level"] == "error" for result in results.values())
    lines = (vendor.folder / FORM).read_text(encoding="utf-8").splitlines()
    for rule, near in (("choice-removed", '"photographs"'), ("max-length-lowered", '"name"')):
        file, line = place(results[rule])
        assert file == FORM
        assert near in "\n".join(lines[line - 2 : line + 6])
        assert f"::error file={FORM},line={line}," in red.said
    assert "広報なども可" in red.summary

    # The choice is put back; the column of the database becomes wider in the next release.
    vendor.edit(FORM, '"inside"\n', '"inside",\n        "public"\n')
    (number,) = re.findall(r"max-length-lowered / 番号: ([0-9a-f]{12})", red.summary)
    with (vendor.folder / "soroe.toml").open("a", encoding="utf-8") as toml:
        toml.write(
            f'\n[[waivers]]\nfingerprint = "{number}"\n'
            'reason = "次の版で列を広げる"\nexpires = 2999-03-31\n'
        )
    green = build(vendor)
    assert (green.code, green.outputs) == (0, {"exit-code": "0", "sarif": "./soroe.sarif"})
    (kept,) = sarif(vendor)
    assert kept["ruleId"] == "max-length-lowered"
    (suppression,) = kept["suppressions"]
    assert "次の版で列を広げる" in suppression["justification"]
    assert "::error" not in green.said

    # The reason has gone: a waiver that nothing needs is told.
    vendor.edit(FORM, '"maxLength": 30', '"maxLength": 100')
    unused = build(vendor)
    assert unused.code == 1
    assert "見送り" in unused.summary


def test_the_same_in_gitlab(vendor: Vendor) -> None:
    begun(vendor)
    red = gitlab(vendor.folder, vendor.environment, SOROE_INSTALL="")
    assert red.code == 1
    assert "説明のない違い 2件" in red.said
    quality = json.loads((vendor.folder / "gl-code-quality-report.json").read_bytes())
    assert [entry["location"]["path"] for entry in quality] == [FORM, FORM]
    assert (vendor.folder / "soroe-junit.xml").read_text(encoding="utf-8").count("<failure") == 2
    assert list((vendor.folder / ".soroe-cache").rglob("*"))  # what the template keeps

    vendor.edit(FORM, '"inside"\n', '"inside",\n        "public"\n')
    vendor.edit(FORM, '"maxLength": 30', '"maxLength": 100')
    assert gitlab(vendor.folder, vendor.environment, SOROE_INSTALL="").code == 0
    assert json.loads((vendor.folder / "gl-code-quality-report.json").read_bytes()) == []


def test_the_same_before_a_commit(vendor: Vendor) -> None:
    begun(vendor)
    assert pre_commit(vendor.folder, vendor.environment) is None
    vendor.edit("README.md", "架空", "例示")
    vendor.run("git", "add", ".")
    assert pre_commit(vendor.folder, vendor.environment) is None
    vendor.edit(FORM, '"inside"\n', '"inside",\n        "public"\n')
    vendor.run("git", "add", ".")
    red = pre_commit(vendor.folder, vendor.environment)
    assert red is not None
    assert red.code == 1
    assert "かかりつけ医の名前" in red.said
    vendor.edit(FORM, '"maxLength": 30', '"maxLength": 100')
    vendor.run("git", "add", ".")
    green = pre_commit(vendor.folder, vendor.environment)
    assert green is not None
    assert green.code == 0


def test_what_moved_since_the_lock_stops_a_build_and_says_what_to_do(vendor: Vendor) -> None:
    begun(vendor)
    vendor.edit(
        "soroe.toml",
        'form = "facility-use"\nversion = "1"',
        'form = "facility-use"\nversion = "1.0"',
    )
    stopped = build(vendor)
    assert stopped.code == 2
    assert stopped.outputs == {"exit-code": "2", "sarif": ""}
    assert "soroe update" in stopped.said
    assert not (vendor.folder / "soroe.sarif").exists()
