"""What if two cities mean different things by one name, and both come into the core?"""

from __future__ import annotations

from typing import Any

import pytest

from soroe.contain import contains
from soroe.diff import apply
from soroe.diff.formerly import Formerly
from soroe.diff.rebase import rebase
from soroe.divergence import Member
from soroe.errors import DocumentError
from soroe.model import Json, Proved
from soroe.own_keys import schema_in_core_names
from soroe.promotion import Candidate, below_core
from soroe.proposal import drafted
from soroe.schema import lint_core
from tests.promotion.cities import FORM, added, core

ROUTE = {"type": "string", "title": "通勤経路", "maxLength": 100}
BEDS = {"type": "integer", "title": "寝具の数", "minimum": 0, "maximum": 9}
CITIES = [
    added("992011", ROUTE, name="memo"),
    added("992020", ROUTE, name="memo"),
    added("992038", ROUTE, name="route"),
    added("992046", BEDS, name="beds"),
    added("993018", BEDS, name="beds"),
    added("999903", BEDS, name="memo"),
]


def candidates(now: Json) -> dict[str, Candidate]:
    """What the cities have in common below a core, by title."""
    return {one.title: one for one in below_core(now, CITIES, form=FORM).candidates}


def lost(member: Member, draft: Json) -> bool:
    """Whether an application of the city is refused after it has moved to the draft."""
    names = Formerly(draft).renamed(member.core, member.diff).names
    done = rebase(member.core, draft, member.diff, new_version="1.1.0", choices=False)
    old = schema_in_core_names(apply(member.core, member.diff), names)
    return contains(old, apply(draft, done.diff)) != Proved() or bool(done.conflicts)


def test_together_neither_takes_the_name_that_both_have() -> None:
    found = candidates(core())
    draft: Any = drafted(core(), [found["通勤経路"], found["寝具の数"]])
    assert draft["properties"]["route"]["x-formerly"] == ["/memo", "/route"]
    assert draft["properties"]["beds"]["x-formerly"] == ["/beds", "/memo"]
    assert lint_core(draft) == ()
    assert not any(lost(member, draft) for member in CITIES)


def test_the_second_never_takes_a_name_that_an_item_of_the_core_had() -> None:
    first = drafted(core(), [candidates(core())["寝具の数"]])
    found = candidates(first)["通勤経路"]
    draft: Any = drafted(first, [found])
    assert draft["properties"]["route"]["x-formerly"] == ["/memo", "/route"]
    assert lint_core(draft) == ()
    assert not any(lost(member, draft) for member in CITIES)


@pytest.mark.parametrize("name", ["memo", "beds"])
def test_a_name_of_the_other_one_is_refused_where_it_is_asked_for(name: str) -> None:
    found = candidates(core())
    asked = {found["通勤経路"].id: name}
    with pytest.raises(DocumentError) as refused:
        drafted(core(), list(found.values()), names=asked)
    assert refused.value.problem.type == "proposal-name-taken"
