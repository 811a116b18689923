"""Which of many schemas accept the same: equivalence classes with few questions to the engine.

By digest first. What is left is told apart by applications, the counterexamples that the engine
finds: each of them parts some classes from others, so that a schema is led past those that it
cannot be to the few that no known application tells it apart from.
"""

from __future__ import annotations

from collections.abc import Collection
from itertools import chain

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
    empty: bool | None = None


class _Branch(msgspec.Struct):
    """Classes that no known application tells apart, or an application that parts them."""

    classes: list[int] = []
    application: Json = None
    accepting: _Branch | None = None
    refusing: _Branch | None = None

    def below(self, judge: Validator) -> _Branch:
        """The branch without further ones that a schema belongs into."""
        here = self
        while here.accepting is not None and here.refusing is not None:
            here = here.accepting if judge.is_valid(here.application) else here.refusing
        return here


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
        self._root = _Branch()
        self._illegal: list[int] = []
        """Classes that no application tells anything about."""

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
        new = _Class(schema, None if check_schema(schema) else validator(schema))
        leaf = self._root if new.judge is None else self._root.below(new.judge)
        return self._known.setdefault(meaning_key(schema), self._take(new, leaf))

    def is_empty(self, number: int) -> bool:
        """Whether a class is proved to accept nothing at all."""
        found = self._classes[number]
        if found.empty is None:
            found.empty = isinstance(instance(found.schema, self._budget), Empty)
        return found.empty

    def _find(self, schema: Json) -> int:
        new = _Class(schema, None if check_schema(schema) else validator(schema))
        leaf = self._root if new.judge is None else self._root.below(new.judge)
        asked: set[int] = set()
        open_: list[int] = []
        while (number := self._next(new, leaf, asked)) is not None:
            asked.add(number)
            known = self._classes[number]
            self.asked += 1
            there = contains(schema, known.schema, self._budget)
            if not isinstance(there, Refuted):
                back = contains(known.schema, schema, self._budget)
                if isinstance(there, Proved) and isinstance(back, Proved):
                    return number
                there = back if isinstance(back, Refuted) else there
            if not isinstance(there, Refuted):
                open_.append(number)
            elif new.judge is not None:
                self._part(leaf, there.witness)
                leaf = leaf.below(new.judge)
        self.undecided += [(number, len(self._classes)) for number in open_]
        return self._take(new, leaf)

    def _next(self, new: _Class, leaf: _Branch, asked: Collection[int]) -> int | None:
        """A class that may be the new one's, of those that the engine was not asked about."""
        every = range(len(self._classes))
        near = every if new.judge is None else chain(leaf.classes, self._illegal)
        return next((number for number in near if number not in asked), None)

    def _part(self, leaf: _Branch, application: Json) -> None:
        """Let an application part the classes of a branch, one of which it tells from a new one."""
        accepting, refusing = _Branch([]), _Branch([])
        for number in leaf.classes:
            judge = self._classes[number].judge
            assert judge is not None, "it would not have been led here"
            into = accepting if judge.is_valid(application) else refusing
            into.classes.append(number)
        leaf.classes = []
        leaf.application, leaf.accepting, leaf.refusing = application, accepting, refusing

    def _take(self, new: _Class, leaf: _Branch) -> int:
        into = self._illegal if new.judge is None else leaf.classes
        into.append(len(self._classes))
        self._classes.append(new)
        return into[-1]
