"""Whatever many cities have in common: does every application survive its promotion?"""

from __future__ import annotations

import pytest
from msgspec.structs import replace

from bench.planted_make import planted, published
from soroe.contain import contains
from soroe.diff import apply, apply_op
from soroe.diff.formerly import Formerly
from soroe.diff.rebase import rebase
from soroe.diff.resolve import resolve
from soroe.divergence import Member
from soroe.errors import DiffError
from soroe.impact import Subject
from soroe.model import Change, LocalDiff, Proved
from soroe.own_keys import schema_in_core_names
from soroe.promotion import below_core
from soroe.proposal import drafted, proposed
from soroe.schema import lint_core

SIZE, CHANGES = 30, 16


def cities(seed: int, words: str) -> list[Member]:
    """Cities with planted intentions, in their own words, names and shapes."""
    made = planted(seed, words, SIZE, CHANGES)
    return [
        Member(Subject(diff.municipality, "", 1), published(), fitting(diff)) for diff in made.diffs
    ]


def fitting(diff: LocalDiff) -> LocalDiff:
    """Without the changes that do not fit the core after those before them."""
    form, kept = published(), list[Change]()
    for change in diff.changes:
        after = form
        try:
            for op in change.ops:
                after = apply_op(after, op)
        except DiffError:
            continue
        form = after
        kept.append(change)
    return replace(diff, changes=tuple(kept))


@pytest.mark.parametrize(("seed", "words"), [(1, "tuned"), (2, "tuned"), (3, "held")])
def test_what_every_city_accepted_is_accepted_under_the_new_names(seed: int, words: str) -> None:
    core, members = published(), cities(seed, words)
    below = below_core(core, members, form="gakudo-application")
    chosen = [one for one in below.candidates if one.kind == "added"]
    assert len(chosen) > 10
    draft = drafted(core, chosen)
    assert lint_core(draft) == ()
    renamed, absorbed = 0, 0
    for member in members:
        names = Formerly(draft).renamed(core, member.diff).names
        done = rebase(core, draft, member.diff, new_version="1.1.0", choices=False)
        kept = resolve(done, {part.id: "ours" for part in done.conflicts})
        old = schema_in_core_names(apply(core, member.diff), names)
        assert contains(old, apply(draft, kept)) == Proved(), member.subject.code
        renamed += sum(one != other for one, other in names.items())
        absorbed += done.summary.get("absorbed", 0)
    assert renamed > 10
    assert absorbed > 10


def test_a_proposal_of_all_of_it_says_the_same_in_any_order() -> None:
    core, members = published(), cities(1, "tuned")[:12]
    below = below_core(core, members, form="gakudo-application")
    chosen = [one for one in below.candidates if one.kind == "added"][:5]
    asked = {"form": "gakudo-application", "version": "1.0.0", "candidates": chosen}
    draft = drafted(core, chosen)
    one = proposed(core, draft, members, **asked)  # type: ignore[arg-type]
    other = proposed(core, draft, members[::-1], **asked)  # type: ignore[arg-type]
    assert one.version == "1.1.0"
    assert one.kept == other.kept
    assert {k.code for k in one.kept if not k.elsewhere and k.verdict != Proved()} == set()
