"""Do candidates say what promoting them would do, and in that order?"""

from __future__ import annotations

import csv
import io
from typing import Any

import msgspec
import openpyxl
import pytest

from soroe.contain import contains
from soroe.diff import apply
from soroe.diff.layers import Layer
from soroe.grid import to_csv, to_xlsx
from soroe.model import Change, Citation, LocalDiff, Op, Proved, Refuted, Upper
from soroe.promotion import Below, Candidate, below_core
from soroe.promotion.sheet import grid
from soroe.promotion.shown import render
from tests.promotion.cities import FORM, added, city, core, op
from tests.soroe.diffs import moved

TEXT = {"type": "string", "maxLength": 50}
GRADE = "/properties/child/properties/school/properties/grade"
SATURDAY = ("/saturday", op("add", "/required", value="saturday"))
THIRD = ("/child/school/grade", op("replace", f"{GRADE}/maximum", was=6, value=3))


def below(*members: Any, **facts: Any) -> Below:
    return below_core(core(), members, form=FORM, **facts)


def by_kind(found: Below) -> dict[str, Candidate]:
    return {c.kind: c for c in found.candidates}


def cities(count: int, *changes: Any, start: int = 100, **facts: Any) -> list[Any]:
    return [city(f"99{start + n:04d}", *changes, **facts) for n in range(count)]


def test_an_optional_item_costs_nobody_and_a_narrowing_costs_those_without_it():
    item = ("/x", op("add", "/properties/x", value={**TEXT, "title": "通勤経路"}))
    made = below(*cities(3, item, SATURDAY), *cities(5, start=200))
    found = by_kind(made)
    assert (found["added"].cost, found["added"].affected) == ("nobody", 0)
    assert (found["required"].cost, found["required"].affected) == ("others", 5)
    assert [c.kind for c in made.candidates] == ["added", "required"]
    assert (found["added"].saves, found["added"].share) == (3, 0.375)


@pytest.mark.parametrize(
    "change",
    [SATURDAY, THIRD, ("/x", op("add", "/properties/x", value={**TEXT, "title": "通勤経路"}))],
)
def test_what_a_candidate_says_of_the_core_is_what_the_engine_says_of_the_whole_form(change):
    (found,) = below(*cities(2, change)).candidates
    diff = LocalDiff(FORM, "1.0.0", "990100", (Change(found.item, found.ops),))
    verdict = contains(core(), apply(core(), diff))
    assert isinstance(verdict, Proved) is (found.cost == "nobody")
    assert isinstance(verdict, Refuted) is (found.cost == "others")


def test_an_item_that_all_require_is_promoted_as_an_optional_one():
    schema = {**TEXT, "title": "仮申請番号", "x-order": 5}
    both = (Op("add", "/properties/k", value=schema), Op("add", "/required", value="k"))
    (found,) = below(*cities(2, ("/k", both))).candidates
    assert (found.required, found.cost) == (2, "nobody")
    (made,) = found.ops
    value: Any = made.value
    assert (made.op, made.path, value["x-formerly"]) == ("add", "/properties/k", ["/k"])
    assert {k: value[k] for k in (*TEXT, "title")} == {**TEXT, "title": "仮申請番号"}


def test_a_name_that_the_core_has_already_is_not_taken_again():
    newer = apply(core(), LocalDiff(FORM, "1.0.0", "990100", (Change("/x", (Op("add", "/properties/x", value={"title": "別の項目"}),)),)))  # fmt: skip
    members = [added(f"99010{n}", {**TEXT, "title": "通勤経路"}) for n in range(2)]
    (found,) = below_core(newer, members, form=FORM).candidates
    assert found.ops[0].path == "/properties/x2"
    assert found.cost == "nobody"


def test_what_a_newer_core_has_already_is_no_candidate_any_more():
    snack = ("/snack", op("add", "/properties/snack", value={"title": "おやつ", "type": "boolean"}))
    members = cities(3, snack, THIRD, SATURDAY)
    assert {c.kind for c in below(*members).candidates} == {"added", "limit", "required"}
    newer = core()
    for one in below(*members).candidates:
        newer = moved(newer, *one.ops)
    assert below_core(newer, members, form=FORM).candidates == ()
    words = {"title": "間食", "x-synonyms": ["おやつ"], "type": "boolean"}
    other = moved(core(), op("add", "/properties/meal", value=words))
    assert {c.kind for c in below_core(other, members, form=FORM).candidates} == {
        "limit",
        "required",
    }


def test_a_choice_goes_to_the_core_with_its_label():
    at = "/properties/usageCategory"
    ops = (op("add", f"{at}/enum", value="m"), op("add", f"{at}/x-choices/m", value="月登録"))
    (found,) = below(*cities(2, ("/usageCategory", ops))).candidates
    assert found.ops == ops
    assert (found.cost, found.effect) == ("nobody", "widens")


def test_a_change_that_does_not_fit_the_core_any_more_is_undecided_and_not_hidden():
    gone = ("/nowhere", op("replace", "/properties/nowhere/maximum", was=6, value=3))
    (found,) = below(*cities(2, gone), *cities(1, start=200)).candidates
    assert (found.cost, found.effect, found.affected) == ("unknown", "undecided", 1)


def law(kind: str, *upper: str) -> Citation:
    above = tuple(Upper(name, article="第34条の8第1項") for name in upper)
    return Citation(kind, f"例示市の{kind}", upper=above)  # type: ignore[arg-type]


def test_a_law_that_several_cite_is_the_strongest_ground():
    under = [city(f"9901{n:02}", THIRD, citation=law("条例", "児童福祉法")) for n in range(2)]
    alone = [city(f"9902{n:02}", THIRD, citation=law("規則", f"法律{n}")) for n in range(2)]
    rest = [city("990300", THIRD, citation=law("要綱", "児童福祉法")), city("990301", THIRD)]
    (found,) = below(*under, *alone, *rest).candidates
    assert found.grounds == {"law": 2, "rule": 2, "outline": 1, "none": 1}
    assert [(x.law, x.article, x.municipalities) for x in found.laws] == [
        ("児童福祉法", "第34条の8第1項", 3)
    ]


def test_of_equal_candidates_the_stronger_ground_and_the_longer_use_come_first():
    def pair(start: int, name: str, year: int, kind: str) -> list[Any]:
        change = (f"/{name}", op("add", f"/properties/{name}", value={**TEXT, "title": name}))
        return cities(2, change, start=start, citation=law(kind), effective_from=f"{year}-04-01")

    made = below(
        *pair(100, "甲", 2020, "慣行"),
        *pair(200, "乙", 2026, "条例"),
        *pair(300, "丙", 2020, "条例"),
    )
    assert [(c.title, c.since) for c in made.candidates] == [
        ("丙", 2020),
        ("乙", 2026),
        ("甲", 2020),
    ]


def test_a_day_before_april_lies_in_the_fiscal_year_before():
    (found,) = below(*cities(2, THIRD, effective_from="2027-03-31")).candidates
    assert found.since == 2026


def test_people_are_counted_only_by_a_table_that_has_everybody():
    members = [*cities(2, THIRD), *cities(2, start=200)]
    table = {"990100": 300, "990101": 100, "990200": 500, "990201": 100}
    (found,) = below(*members, population=table).candidates
    assert (found.population, found.population_share) == (400, 0.4)
    table.pop("990201")
    (found,) = below(*members, population=table).candidates
    assert (found.population, found.population_share) == (400, None)
    assert below(*members).candidates[0].population is None


def test_what_a_prefecture_changes_counts_with_each_city_above_it_and_not_by_itself():
    prefecture = city("990001", THIRD)
    above = [
        msgspec.structs.replace(m, below=(Layer(prefecture.diff, 1),), diff=msgspec.structs.replace(m.diff, over="990001@1"))
        for m in cities(2, SATURDAY)
    ]  # fmt: skip
    made = below(prefecture, *above)
    assert made.municipalities == 2
    assert by_kind(made)["limit"].municipalities == ("990100", "990101")


def test_least_says_how_many_cities_make_a_candidate():
    members = [*cities(2, THIRD), *cities(1, SATURDAY, start=200)]
    assert [c.kind for c in below(*members).candidates] == ["limit"]
    assert len(below(*members, least=1).candidates) == 2
    assert below(*members, least=3).candidates == ()


def test_no_diff_at_all_is_no_error():
    made = below()
    assert (made.municipalities, made.candidates, made.demotions, made.sensitive) == (0, (), (), ())
    assert "まだありません" in render(made, "ja", least=2)


# ---- the other direction


def remove(item: str, path: str) -> tuple[str, Op]:
    return item, op("remove", path, was={})


def choice(value: str) -> tuple[str, Op]:
    return "/usageCategory", op("remove", "/properties/usageCategory/enum", value=value)


def test_items_that_many_leave_out_and_choices_that_nobody_offers_are_demotion_candidates():
    members = [
        *cities(2, remove("/bankTransfer", "/properties/bankTransfer"), choice("temporary")),
        city("990200", remove("/usageCategory", "/properties/usageCategory")),
    ]
    found = {(d.kind, d.item, d.value): d for d in below(*members).demotions}
    assert found["item", "/bankTransfer", None].share == 0.6667
    nobody = found["choice", "/usageCategory", "temporary"]
    assert (nobody.left, len(nobody.without)) == (0, 3)
    assert ("choice", "/usageCategory", "year-round") not in found


def test_an_item_counts_as_left_out_where_its_group_is():
    members = [
        city("990100", remove("/pickup/persons", "/properties/pickup/properties/persons")),
        city("990101", remove("/pickup", "/properties/pickup")),
        *cities(2, start=200),
    ]
    found = {d.item: len(d.without) for d in below(*members).demotions}
    assert found["/pickup/persons"] == 2
    assert "/pickup" not in found


def test_sensitive_items_that_few_ask_are_listed_with_what_allows_them():
    gone = remove("/health", "/properties/health")
    own = {**TEXT, "title": "受給者番号", "x-sensitive": "生活保護を受けていることが分かるため"}
    asks = [("/x", op("add", "/properties/x", value=own))]
    members = [
        *cities(7, gone),
        city("990200", *asks, citation=law("規則")),
        *cities(2, gone, start=300),
    ]
    found = {s.title: s for s in below(*members).sensitive}
    assert found["受給者番号"].asking == ("990200",)
    assert (found["受給者番号"].own, found["受給者番号"].lawful) == (True, True)
    assert found["健康と配慮"].asking == ("990200",)
    assert not any(s.item.startswith("/health/") for s in found.values())


# ---- views


def full() -> Below:
    named = (
        "/x",
        op("add", "/properties/x", value={**TEXT, "title": '=HYPERLINK("https://x.example")'}),
    )
    return below(
        *cities(3, named, THIRD, remove("/health", "/properties/health"), choice("temporary"), citation=law("条例", "児童福祉法")),
        *cities(1, remove("/health", "/properties/health"), choice("temporary"), start=200),
        population={f"99{n:04d}": 1000 for n in (100, 101, 102, 200)},
    )  # fmt: skip


def test_no_cell_of_the_csv_or_the_workbook_is_a_formula():
    table = grid(full(), "ja")
    lines = list(csv.reader(io.StringIO(to_csv(table).decode("utf-8-sig"), newline="")))
    assert all(len(line) == len(lines[0]) for line in lines)
    assert not [c for line in lines for c in line if c.startswith(("=", "+", "-", "@"))]
    assert any(c.startswith("'=HYPERLINK") for line in lines for c in line)
    sheet = openpyxl.load_workbook(io.BytesIO(to_xlsx([table]))).worksheets[0]
    cells = [c for row in sheet.iter_rows() for c in row if c.value is not None]
    assert not [c for c in cells if c.data_type == "f"]
    assert any(str(c.value).startswith("=HYPERLINK") and c.data_type == "s" for c in cells)


@pytest.mark.parametrize("lang", ["ja", "en"])
def test_the_text_says_everything_a_steward_decides_by(lang):
    said = render(full(), lang, least=2)
    for fact in ("3", "75%", "3,000", "児童福祉法", "学年", "一時"):
        assert fact in said
    assert all(key in said for key in (c.id for c in full().candidates))


def test_lines_are_broken_where_a_terminal_ends():
    from soroe.report.width import width  # noqa: PLC0415 - used here only

    assert max(map(width, render(full(), "ja", least=2, columns=60).splitlines())) <= 61
