"""What a difference does to the set of accepted applications, as two verdicts say it."""

from __future__ import annotations

from soroe.contain import DEFAULT, Budget, contains
from soroe.diff.apply import apply_op
from soroe.errors import DiffError
from soroe.model import Effect, Json, Op, Refuted, Undecided, Verdict


def effect_of(core_in_form: Verdict, form_in_core: Verdict) -> Effect:
    """What two verdicts say about the set of accepted applications."""
    if isinstance(core_in_form, Undecided) or isinstance(form_in_core, Undecided):
        return "undecided"
    narrows, widens = isinstance(core_in_form, Refuted), isinstance(form_in_core, Refuted)
    if narrows and widens:
        return "both"
    return "narrows" if narrows else "widens" if widens else "none"


def verdicts(core: Json, ops: tuple[Op, ...], budget: Budget = DEFAULT) -> tuple[Verdict, Verdict]:
    """Both directions between the core and the core with only these operations made."""
    form = core
    try:
        for op in ops:
            form = apply_op(form, op)
    except DiffError:
        return Undecided("not-expressible"), Undecided("not-expressible")
    return contains(core, form, budget), contains(form, core, budget)
