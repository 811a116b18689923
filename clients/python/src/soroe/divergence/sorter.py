"""Which of many schemas accept the same: equivalence classes with few questions to the engine.

By digest first. What is left is told apart by applications: every counterexample that the engine
finds is tried on all classes, so that it is asked only about schemas that no known application
tells apart.
"""

from __future__ import annotations

import msgspec

from soroe.contain import DEFAULT, Budget, Empty, contains, instance
from soroe.divergence.meaning_key import meaning_key
from soroe.model import Json, Proved, Refuted
from soroe.schema import check_schema, validator
from soroe.schema.validator import Validator


class _Class(msgspec.Struct):
    schema: Json
    judge: Validator | None
    """None where the schema is not legal, so that nobody can tell what it accepts."""
    accepts: list[bool | None]
    """For each known application, whether it is accepted."""
    empty: bool | None = None


class Sorter:
    """Sorts schemas into classes, numbered from 0 in the order in which they first came.

    `undecided` are pairs of classes that may be one. Not safe to share between threads.
    """

    def __init__(self, budget: Budget = DEFAULT) -> None:
        """Nothing has come yet."""
        self.undecided: list[tuple[int, int]] = []
        self.asked = 0
        """How often the engine was asked about two schemas."""
        self._budget = budget
        self._known: dict[bytes, int] = {}
        self._classes: list[_Class] = []
        self._applications: list[Json] = []

    def __len__(self) -> int:
        """How many classes there are; those of `undecided` counted as different."""
        return len(self._classes)

    def place(self, schema: Json) -> int:
        """The number of the schema's class."""
        key = meaning_key(schema)
        if key not in self._known:
            self._known[key] = self._find(schema)
        return self._known[key]

    def add(self, schema: Json) -> int:
        """Take a schema that is known to be in none of the classes; its number."""
        self._classes.append(self._new(schema))
        return self._known.setdefault(meaning_key(schema), len(self._classes) - 1)

    def is_empty(self, number: int) -> bool:
        """Whether a class is proved to accept nothing at all."""
        found = self._classes[number]
        if found.empty is None:
            found.empty = isinstance(instance(found.schema, self._budget), Empty)
        return found.empty

    def _find(self, schema: Json) -> int:
        new = self._new(schema)
        open_: list[int] = []
        for number, known in enumerate(self._classes):
            if _apart(known, new):
                continue
            self.asked += 1
            there = contains(schema, known.schema, self._budget)
            if not isinstance(there, Refuted):
                back = contains(known.schema, schema, self._budget)
                if isinstance(there, Proved) and isinstance(back, Proved):
                    return number
                there = back if isinstance(back, Refuted) else there
            if isinstance(there, Refuted):
                self._learn(there.witness, new)
            else:
                open_.append(number)
        self._classes.append(new)
        self.undecided += [(number, len(self._classes) - 1) for number in open_]
        return len(self._classes) - 1

    def _new(self, schema: Json) -> _Class:
        judge = None if check_schema(schema) else validator(schema)
        return _Class(schema, judge, [_accepts(judge, a) for a in self._applications])

    def _learn(self, application: Json, new: _Class) -> None:
        self._applications.append(application)
        for one in (*self._classes, new):
            one.accepts.append(_accepts(one.judge, application))


def _accepts(judge: Validator | None, application: Json) -> bool | None:
    return None if judge is None else judge.is_valid(application)


def _apart(one: _Class, two: _Class) -> bool:
    """Whether a known application is accepted by one of them alone."""
    pairs = zip(one.accepts, two.accepts, strict=True)
    return any(None not in pair and pair[0] != pair[1] for pair in pairs)
