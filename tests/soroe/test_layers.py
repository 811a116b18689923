"""Which form do a prefecture's and a municipality's diffs make, and who made which operation?"""

from __future__ import annotations

from typing import Any

import msgspec
import pytest

from soroe.diff import apply
from soroe.diff.layers import Layer, Origin, resolve_layers, stack
from soroe.diff.rebase import rebase
from soroe.errors import DiffError
from soroe.locale import explain
from soroe.model import Change, LocalDiff, Op

CORE: dict[str, Any] = {
    "type": "object",
    "properties": {
        "grade": {"title": "学年", "type": "integer", "maximum": 6},
        "kind": {"title": "区分", "enum": ["year", "holiday", "spot"]},
    },
    "additionalProperties": False,
}
ADD = Op("add", "/properties/snack", value={"title": "おやつ", "type": "string"})
LIMIT = Op("add", "/properties/snack/maxLength", value=20)
NO_SPOT = Op("remove", "/properties/kind/enum", value="spot")
GRADE = Op("replace", "/properties/grade/maximum", was=6, value=3)


def diff(code: str, *ops: Op, over: str | None = None, **more: Any) -> LocalDiff:
    facts = {"form": "f", "core": "1.0.0", **more}
    return LocalDiff(municipality=code, changes=tuple(Change("/x", (op,)) for op in ops), over=over, **facts)  # fmt: skip


PREFECTURE = diff("990001", ADD, NO_SPOT)
CITY = diff("999903", GRADE, LIMIT, over="990001@2")
PUBLISHED = {"990001@2": PREFECTURE, "999903@1": CITY}


def test_a_city_s_diff_is_made_on_top_of_its_prefecture_s():
    layers = stack("999903@1", PUBLISHED)
    assert [layer.name for layer in layers] == ["990001@2", "999903@1"]
    form, _ = resolve_layers(CORE, layers)
    below = apply(CORE, PREFECTURE)
    assert form == apply(below, CITY)


def test_every_operation_keeps_its_origin():
    _, origins = resolve_layers(CORE, stack("999903@1", PUBLISHED))
    assert [(o.layer, o.change, o.op, o.path) for o in origins] == [
        ("990001@2", 0, 0, "/properties/snack"),
        ("990001@2", 1, 0, "/properties/kind/enum"),
        ("999903@1", 0, 0, "/properties/grade/maximum"),
        ("999903@1", 1, 0, "/properties/snack/maxLength"),
    ]
    assert origins[1].member == "spot"
    assert msgspec.json.decode(msgspec.json.encode(origins), type=tuple[Origin, ...]) == origins  # fmt: skip


def test_a_diff_without_over_is_its_own_only_layer():
    assert stack("990001@2", PUBLISHED) == (Layer(PREFECTURE, 2),)
    assert resolve_layers(CORE, ()) == (CORE, ())


def test_a_city_s_diff_can_be_rebased_onto_its_prefecture_s_next_revision():
    after = apply(CORE, diff("990001", ADD, NO_SPOT, LIMIT))
    rebased = rebase(apply(CORE, PREFECTURE), after, CITY, new_version="1.0.0")
    assert [o.kind for o in rebased.outcomes] == ["carried", "absorbed"]
    assert rebased.diff.over == "990001@2"


CIRCLE = {
    "990001@1": diff("990001", over="999903@1"),
    "999903@1": diff("999903", over="990001@1"),
}
BROKEN: list[tuple[str, str, dict[str, LocalDiff], str, str]] = [
    ("a circle", "999903@1", CIRCLE, "layer-cycle", "/over"),
    ("over itself", "999903@1", {"999903@1": diff("999903", over="999903@1")}, "layer-cycle", "/over"),
    ("nothing below", "999903@1", {"999903@1": CITY}, "layer-missing", "/over"),
    ("another city's document under the name", "999903@1", {"999903@1": PREFECTURE}, "layer-missing", ""),
    ("no revision", "999903@1", {"999903@1": diff("999903", over="990001")}, "layer-name-invalid", "/over"),
    ("revision zero", "999903@0", {}, "layer-name-invalid", ""),
]  # fmt: skip


@pytest.mark.parametrize(("name", "published", "kind", "at"), [b[1:] for b in BROKEN], ids=[b[0] for b in BROKEN])  # fmt: skip
def test_a_stack_that_does_not_hold_is_named_with_its_place(name, published, kind, at):
    with pytest.raises(DiffError) as caught:
        stack(name, published)
    assert (caught.value.problem.type, caught.value.problem.at) == (kind, at)
    assert all(explain(caught.value.problem, "ja"))


MISFITS: list[tuple[str, list[Layer], list[tuple[str, str]]]] = [
    ("the order is wrong", [Layer(CITY, 1), Layer(PREFECTURE, 2)], [("layer-order", "/over"), ("layer-order", "/over")]),
    ("another revision below", [Layer(PREFECTURE, 3), Layer(CITY, 1)], [("layer-order", "/over")]),
    ("another form", [Layer(diff("990001", form="g"), 2), Layer(CITY, 1)], [("layer-form-differs", "/form")]),
    ("another core", [Layer(diff("990001", core="1.1.0"), 2), Layer(CITY, 1)], [("layer-core-differs", "/core")]),
    ("the lower one does not make what the upper one changes", [Layer(diff("990001"), 2), Layer(CITY, 1)], [("operation-hits-nothing", "/changes/1/ops/0")]),
]  # fmt: skip


@pytest.mark.parametrize(("layers", "wanted"), [m[1:] for m in MISFITS], ids=[m[0] for m in MISFITS])  # fmt: skip
def test_layers_that_do_not_fit_are_all_named(layers, wanted):
    with pytest.raises(DiffError) as caught:
        resolve_layers(CORE, layers)
    assert [(p.type, p.at) for p in caught.value.problems] == wanted
    assert {p.params["layer"] for p in caught.value.problems} <= {layer.name for layer in layers}
    for problem in caught.value.problems:
        assert all(explain(problem, "ja") + explain(problem, "en"))
