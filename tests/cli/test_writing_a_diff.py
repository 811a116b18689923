"""From a form to a published diff: do `derive` and `lint` lead there, and guess nothing?"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from soroe.cli.sources import read_source, usable
from soroe.diff import apply, decode_diff
from soroe.testing import MemoryRegistry
from tests.cli.conftest import Desk, Run
from tests.client.samples import CODE, CORE, FORM, core, diff

SCHEMAS = Path(__file__).parents[2] / "schemas"
FULL = usable(read_source(str(SCHEMAS / "forms" / FORM / "1.0.0.json")))
KINTONE = (SCHEMAS / "samples" / CODE / "kintone-fields.json").read_bytes()
SAMPLE = json.loads((SCHEMAS / "samples" / CODE / f"{FORM}.diff.json").read_bytes())
OTHER = "992011"
PLACE = f"forms/{FORM}/1.0.0.json"


def derive(desk: Desk, form: Any, *words: str, source: Any = CORE, **environment: str) -> Run:
    """Draft the diff of a form into `d.json`."""
    return desk.run(
        "derive", desk.put("form.json", form), "--core", desk.put(PLACE, source),
        "--municipality", CODE, "-o", "d.json", *words, **environment,
    )  # fmt: skip


def read(desk: Desk, name: str = "d.json") -> Any:
    return json.loads((desk.folder / name).read_bytes())


def lint(desk: Desk, *words: str) -> Run:
    return desk.run("lint", "d.json", "--core", PLACE, *words)


def different() -> dict[str, Any]:
    """A form that differs from the core in most ways at once."""
    other = core(maximum=3, minimum=2, title="がくねん")
    del other["properties"]["saturday"]
    other["properties"]["kind"]["enum"].append("change")
    other["properties"]["line"] = {"title": "LINEのID", "type": "string"}
    other["required"].append("line")
    return other


# ---- derive


def test_the_draft_makes_the_form_of_the_core_and_leaves_the_slots_open(desk: Desk) -> None:
    other = different()
    done = derive(desk, other)
    assert (done.code, done.err) == (0, "")
    draft = decode_diff(read(desk))
    assert (draft.form, draft.core, draft.municipality) == (FORM, "1.0.0", CODE)
    assert apply(CORE, draft) == other
    assert all("basis" not in c and c["reason"] == "" for c in read(desk)["changes"])


def test_without_a_file_the_draft_alone_is_on_standard_output(desk: Desk) -> None:
    words = ("derive", desk.put("f.json", different()), "--core", desk.put(PLACE, CORE))
    done = desk.run(*words, "--municipality", CODE)
    assert apply(CORE, decode_diff(done.json())) == different()
    assert "根拠と理由を書く変更" in done.err


def test_a_form_like_the_core_has_nothing_to_declare(desk: Desk) -> None:
    assert "変更はありません" in derive(desk, CORE).out
    assert read(desk)["changes"] == []


def test_what_an_earlier_diff_made_as_well_keeps_basis_and_reason(desk: Desk) -> None:
    earlier = desk.put("earlier.json", diff())
    done = derive(desk, core(maximum=3, minimum=2), "--earlier", earlier)
    changes = {c["ops"][0]["path"].rpartition("/")[2]: c for c in read(desk)["changes"]}
    assert changes["maximum"] == diff()["changes"][0]
    assert "basis" not in changes["minimum"]
    assert read(desk)["citations"] == diff()["citations"]
    assert "引き継いだ変更: 1 件" in done.out


def test_a_change_to_another_value_is_no_longer_the_same(desk: Desk) -> None:
    derive(desk, core(maximum=4), "--earlier", desk.put("earlier.json", diff()))
    (change,) = read(desk)["changes"]
    assert ("basis" in change, change["reason"]) == (False, "")


def test_every_change_of_a_kintone_city_is_found_again(desk: Desk) -> None:
    earlier = desk.put("earlier.json", SAMPLE)
    done = derive(desk, KINTONE, "--earlier", earlier, source=FULL)
    assert done.code == 0, done.err
    changes = read(desk)["changes"]
    assert all(change in changes for change in SAMPLE["changes"])
    assert f"引き継いだ変更: {len(SAMPLE['changes'])} 件" in done.out
    draft = decode_diff(read(desk))
    assert apply(FULL, draft)  # every operation hits


def test_two_texts_under_one_key_stay_two(desk: Desk) -> None:
    old, new = diff(), diff()
    old["effectiveFrom"] = "2020-04-01"
    old["citations"]["rule"]["title"] = "例示市旧規則"
    old["changes"] = [
        {
            "item": "/kind",
            "ops": [{"op": "remove", "path": "/properties/kind/enum", "value": "continuing"}],
            "basis": {"cite": "rule", "article": "第9条"},
            "reason": "継続は別の様式です。",
        }
    ]
    form = core(maximum=3)
    form["properties"]["kind"]["enum"].remove("continuing")
    derive(desk, form, "--earlier", desk.put("new.json", new), desk.put("old.json", old))
    drafted = read(desk)
    cited = {
        c["item"]: drafted["citations"][c["basis"]["cite"]]["title"] for c in drafted["changes"]
    }
    assert cited == {"/grade": "例示市学童クラブ条例施行規則", "/kind": "例示市旧規則"}


@pytest.mark.parametrize(
    ("maximum", "words", "basis"),
    [
        (4, (), None),
        (4, ("--take-suggestions",), {"cite": "rule", "article": "第3条第1項"}),
        (9, ("--take-suggestions",), None),
    ],
    ids=["not asked for", "same effect", "another effect"],
)
def test_a_basis_is_filled_in_only_on_request_and_for_the_same_effect(
    desk: Desk, maximum: int, words: tuple[str, ...], basis: Any
) -> None:
    earlier = desk.put("earlier.json", diff())
    done = derive(desk, core(maximum=maximum), "--earlier", earlier, *words)
    (change,) = read(desk)["changes"]
    assert (change.get("basis"), change["reason"]) == (basis, "")
    assert "例示市学童クラブ条例施行規則（平成27年規則第11号）第3条第1項" in done.out


def test_the_registry_gives_the_own_diff_and_what_others_rest_on(
    desk: Desk, url: str, registry: MemoryRegistry
) -> None:
    other = diff(4)
    other["municipality"] = OTHER
    other["changes"][0]["item"] = "/kind"
    other["changes"][0]["ops"] = [
        {"op": "remove", "path": "/properties/kind/enum", "value": "continuing"}
    ]
    registry.publish_diff(other)
    form = core(maximum=3)
    form["properties"]["kind"]["enum"].remove("continuing")
    words = ("derive", desk.put("f.json", form), "--core", f"{FORM}@1.0.0", "--registry", url)
    done = desk.run(*words, "--municipality", CODE, "-o", "d.json")
    assert done.code == 0, done.err
    own, new = read(desk)["changes"]
    assert own == diff()["changes"][0]
    assert "basis" not in new
    assert "ほかの 1 自治体のうち、1 自治体の根拠を見ました" in done.out
    assert "1 自治体のうち 1 自治体が、規則を根拠にしています" in done.out


def test_a_real_city_is_not_advised_by_made_up_ones(desk: Desk, url: str) -> None:
    words = ("derive", desk.put("f.json", core(maximum=3)), "--core", FORM, "--registry", url)
    done = desk.run(*words, "--municipality", "131130", "-o", "d.json")
    assert done.code == 0, done.err
    assert "ほかの自治体は、まだありません" in done.out


def test_a_doubtful_match_is_listed_and_a_table_settles_it(desk: Desk) -> None:
    form = core()
    form["properties"]["saturdayUse"] = form["properties"].pop("saturday")
    done = derive(desk, form)
    assert "同じ項目かもしれません" in done.out
    assert "--aliases" in done.out
    items = {c["item"] for c in read(desk)["changes"]}
    assert items == {"/saturday", "/saturdayUse"}
    fields = json.loads(KINTONE)
    aliases = desk.put("aliases.json", SAMPLE["aliases"])
    derive(desk, fields, "--aliases", aliases, "--force", source=FULL)
    assert read(desk)["aliases"] == SAMPLE["aliases"]
    assert not any(c["item"] == "/yubin" for c in read(desk)["changes"])
    derive(desk, fields, "--force", source=FULL)
    assert any(c["item"] == "/yubin" for c in read(desk)["changes"])


def test_a_file_that_is_there_is_kept(desk: Desk) -> None:
    desk.put("d.json", b"work of a day")
    refused = derive(desk, different())
    assert refused.code == 2
    assert "--force" in refused.err
    assert (desk.folder / "d.json").read_bytes() == b"work of a day"
    assert derive(desk, different(), "--force").code == 0
    assert read(desk)["form"] == FORM
    assert not [p for p in desk.folder.iterdir() if p.name.startswith(".d.json")]


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--municipality", "999904"), "999903"),
        (("--municipality", "city"), "6桁"),
        (("--core", "plain.json"), "様式と版が分かりません"),
        (("--core", "missing.json"), "missing.json"),
        (("--earlier", "foreign.json"), "別の自治体"),
        (("--earlier", "form.json"), "form.json"),
        (("--aliases", "foreign.json"), "対応"),
    ],
)
def test_bad_input_is_named_and_nothing_is_written(
    desk: Desk, words: tuple[str, ...], said: str
) -> None:
    desk.put("plain.json", CORE)
    desk.put("foreign.json", {**diff(), "municipality": OTHER})
    done = derive(desk, different(), *words)
    assert (done.code, said in done.err) == (2, True), done.err
    assert not (desk.folder / "d.json").exists()


def test_a_registry_that_is_away_is_exit_three_and_nothing_is_written(
    desk: Desk, url: str, registry: MemoryRegistry
) -> None:
    registry.down = True
    done = derive(desk, different(), "--registry", url, "--timeout", "2")
    assert done.code == 3
    assert not (desk.folder / "d.json").exists()


# ---- lint


def test_from_a_kintone_export_to_a_published_diff(desk: Desk) -> None:
    registry = MemoryRegistry()
    registry.publish_core(FORM, "1.0.0", FULL)
    derive(desk, KINTONE, "--aliases", desk.put("a.json", SAMPLE["aliases"]), source=FULL)
    drafted = read(desk)
    open_ = [
        e["at"] for e in missing(lint(desk, "--format", "json")) if e["type"] == "basis-missing"
    ]
    assert len(open_) > 2
    drafted["citations"] = SAMPLE["citations"]
    for at in open_[:2]:
        changed = drafted["changes"][int(at.rpartition("/")[2])]
        changed |= {"basis": {"cite": "rule", "article": "第3条"}, "reason": "規則のとおりです。"}
    desk.put("d.json", drafted)
    left = lint(desk, "--format", "json")
    assert left.code == 1
    assert [e["at"] for e in missing(left) if e["type"] == "basis-missing"] == open_[2:]
    for change in drafted["changes"]:
        change.setdefault("basis", {"cite": "practice"})
        change["reason"] = change["reason"] or "受付の画面に合わせています。"
    desk.put("d.json", drafted)
    assert lint(desk).code == 0
    with registry.serve() as url:
        pushed = desk.run("push", "d.json", "--registry", url, SOROE_TOKEN=registry.token)
        assert pushed.code == 0, pushed.err
        again = desk.run("lint", "d.json", "--registry", url)
    assert again.code == 0, again.err
    assert "足りないものはありません" in again.out


def missing(done: Run) -> list[dict[str, Any]]:
    return [entry for entry in done.json()["lacks"] if entry["missing"]]


def test_what_is_missing_is_told_by_title_and_line(desk: Desk) -> None:
    desk.put(PLACE, CORE)
    incomplete = diff()
    change = incomplete["changes"][0]
    del change["basis"]
    change["reason"] = " "
    desk.put("d.json", incomplete)
    lines = (desk.folder / "d.json").read_text().splitlines()
    row = next(n for n, line in enumerate(lines, 1) if '"item": "/grade"' in line) - 1
    done = lint(desk)
    assert done.code == 1
    assert f"  学年  d.json:{row}\n" in done.out
    assert "根拠が書かれていません" in done.out
    assert "理由が書かれていません" in done.out
    assert "受け付ける申請が減ります" in done.out
    assert "/grade" not in done.out


@pytest.mark.parametrize(
    ("edit", "kind", "code"),
    [
        ({"effectiveFrom": None}, "effective-from-missing", 0),
        ({"core": "1.1.0"}, "lint-other-core", 0),
        ({"changes": []}, "citation-unused", 0),
        ({}, "citation-incomplete", 0),
    ],
)
def test_what_may_be_published_all_the_same_is_only_pointed_out(
    desk: Desk, edit: dict[str, Any], kind: str, code: int
) -> None:
    desk.put(PLACE, CORE)
    desk.put("d.json", {**diff(), **edit})
    done = lint(desk, "--format", "json")
    assert (done.code, missing(done)) == (code, [])
    found = [entry for entry in done.json()["lacks"] if entry["type"] == kind]
    assert found
    assert all(entry["line"] for entry in found)


@pytest.mark.parametrize(
    ("edit", "kind"),
    [
        ({"basis": {"cite": "rule"}}, "article-missing"),
        ({"item": "/kind"}, "item-mismatch"),
        ({"reason": ""}, "reason-missing"),
        (
            {"ops": [{"op": "replace", "path": "/properties/grade/maximum", "was": 5, "value": 3}]},
            "operation-was-differs",
        ),
    ],
)
def test_what_keeps_a_diff_from_being_published_is_exit_one(
    desk: Desk, edit: dict[str, Any], kind: str
) -> None:
    desk.put(PLACE, CORE)
    changed = diff()
    changed["changes"][0] |= edit
    desk.put("d.json", changed)
    done = lint(desk, "--format", "json")
    assert (done.code, kind in {entry["type"] for entry in missing(done)}) == (1, True)
    assert lint(desk).code == 1


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"{", "d.json"),
        ([], "差分にも共通コアにも"),
        (KINTONE, "soroe derive"),
        ({**diff(), "effectiveFrom": "2027-04-31"}, "d.json:"),
        ({"changes": 1}, "d.json"),
    ],
)
def test_what_cannot_be_read_is_exit_two(desk: Desk, content: Any, said: str) -> None:
    desk.put(PLACE, CORE)
    desk.put("d.json", content)
    done = lint(desk)
    assert (done.code, said in done.err) == (2, True), done.err


def test_without_core_and_registry_lint_says_what_to_give(desk: Desk) -> None:
    done = desk.run("lint", desk.put("d.json", diff()))
    assert done.code == 2
    assert "--registry" in done.err


@pytest.mark.parametrize(
    ("edit", "code", "said"),
    [
        ({}, 0, "足りないものはありません"),
        ({"additionalProperties": True}, 1, "additionalProperties"),
        ({"type": "thing"}, 1, "JSON Schema 2020-12"),
    ],
)
def test_a_core_is_looked_at_by_the_rules_for_cores(
    desk: Desk, edit: dict[str, Any], code: int, said: str
) -> None:
    whole = usable(read_source(str(SCHEMAS / "forms" / "facility-use" / "1.0.0.json")))
    assert isinstance(whole, dict)
    done = desk.run("lint", desk.put("c.json", {**whole, **edit}))
    assert (done.code, said in done.out) == (code, True), done.out


def test_the_core_in_review_passes_with_its_examples_and_its_neighbours(desk: Desk) -> None:
    done = desk.run("lint", str(SCHEMAS / "forms" / FORM / "review" / "1.1.0.json"))
    assert done.code == 0, done.out


def test_a_sensitive_item_that_all_must_answer_needs_a_law(desk: Desk) -> None:
    done = desk.run("lint", str(SCHEMAS / "forms" / FORM / "1.0.0.json"))
    assert done.code == 1
    assert "慎重に扱う項目に根拠がありません" in done.out
