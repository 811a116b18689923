"""Does a city's diff over its prefecture's make the form of both, and is a misfit named?"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import httpx
import pytest

from registry.db.organisations import Kind
from registry.embedded import EmbeddedPostgres
from registry.services import rights
from registry.services.create_organisation import create_organisation
from registry.services.issue_token import issue_token
from soroe.jsontext import digest
from tests.registry import databases
from tests.registry.databases import OWNER, counts
from tests.registry.documents import FORM, encoded, small_core, small_diff
from tests.registry.served import Served, Tokens, serving
from tests.registry.test_publishing import problem, put_core

PREFECTURE = "990001"
SNACK = {"title": "おやつ", "type": "string", "maxLength": 20}


class Stacked:
    """A registry in which a prefecture has published revision 1 of a diff."""

    def __init__(self, registry: Served, token: str) -> None:
        self.registry = registry
        self.token = token

    def prefecture(self, **more: Any) -> httpx.Response:
        return self._put(PREFECTURE, above() | more, self.token)

    def city(self, **more: Any) -> httpx.Response:
        return self._put(OWNER, city() | more, self.registry.tokens.owner)

    def next(self, code: str) -> int:
        """The number of the next revision."""
        listing = self.registry.get(f"/forms/{FORM}/local/{code}.json")
        return len(listing.json()["revisions"]) + 1 if listing.status_code == 200 else 1

    def _put(self, code: str, document: Any, token: str) -> httpx.Response:
        path = f"/api/v1/forms/{FORM}/local/{code}/{self.next(code)}"
        return self.registry.call("PUT", path, token, content=encoded(document))


def above() -> dict[str, Any]:
    """The prefecture's diff: an item more."""
    document = small_diff(PREFECTURE)
    document["citations"] = {"code": {"kind": "要綱", "title": "例示県共通様式要綱", "number": "8例第1号"}}  # fmt: skip
    document["changes"] = [
        {
            "item": "/snack",
            "ops": [{"op": "add", "path": "/properties/snack", "value": SNACK}],
            "basis": {"cite": "code"},
            "reason": "県内で共通に聞く。",
        }
    ]
    return document


def city(over: str = f"{PREFECTURE}@1", length: int = 10) -> dict[str, Any]:
    """The city's diff: the prefecture's item shorter, and its own change."""
    document = small_diff(OWNER) | {"over": over}
    document["changes"].append(
        {
            "item": "/snack",
            "ops": [
                {"op": "replace", "path": "/properties/snack/maxLength", "was": 20, "value": length}
            ],
            "basis": {"cite": "rule", "article": "第4条"},
            "reason": "短く聞く。",
        }
    )
    return document


@pytest.fixture(scope="module")
def stacked(cluster: EmbeddedPostgres, filled: Tokens) -> Iterator[Stacked]:
    with databases.made(cluster.url, databases.TEMPLATE) as url, serving(url, filled) as registry:
        token = _prefecture(url)
        made = Stacked(registry, token)
        answer = made.prefecture()
        assert answer.status_code == 201, answer.text
        yield made


def _prefecture(url: str) -> str:
    import asyncio  # noqa: PLC0415 - the only place that acts as the operator

    async def act(context: Any) -> str:
        kind: Kind = "municipality"
        await create_organisation(
            context, None, id_="ken", kind=kind, name="例示県", municipality=PREFECTURE
        )
        _, secret = await issue_token(
            context, None, organisation="ken", label="x", scopes=rights.SCOPES[kind], days=3
        )
        return secret.reveal()

    return asyncio.run(databases.with_context(url, act))


def test_the_form_is_the_core_with_both_diffs_and_every_operation_has_its_origin(
    stacked: Stacked,
) -> None:
    number = stacked.next(OWNER)
    answer = stacked.city()
    assert answer.status_code == 201, answer.text
    form = stacked.registry.get(f"/forms/{FORM}/local/{OWNER}/{number}.json").json()
    assert form["properties"]["snack"] == SNACK | {"maxLength": 10}
    assert form["properties"]["grade"]["maximum"] == 3
    entry = stacked.registry.get(f"/forms/{FORM}/local/{OWNER}.json").json()["revisions"][-1]
    assert entry["over"] == f"{PREFECTURE}@1"
    assert entry["formDigest"] == digest(form)
    path = f"/api/v1/forms/{FORM}/local/{OWNER}/{number}/origins"
    found = stacked.registry.get(path)
    assert found.headers["cache-control"].endswith("immutable")
    assert found.json()["layers"] == [f"{PREFECTURE}@1", f"{OWNER}@{number}"]
    assert [(o["layer"], o["change"], o["path"]) for o in found.json()["origins"]] == [
        (f"{PREFECTURE}@1", 0, "/properties/snack"),
        (f"{OWNER}@{number}", 0, "/properties/grade/maximum"),
        (f"{OWNER}@{number}", 1, "/properties/snack/maxLength"),
    ]
    alone = stacked.registry.get(f"/api/v1/forms/{FORM}/local/{OWNER}/1/origins").json()
    assert alone["layers"] == [f"{OWNER}@1"]


def test_a_form_is_checked_with_the_whole_stack(stacked: Stacked) -> None:
    number = stacked.next(OWNER)
    stacked.city()
    form = stacked.registry.get(f"/forms/{FORM}/local/{OWNER}/{number}.json").content
    path = f"/api/v1/check?form={FORM}&municipality={OWNER}"
    report = stacked.registry.call("POST", path, content=form).json()
    told = {
        f["item"]: (f["rule"], f["class"], f["change"], f.get("layer")) for f in report["findings"]
    }
    assert told == {
        "/grade": ("maximum-lowered", "grounded", 0, None),
        "/snack": ("item-added", "practice", 0, f"{PREFECTURE}@1"),
    }
    core = stacked.registry.get(f"/forms/{FORM}/1.0.0.json").content
    unmet = stacked.registry.call("POST", path, content=core).json()["unmet"]
    assert [(u["item"], u.get("layer")) for u in unmet] == [
        ("/snack", f"{PREFECTURE}@1"),
        ("/grade", None),
    ]


def test_a_later_diff_of_the_prefecture_leaves_published_forms_as_they_are(
    stacked: Stacked,
) -> None:
    number = stacked.next(OWNER)
    stacked.city()
    before = stacked.registry.get(f"/forms/{FORM}/local/{OWNER}/{number}.json").content
    changes = above()["changes"]
    changes[0]["ops"][0]["value"] = SNACK | {"maxLength": 30}
    assert stacked.prefecture(changes=changes).status_code == 201
    assert stacked.registry.get(f"/forms/{FORM}/local/{OWNER}/{number}.json").content == before
    moved = stacked.city(over=f"{PREFECTURE}@2")
    assert (moved.status_code, problem(moved)) == (422, "operation-was-differs")
    assert moved.json()["at"] == "/changes/1/ops/0"


MISFITS: list[tuple[str, dict[str, Any], str, str]] = [
    ("a revision that is not there", {"over": f"{PREFECTURE}@7"}, "layer-missing", "/over"),
    ("a number beyond all", {"over": f"{PREFECTURE}@99999999999"}, "layer-missing", "/over"),
    ("a municipality without a diff", {"over": "992011@1"}, "layer-missing", "/over"),
    ("itself", {"over": "itself"}, "layer-cycle", "/over"),
    ("its own earlier revision", {"over": f"{OWNER}@1"}, "layer-not-above", "/over"),
    ("no revision", {"over": PREFECTURE}, "layer-name-invalid", "/over"),
    ("an operation on what the prefecture does not have", {"changes": [{"item": "/tea", "ops": [{"op": "replace", "path": "/properties/tea/maxLength", "was": 1, "value": 2}], "basis": {"cite": "rule"}, "reason": "x"}]}, "operation-hits-nothing", "/changes/0/ops/0"),
]  # fmt: skip


@pytest.mark.parametrize(("more", "type_", "at"), [m[1:] for m in MISFITS], ids=[m[0] for m in MISFITS])  # fmt: skip
def test_a_stack_that_does_not_hold_is_refused_with_its_place(
    stacked: Stacked, more: dict[str, Any], type_: str, at: str
) -> None:
    before = counts(stacked.registry.database)
    if more.get("over") == "itself":
        more = {"over": f"{OWNER}@{stacked.next(OWNER)}"}
    answer = stacked.city(**more)
    assert (answer.status_code, problem(answer)) == (422, type_), answer.text
    assert answer.json()["at"] == at
    assert counts(stacked.registry.database) == before


def test_both_layers_rest_on_the_same_core(stacked: Stacked) -> None:
    wider = small_core() | {"description": "次の版"}
    assert put_core(stacked.registry, FORM, "1.0.1", wider).status_code == 201
    answer = stacked.city(core="1.0.1")
    assert (answer.status_code, problem(answer)) == (422, "layer-core-differs")
    assert answer.json()["params"]["below"] == f"{PREFECTURE}@1"
