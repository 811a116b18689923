"""Is what stands after any sequence of publishes the same as what follows from nothing?"""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from soroe.divergence import Field, Member, variety
from soroe.errors import DocumentError
from soroe.promotion import Decision, below_core
from soroe.standing import Standing
from tests.client.samples import CORE, FORM, core
from tests.divergence.towns import ASKED, GRADE, KIND, NOTE, WORDS, A, B, C, D, change, put, town

FOURTH = change("/grade", put("/properties/grade/maximum", 6, 4), cite="practice")
CODES = (A, B, C, D)
CHANGES = (GRADE, FOURTH, KIND, NOTE, ASKED, WORDS)


def standing(*members: Member) -> Standing:
    """A standing state of these members."""
    found = Standing(FORM, CORE, "1.0.0")
    for member in members:
        found.put(member)
    return found


STEPS = st.lists(
    st.tuples(
        st.sampled_from(CODES),
        st.one_of(st.none(), st.lists(st.sampled_from(range(len(CHANGES))), unique=True)),
    ),
    max_size=12,
)


@settings(max_examples=60, deadline=None)
@given(STEPS)
def test_any_sequence_of_publishes_stands_as_if_made_from_nothing(steps: Any) -> None:
    found = standing()
    left: dict[str, Member] = {}
    for code, picked in steps:
        if picked is None:
            found.drop(code)
            left.pop(code, None)
        else:
            # two changes of one place cannot be made together
            made = [CHANGES[n] for n in picked if n != 1 or 0 not in picked]
            left[code] = town(code, *made)
            found.put(left[code])
        found.below()
    asked = found.below()
    keys = sorted(key for c in asked.candidates for key in c.signatures)
    decisions = [Decision("merge", keys[0], keys[-1])] if keys[1:] else []
    fresh = tuple(left[code] for code in sorted(left))
    field = Field(fresh)
    assert found.members == fresh
    assert asked == below_core(CORE, fresh, form=FORM)
    assert found.below(decisions) == below_core(CORE, fresh, form=FORM, decisions=decisions)
    assert found.divergences() == field.divergences()
    assert found.variety() == variety(field)


def test_a_newer_core_is_what_candidates_are_measured_against() -> None:
    found = standing(town(A, NOTE), town(B, NOTE))
    found.below()
    wider = core(maximum=9)
    found.move(wider, "1.0.1")
    assert found.below() == below_core(wider, found.members, form=FORM)
    assert found.version == "1.0.1"


def test_a_cell_stands_for_each_difference_of_a_municipality() -> None:
    found = standing(town(B, KIND, WORDS), town(A, GRADE, NOTE))
    cells = [(c.municipality, c.item, c.effect, c.klass, c.changes) for c in found.cells()]
    assert cells == [
        (A, "/grade", "narrows", "grounded", (0,)),
        (A, "/note", "widens", "unexplained", (1,)),
        (B, "/kind", "narrows", "practice", (0,)),
    ]
    assert found.shares().keys() == {A[:2]}
    assert found.share().changed == 3


def test_a_candidate_is_promoted_by_its_id_and_an_unknown_one_is_refused() -> None:
    found = standing(town(A, NOTE), town(B, NOTE))
    (candidate,) = found.below().candidates
    told = found.what_if([candidate.id])
    assert (told.before.changed, told.after.changed) == (2, 0)
    found.put(town(B, GRADE))
    with pytest.raises(DocumentError) as refused:
        found.what_if(["0" * 16])
    assert refused.value.problem.type == "candidate-unknown"


def test_a_prefecture_is_no_member() -> None:
    with pytest.raises(ValueError, match="990001"):
        standing(town("990001", GRADE))
