"""The effect of operations on the part of a form that they touch, asked of the engine."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cached_property
from typing import cast

import msgspec
from msgspec import UNSET

from soroe.contain import Budget, contains
from soroe.diff.apply import apply_op, same
from soroe.diff.meaning import same_meaning
from soroe.diff.merge import Merged, merge
from soroe.diff.outcome import Choice, ChoiceId
from soroe.diff.place import Path, Role, role, schemas_on, target
from soroe.diff.regions import NOBODY, cut, groups, reach
from soroe.effect import effect_of
from soroe.errors import DiffError
from soroe.model import Effect, Json, Op, Proved, Refuted, Undecided, Verdict
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

    def __init__(
        self,
        ops: Iterable[Op],
        budget: Budget = BUDGET,
        answers: dict[tuple[bytes, bytes], Verdict] | None = None,
    ) -> None:
        """The operations are looked at when the first question comes.

        `answers` keeps what was found for two schemas, by their texts, for other engines to use.
        """
        self._ops = tuple(ops)
        self._budget = budget
        self._answers = {} if answers is None else answers

    @cached_property
    def legal(self) -> bool:
        """Whether everything that the diff writes is legal where it is written."""
        return not any(illegal(op) for op in self._ops)

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
        return self._contains(before, after), self._contains(after, before)

    def effect(self, before: Json, after: Json) -> Effect:
        """What the step from one schema to the other does to what is accepted."""
        return effect_of(*self.verdicts(before, after))

    def within(self, one: Json, two: Json) -> bool:
        """Whether it is proved that the second schema accepts all that the first one accepts."""
        return self.legal and isinstance(self._contains(one, two), Proved)

    def beyond(self, one: Json, two: Json) -> bool:
        """Whether there is something that the first schema accepts and the second one refuses."""
        return self.legal and isinstance(self._contains(one, two), Refuted)

    def example(self, one: Json, two: Json) -> Json | object:
        """Something that the first schema accepts and the second one refuses, or `MISSING`."""
        found = self._contains(one, two) if self.legal else None
        return found.witness if isinstance(found, Refuted) else MISSING

    def _contains(self, one: Json, two: Json) -> Verdict:
        """The texts are taken with their order, because witnesses follow it."""
        asked = msgspec.json.encode(one), msgspec.json.encode(two)
        found = self._answers.get(asked)
        if found is None:
            found = self._answers[asked] = contains(one, two, self._budget)
        return found

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
        sides = cast("Json", before), cast("Json", after)
        return self.verdicts(*(sides if place else _concerned(sides, ops)))


def _concerned(forms: tuple[Json, Json], ops: Iterable[Op]) -> tuple[Json, Json]:
    """The forms without the items that the operations cannot reach."""
    apart, reached = groups(forms, {}), [reach(op) for op in ops]
    if apart is None or None in reached:
        return forms
    about = NOBODY.union(*(names for names in reached if names is not None))
    names = about.union(*(group for group in apart if group & about))
    return cut(forms[0], names), cut(forms[1], names)


def _shared(ops: tuple[Op, ...]) -> Path:
    """The innermost schema that holds everything the operations touch."""
    if not ops:
        return ()
    common = [schemas_on(split(op.path)) for op in ops]
    shared = [path for path in common[0] if all(path in others for others in common)]
    return shared[-1]


def illegal(op: Op) -> bool:
    """Whether what the operation writes is no legal schema where it is written."""
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
