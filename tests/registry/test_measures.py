"""Does the registry know what its municipalities have in common, and how far they are apart?"""

from __future__ import annotations

import asyncio
import csv
import io
import os
import time
from collections.abc import Iterator
from typing import Any

import msgspec
import pytest
from openpyxl import load_workbook

from registry.embedded import EmbeddedPostgres
from registry.problems import RefusedError
from registry.services import ask_standing
from registry.services.bring_up import brought_up
from registry.services.publish_diff import publish_diff
from registry.standings import Standings
from soroe.codes import local_government_check_digit
from soroe.diff import decode_diff
from soroe.divergence import Field, Member, history, share, variety
from soroe.impact import Subject
from soroe.listing import LocalListing, RevisionEntry, VersionEntry
from soroe.measured import (
    MeasuredCandidates,
    MeasuredHistory,
    MeasuredIndex,
    MeasuredMunicipality,
    Neighbours,
    Solved,
    Wanted,
    WhatIfAnswer,
)
from soroe.promotion import below_core
from soroe.what_if import told, what_if
from tests.registry import databases
from tests.registry.databases import OTHER, OWNER, counts, rows, with_context
from tests.registry.documents import FORM, encoded, small_diff
from tests.registry.served import Served, Tokens, serving
from tests.registry.test_measuring import contexts
from tests.registry.test_rebases import kind

FORMS = f"/api/v1/forms/{FORM}"
THIRD, FOURTH = "992020", "993018"
_HISTORY = f"{FORMS}/divergence/history?municipality=992046"
NOWHERE = "99888" + local_government_check_digit("99888")


def changed(code: str, top: int, *added: tuple[str, str, int]) -> dict[str, Any]:
    """A diff that narrows the grade and adds items: name, title, length."""
    diff = small_diff(code, top=top)
    for name, title, most in added:
        value = {"title": title, "type": "string", "maxLength": most}
        diff["changes"].append(
            {
                "item": f"/{name}",
                "ops": [{"op": "add", "path": f"/properties/{name}", "value": value}],
                "basis": {"cite": "rule", "article": "第4条"},
                "reason": "連絡のため",
            }
        )
    return diff


DIFFS = {
    OWNER: changed(OWNER, 3),
    OTHER: changed(OTHER, 3, ("route", "通学経路", 100)),
    THIRD: changed(THIRD, 2, ("way", "通学の経路", 200), ("pet", "飼っている動物", 40)),
    FOURTH: changed(FOURTH, 2, ("animal", "動物", 40)),
}


async def publishes(url: str, code: str, revision: int, diff: dict[str, Any]) -> None:
    """As the operator does."""
    await with_context(
        url,
        lambda c: publish_diff(
            c, None, form=FORM, code=code, revision=revision, body=encoded(diff)
        ),
    )


@pytest.fixture(scope="module")
def city(cluster: EmbeddedPostgres, filled: Tokens) -> Iterator[Served]:
    """Four municipalities with diffs; the first of them comes with the template."""
    with databases.made(cluster.url, databases.TEMPLATE) as url:
        for code in (OTHER, THIRD, FOURTH):
            asyncio.run(publishes(url, code, 1, DIFFS[code]))
        with serving(url, filled) as served:
            until(served, "candidates", lambda found: found["below"]["municipalities"] == 4)
            until(served, "divergence", lambda found: found.get("complete"))
            yield served


def until(served: Served, what: str, wanted: Any) -> dict[str, Any]:
    """The measure once it is as wanted."""
    end = time.monotonic() + 30
    while time.monotonic() < end:
        answer = served.get(f"{FORMS}/{what}")
        if answer.status_code == 200 and wanted(answer.json()):
            found: dict[str, Any] = answer.json()
            return found
        time.sleep(0.05)
    raise AssertionError(served.log())


def members(served: Served) -> list[Member]:
    """What is published, as the library takes it."""
    core = served.get(f"/forms/{FORM}/latest.json").json()
    listed = served.get(f"/forms/{FORM}.json").json()["local"]
    return [
        Member(
            Subject(one["municipality"], one["name"], one["revision"]),
            core,
            decode_diff(diff_of(served, one["municipality"], one["revision"])),
        )
        for one in listed
    ]


def diff_of(served: Served, code: str, revision: int) -> Any:
    return served.get(f"/forms/{FORM}/local/{code}/{revision}.diff.json").json()


def core_of(served: Served) -> Any:
    return served.get(f"/forms/{FORM}/latest.json").json()


def test_what_is_measured_is_what_the_library_says_of_the_published_diffs(city: Served) -> None:
    found = msgspec.json.decode(city.get(f"{FORMS}/candidates").content, type=MeasuredCandidates)
    assert found.below == below_core(core_of(city), members(city), form=FORM)
    assert {"通学経路", "通学の経路"} in [set(c.titles) for c in found.below.candidates]
    index = msgspec.json.decode(city.get(f"{FORMS}/divergence").content, type=MeasuredIndex)
    field = Field(members(city))
    assert index.whole == share(field.divergences())
    assert index.variety == variety(field)
    assert {one.subject.code: one.share for one in index.municipalities} == {
        one.subject.code: share((one,)) for one in field.divergences()
    }
    assert sum(s.municipalities for s in index.prefectures.values()) == 4
    assert (found.position, found.core) == (index.position, "1.0.0")


def test_a_municipality_sees_all_its_forms_item_by_item(city: Served) -> None:
    answer = city.get(f"/api/v1/municipalities/{THIRD}/divergence")
    found = msgspec.json.decode(answer.content, type=MeasuredMunicipality)
    (one,) = found.forms
    wanted = next(d for d in Field(members(city)).divergences() if d.subject.code == THIRD)
    assert (one.form, one.latest) == (FORM, 1)
    assert one.divergence == msgspec.structs.replace(wanted, subject=one.divergence.subject)
    assert {c.item for c in one.divergence.changed} == {"/grade", "/pet", "/way"}
    nothing = city.get("/api/v1/municipalities/992046/divergence").json()
    assert nothing["forms"] == []


def test_who_is_alike_and_who_has_solved_an_item_is_answered(city: Served) -> None:
    answer = city.get(f"{FORMS}/neighbours/{FOURTH}?count=2")
    found = msgspec.json.decode(answer.content, type=Neighbours)
    assert found.nearest[0].near.subject.code == THIRD
    assert len(found.nearest) == 2
    solved = msgspec.json.decode(city.get(f"{FORMS}/solved?item=/grade").content, type=Solved)
    assert solved.title == "学年"
    ways = {frozenset(h.subject.code for h in s.holders) for s in solved.solutions}
    assert ways == {frozenset({OWNER, OTHER}), frozenset({THIRD, FOURTH})}
    assert {h.since for s in solved.solutions for h in s.holders} == {"2027-04-01"}
    nobody = city.get(f"{FORMS}/solved?item=/name")
    assert nobody.json()["solutions"] == []


def test_what_if_says_what_the_library_says_and_writes_nothing(city: Served) -> None:
    before = counts(city.database)
    answer = city.call("POST", f"{FORMS}/what-if", content=encoded({"changes": [f"{OTHER}#1"]}))
    assert answer.status_code == 200, answer.text
    found = msgspec.json.decode(answer.content, type=WhatIfAnswer)
    several = members(city)
    change = next(m for m in several if m.subject.code == OTHER).diff.changes[0]
    wanted = told(what_if(several, core_of(city), [change], form=FORM, version="1.0.0"))
    assert found.told == wanted
    (candidate, *_) = city.get(f"{FORMS}/candidates").json()["below"]["candidates"]
    once, twice = (
        city.call("POST", f"{FORMS}/what-if", content=encoded({"candidates": named})).json()
        for named in ([candidate["id"]], [candidate["id"]] * 2)
    )
    assert once["promoted"] == [candidate["id"]]
    assert twice == once
    best = city.call("POST", f"{FORMS}/what-if", content=encoded({"best": 1})).json()
    assert best["best"]["gain"] >= 2
    assert counts(city.database) == before


@pytest.mark.parametrize(
    ("method", "path", "body", "wanted"),
    [
        ("GET", "/api/v1/forms/nothing-here/candidates", None, (404, "no-such-form")),
        ("GET", "/api/v1/forms/NO/candidates", None, (400, "form-name-invalid")),
        ("GET", f"{FORMS}/candidates?as=pdf", None, (400, "parameter-invalid")),
        ("GET", f"{FORMS}/candidates?least=1", None, (400, "parameter-unknown")),
        ("GET", f"{FORMS}/neighbours/999999", None, (400, "check-digit-wrong")),
        ("GET", f"{FORMS}/neighbours/992046", None, (404, "municipality-without-diff")),
        ("GET", f"{FORMS}/neighbours/{OWNER}?count=0", None, (400, "parameter-invalid")),
        ("GET", f"{FORMS}/neighbours/{OWNER}?count=21", None, (400, "parameter-invalid")),
        ("GET", f"{FORMS}/solved", None, (400, "parameter-missing")),
        ("GET", f"{FORMS}/solved?item=/nothing", None, (404, "item-unknown")),
        ("GET", _HISTORY, None, (404, "municipality-without-diff")),
        ("GET", f"/api/v1/municipalities/{NOWHERE}/divergence", None, (404, "no-such-municipality")),
        ("POST", f"{FORMS}/what-if", {}, (422, "what-if-unfit")),
        ("POST", f"{FORMS}/what-if", {"best": 1, "changes": ["992046#1"]}, (422, "what-if-unfit")),
        ("POST", f"{FORMS}/what-if", {"best": 11}, (422, "what-if-unfit")),
        ("POST", f"{FORMS}/what-if", {"changes": [f"{OWNER}#1"] * 21}, (422, "what-if-unfit")),
        ("POST", f"{FORMS}/what-if", {"changes": [f"{OWNER}#9"]}, (422, "change-number-unknown")),
        ("POST", f"{FORMS}/what-if", {"changes": ["992046#1"]}, (422, "change-of-nobody")),
        ("POST", f"{FORMS}/what-if", {"candidates": ["0" * 16]}, (404, "candidate-unknown")),
        ("POST", f"{FORMS}/what-if", {"worst": 1}, (400, "request-invalid")),
    ],
)  # fmt: skip
def test_what_cannot_be_answered_is_refused_with_the_reason(
    city: Served, method: str, path: str, body: Any, wanted: tuple[int, str]
) -> None:
    more: dict[str, Any] = {} if body is None else {"content": encoded(body)}
    answer = city.call(method, path, **more)
    assert (answer.status_code, kind(answer)) == wanted, answer.text


def test_tables_open_in_spreadsheets_and_start_no_formula(city: Served) -> None:
    for what in ("candidates", "divergence"):
        text = city.get(f"{FORMS}/{what}?as=csv")
        assert text.headers["content-type"] == "text/csv; charset=utf-8"
        assert f'filename="{FORM}-{what}.csv"' in text.headers["content-disposition"]
        lines = list(csv.reader(io.StringIO(text.content.decode("utf-8-sig"))))
        assert len(lines) > 1
        book = load_workbook(io.BytesIO(city.get(f"{FORMS}/{what}?as=xlsx&lang=en").content))
        cells = [c for sheet in book for row in sheet.iter_rows() for c in row]
        assert all(c.data_type != "f" for c in cells)


def test_a_measure_is_given_again_without_being_looked_up(city: Served) -> None:
    first = city.get(f"{FORMS}/candidates")
    assert first.headers["cache-control"] == "public, no-cache"
    again = city.get(f"{FORMS}/candidates", headers={"If-None-Match": first.headers["etag"]})
    assert again.status_code == 304
    assert "x-request-id" not in city.get(f"{FORMS}/candidates").headers


def test_the_history_is_that_of_all_revisions(city: Served) -> None:
    answer = city.get(f"{FORMS}/divergence/history")
    found = msgspec.json.decode(answer.content, type=MeasuredHistory)
    assert found.waiting == 0
    every = Field(members(city)).divergences()
    listings = [
        LocalListing(FORM, d.subject.code, (RevisionEntry(1, "1.0.0", "", "", "2027-04-01"),))
        for d in every
    ]
    shelf = {(d.subject.code, 1): share((d,)) for d in every}
    assert found.points == history((VersionEntry("1.0.0", ""),), listings, shelf)
    one = city.get(f"{FORMS}/divergence/history?municipality={OWNER}").json()
    assert [p["share"]["municipalities"] for p in one["points"]] == [1]


def test_a_publication_is_measured_and_nobody_else_is_measured_again(
    cluster: EmbeddedPostgres, filled: Tokens
) -> None:
    with databases.made(cluster.url, databases.TEMPLATE) as url:
        asyncio.run(publishes(url, OTHER, 1, DIFFS[OTHER]))
        with serving(url, filled) as one, serving(url, filled) as two:
            until(one, "divergence", lambda found: found["whole"]["municipalities"] == 2)
            path = f"/api/v1/forms/{FORM}/local/{OTHER}/2"
            sent = one.call("PUT", path, one.tokens.other, content=encoded(changed(OTHER, 2)))
            assert sent.status_code == 201, sent.text
            for served in (one, two):
                found = until(
                    served,
                    "divergence",
                    lambda found: (
                        {
                            m["subject"]["code"]: m["subject"]["revision"]
                            for m in found["municipalities"]
                        }[OTHER]
                        == 2
                    ),
                )
            size = rows(url, "select size from log_counter")[0]["size"]
            assert found["position"] == size
            logs = one.log() + two.log()
            leaders = [log for log in (one.log(), two.log()) if '"event":"measured"' in log]
            assert len(leaders) == 1, logs
        done = rows(url, "select municipality, revision from divergence order by 1, 2")
        assert [tuple(row) for row in done] == [(OTHER, 1), (OTHER, 2), (OWNER, 1)]


def test_a_question_that_ends_the_process_is_not_worked_out_again(
    database: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(ask_standing, "ASK_SECONDS", 0.0)
    wanted = Wanted(changes=(f"{OWNER}#1",))

    async def go() -> list[int]:
        standings = Standings(apart=True)
        generations = []
        try:
            async with contexts(database, 1) as (context,):
                asking = msgspec.structs.replace(context, standings=standings)
                for _ in range(2):
                    with pytest.raises(RefusedError) as refused:
                        await ask_standing.what_if(asking, FORM, wanted)
                    assert refused.value.problem.type == "took-too-long"
                    async with brought_up(asking, FORM):
                        generations.append(await standings.run(os.getpid))
        finally:
            await standings.close()
        return generations

    first, second = asyncio.run(go())
    assert first == second
