"""The effect of operations on the part of a form that they touch, asked of the engine."""

from __future__ import annotations

from functools import cached_property
from typing import cast

from msgspec import UNSET

from soroe.contain import Budget, contains
from soroe.diff.apply import apply_op, same
from soroe.diff.meaning import same_meaning
from soroe.diff.merge import Merged, merge
from soroe.diff.outcome import Choice, ChoiceId
from soroe.diff.place import Path, Role, role, schemas_on, target
from soroe.effect import effect_of
from soroe.errors import DiffError
from soroe.model import Effect, Json, LocalDiff, Op, Proved, Undecided, Verdict
from soroe.pointer import MISSING, find, join, split
from soroe.schema.house import check_schema

BUDGET = Budget(steps=20_000)
"""A rebase is asked for thousands of municipalities at once: smaller than that of a check."""

_NOT_EXPRESSIBLE = Undecided("not-expressible")


class Engine:
    """Questions about meaning, asked only of values that are legal schemas.

    Where a diff writes something that is no schema, nothing is known about meaning: values are
    then compared as they are written, and verdicts are undecided.
    """

    def __init__(self, diff: LocalDiff, budget: Budget = BUDGET) -> None:
        """The diff is looked at when the first question comes."""
        self._ops = [op for change in diff.changes for op in change.ops]
        self._budget = budget

    @cached_property
    def legal(self) -> bool:
        """Whether everything that the diff writes is legal where it is written."""
        return not any(_illegal(op) for op in self._ops)

    def alike(self, one: object, two: object) -> bool:
        """Whether two schemas differ in words and order only."""
        if MISSING in (one, two) or not (isinstance(one, dict) and isinstance(two, dict)):
            return False
        return self.legal and same_meaning(one, two)

    def merge(self, base: object, theirs: object, ours: object, path: Path) -> Merged:
        """The three values at a place merged, or a clash where they cannot be understood."""
        here: Role = role(path)
        if not self.legal:
            return Merged(theirs, (path,))
        return merge(base, theirs, ours, here, path)

    def verdicts(self, before: Json, after: Json) -> tuple[Verdict, Verdict]:
        """Both directions between two schemas."""
        if not self.legal:
            return _NOT_EXPRESSIBLE, _NOT_EXPRESSIBLE
        return contains(before, after, self._budget), contains(after, before, self._budget)

    def effect(self, before: Json, after: Json) -> Effect:
        """What the step from one schema to the other does to what is accepted."""
        return effect_of(*self.verdicts(before, after))

    def within(self, one: Json, two: Json) -> bool:
        """Whether it is proved that the second schema accepts all that the first one accepts."""
        return self.legal and isinstance(contains(one, two, self._budget), Proved)

    def choice(self, id_: ChoiceId, form: Json, ops: tuple[Op, ...]) -> Choice:
        """The operations as a choice with their effect on the form."""
        forward, backward = self._around(form, ops)
        return Choice(id_, ops, effect_of(forward, backward), forward, backward)

    def _around(self, form: Json, ops: tuple[Op, ...]) -> tuple[Verdict, Verdict]:
        changed = form
        try:
            for op in ops:
                changed = apply_op(changed, op)
        except DiffError:
            return _NOT_EXPRESSIBLE, _NOT_EXPRESSIBLE
        place = join(_shared(ops))
        before, after = find(form, place), find(changed, place)
        if MISSING in (before, after):
            return _NOT_EXPRESSIBLE, _NOT_EXPRESSIBLE
        return self.verdicts(cast("Json", before), cast("Json", after))


def _shared(ops: tuple[Op, ...]) -> Path:
    """The innermost schema that holds everything the operations touch."""
    if not ops:
        return ()
    common = [schemas_on(split(op.path)) for op in ops]
    shared = [path for path in common[0] if all(path in others for others in common)]
    return shared[-1]


def _illegal(op: Op) -> bool:
    _, keyword, rest = target(op.path)
    return any(
        value is not UNSET and not _fits(keyword, rest, value, op) for value in (op.value, op.was)
    )


def _fits(keyword: str, rest: Path, value: Json, op: Op) -> bool:
    if keyword in {"required", "enum", "type"} and not rest and not isinstance(value, list):
        value = value if keyword == "type" and op.op == "replace" else [value]
    elif keyword in {"allOf", "anyOf", "oneOf"} and not rest and not isinstance(value, list):
        value = [value]
    elif len(rest) == 1 and keyword == "dependentRequired" and isinstance(value, str):
        value = {rest[0]: [value]}
    elif len(rest) == 1:
        value = {rest[0]: value}
    elif rest:
        return keyword.startswith("x-")
    fragment = {keyword: value}
    return same(fragment, {}) or not check_schema(fragment)
