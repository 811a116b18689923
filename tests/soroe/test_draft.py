"""Does a draft keep what is unchanged, and nothing else?"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from msgspec.structs import replace

from soroe.citation.offers import offers, take
from soroe.cli.sources import read_source, usable
from soroe.diff import apply, decode_diff
from soroe.diff.derive import derive
from soroe.diff.draft import document, draft
from soroe.model import Basis, Change, Citation, Json, LocalDiff, Op

SCHEMAS = Path(__file__).parents[2] / "schemas"
CORE = usable(read_source(str(SCHEMAS / "forms/gakudo-application/1.0.0.json")))
CITIES = sorted(p.parent.name for p in (SCHEMAS / "samples").glob("*/form.json"))
RULE = Citation("規則", "例示市学童クラブ条例施行規則")


def city(code: str) -> tuple[Json, LocalDiff]:
    folder = SCHEMAS / "samples" / code
    form = json.loads((folder / "form.json").read_bytes())
    return form, decode_diff(json.loads((folder / "gakudo-application.diff.json").read_bytes()))


def empty(core: str = "1.0.0") -> LocalDiff:
    return LocalDiff("gakudo-application", core, "999903", ())


@pytest.mark.parametrize("code", CITIES)
def test_a_city_that_changes_nothing_finds_its_diff_again(code: str) -> None:
    form, published = city(code)
    drafted = draft(CORE, form, empty(), [published])
    kept = [drafted.diff.changes[i] for i in drafted.carried]
    assert sorted(kept, key=repr) == sorted(published.changes, key=repr)
    assert drafted.diff.citations == published.citations
    assert derive(apply(CORE, drafted.diff), form) == ()
    assert decode_diff(document(drafted.diff)) == drafted.diff


@pytest.mark.parametrize("code", CITIES)
def test_a_draft_of_what_a_draft_makes_is_the_same_draft(code: str) -> None:
    form, _ = city(code)
    first = draft(CORE, form, empty()).diff
    justified = replace(first, changes=tuple(replace(c, reason="例示") for c in first.changes))
    assert draft(CORE, form, empty(), [justified]).diff.changes == justified.changes


# ---- which of the earlier ones


def core() -> dict[str, Any]:
    names = ("a", "b")
    numbers = {n: {"title": n, "type": "integer", "maximum": 9} for n in names}
    return {"type": "object", "properties": numbers, "additionalProperties": False}


def lowered(item: str, to: int) -> Op:
    return Op("replace", f"/properties/{item}/maximum", was=9, value=to)


def form(**limits: int) -> dict[str, Any]:
    made = core()
    for name, limit in limits.items():
        made["properties"][name]["maximum"] = limit
    return made


def earlier(day: str | None, article: str, *ops: Op) -> LocalDiff:
    change = Change("/a", ops, Basis("rule", article), "例示")
    return replace(empty(), effective_from=day, citations={"rule": RULE}, changes=(change,))


@pytest.mark.parametrize(
    ("days", "article"),
    [
        (("2026-04-01", "2025-04-01"), "第1条"),
        (("2025-04-01", "2026-04-01"), "第2条"),
        (("2026-04-01", "2026-04-01"), "第2条"),
        ((None, None), "第2条"),
    ],
)
def test_the_newer_diff_counts(days: tuple[str | None, str | None], article: str) -> None:
    known = [earlier(days[0], "第1条", lowered("a", 5)), earlier(days[1], "第2条", lowered("a", 5))]
    (change,) = draft(core(), form(a=5), empty(), known).diff.changes
    assert change.basis == Basis("rule", article)


def test_a_change_of_which_half_is_given_up_is_open_again() -> None:
    both = earlier(None, "第1条", lowered("a", 5), lowered("b", 5))
    assert draft(core(), form(a=5, b=5), empty(), [both]).diff.changes == both.changes
    (left,) = draft(core(), form(a=5), empty(), [both]).diff.changes
    assert (left.basis, left.reason) == (None, "")


def test_what_cannot_be_told_apart_is_not_filled_in() -> None:
    known = [earlier(None, article, lowered("a", 5)) for article in ("第1条", "第2条")]
    drafted = draft(core(), form(a=4), empty(), known)
    (offer,) = offers(core(), drafted)
    assert {s.article for s in offer.suggestions} == {"第1条", "第2条"}
    assert take(drafted.diff, [offer]) == (drafted.diff, ())
    single = draft(core(), form(a=4), empty(), known[:1])
    filled, taken = take(single.diff, offers(core(), single))
    assert (filled.changes[0].basis, filled.changes[0].reason) == (Basis("rule", "第1条"), "")
    assert taken == (0,)


def test_a_text_that_is_no_longer_in_force_is_not_offered() -> None:
    old = earlier(None, "第1条", lowered("a", 5))
    ended = replace(old, citations={"rule": replace(RULE, in_force_until="2025-03-31")})
    drafted = draft(core(), form(a=4), empty(), [ended])
    assert offers(core(), drafted, on="2026-04-01")[0].suggestions == ()
    assert offers(core(), drafted, on="2025-03-31")[0].suggestions
