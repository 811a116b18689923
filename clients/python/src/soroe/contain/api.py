"""The seam: `contains` and `instance`. Everything below is pure, counted and never raises here."""

from __future__ import annotations

from typing import Any, TypeAlias

import msgspec

from soroe.contain.budget import DEFAULT, Budget, Exhausted, Meter
from soroe.contain.compile import Compiler
from soroe.contain.dialect import dialect_of
from soroe.contain.fill import fill
from soroe.contain.judge import Judge, NoJudgement
from soroe.contain.places import Document, share
from soroe.contain.shapes import NotASchema
from soroe.contain.solve import SAT, UNSAT, Answer, Engine
from soroe.contain.values import copy, nodes_in, readable
from soroe.contain.witness import Polisher
from soroe.model import Json, Proved, Refuted, Undecided, Verdict

Formats: TypeAlias = "frozenset[str]"
"""The names of the formats that restrict what is accepted; all others are remarks."""

ASSERTED: Formats = frozenset({"date", "email", "idn-email", "ipv4", "ipv6", "regex"})
"""What `soroe.schema.validator` asserts."""

IGNORED: Formats = frozenset()
"""`format` is a remark, as in JSON Schema's default."""

_RETRIES = 3


class Found(msgspec.Struct, frozen=True):
    """A value that the schema accepts; `jsonschema` has confirmed it."""

    value: Any


class Empty(msgspec.Struct, frozen=True):
    """The schema accepts nothing: proved."""


Instance: TypeAlias = Found | Empty | Undecided


def contains(a: Json, b: Json, budget: Budget = DEFAULT, *, formats: Formats = ASSERTED) -> Verdict:
    """Is every instance of `a` an instance of `b`?

    `Proved`: yes. `Refuted`: no, and `jsonschema` has accepted the witness under `a` and refused
    it under `b`. `Undecided`: neither could be shown within the budget; the reason is a slug of
    `locale/verdicts`. Draft 4, 6, 7, 2019-09 and 2020-12 are told apart by `$schema`; without it a
    schema is read as 2020-12. Never raises for any two JSON values.
    """
    question = _Question(a, b, budget, formats)
    try:
        return question.verdict()
    except Exhausted as e:
        return Undecided(e.reason)
    except NotASchema:
        return Undecided("schema-invalid")
    except RecursionError:
        return Undecided("too-deep")


def accepts(schema: Json, value: Json, *, formats: Formats = ASSERTED) -> bool | None:
    """Whether `jsonschema` accepts the value under the schema; None where it cannot tell."""
    try:
        return Judge(schema, dialect_of(schema), formats=formats).accepts(value)
    except NoJudgement:
        return None


def instance(schema: Json, budget: Budget = DEFAULT, *, formats: Formats = ASSERTED) -> Instance:
    """A realistic value that the schema accepts, or the proof that there is none.

    The schema's own `examples` come first, then a form filled in as a person would, then the
    smallest value the engine can construct.
    """
    question = _Question(schema, b=False, budget=budget, formats=formats)
    try:
        for example in question.examples():
            if question.accepting.accepts(example):
                return Found(copy(example))
        verdict = question.verdict()
    except Exhausted as e:
        return Undecided(e.reason)
    except NoJudgement as e:
        return Undecided(e.reason)
    except NotASchema:
        return Undecided("schema-invalid")
    except RecursionError:
        return Undecided("too-deep")
    if isinstance(verdict, Refuted):
        return Found(verdict.witness)
    return Empty() if isinstance(verdict, Proved) else verdict


class _Question:
    def __init__(self, a: Json, b: Json, budget: Budget, formats: Formats) -> None:
        self.a, self.b, self.budget = a, b, budget
        self.formats = formats
        self._judges: tuple[Judge, Judge] | None = None

    @property
    def accepting(self) -> Judge:
        return self._both()[0]

    def _both(self) -> tuple[Judge, Judge]:
        if self._judges is None:
            self._judges = (
                Judge(self.a, dialect_of(self.a), formats=self.formats),
                Judge(self.b, dialect_of(self.b), formats=self.formats),
            )
        return self._judges

    def verdict(self) -> Verdict:
        if not all(readable(s, self.budget.depth) for s in (self.a, self.b)):
            return Undecided("too-deep")
        left = Document(self.a, dialect_of(self.a))
        right = Document(self.b, dialect_of(self.b))
        if left.body == right.body:
            return Proved()
        share(left, right)
        compiler = Compiler(self.formats)
        engine = Engine(compiler, Meter(self.budget))
        nodes = compiler.nodes
        inside = nodes.lazy(left.place)
        outside = nodes.no(nodes.lazy(right.place))
        question = frozenset([inside, outside])
        answer = engine.ask(question)
        reason = ""
        for _ in range(_RETRIES):
            if answer.kind == UNSAT:
                return Proved() if not reason else Undecided(reason)
            if answer.kind != SAT and not answer.tentative:
                return Undecided(reason or answer.reason)
            if nodes_in(answer.value, self.budget.size) >= self.budget.size:
                return Undecided("too-long")
            try:
                if self._confirmed(answer):
                    return Refuted(self._best(answer.value))
                reason = reason or (answer.reason or "witness-not-confirmed")
            except NoJudgement as e:
                reason = reason or e.reason
                if e.reason == "judge-exhausted":
                    break
            if answer.kind != SAT:
                break
            # The judge disagrees, or cannot tell: is there another one?
            question |= {nodes.no(nodes.one_of([answer.value]))}
            answer = engine.ask(question)
        return Undecided(reason)

    def _confirmed(self, answer: Answer) -> bool:
        accepts, refuses = self._both()
        return accepts.accepts(answer.value) and not refuses.accepts(answer.value)

    def _best(self, raw: Json) -> Json:
        accepts, refuses = self._both()
        return copy(Polisher(accepts, refuses).polish(raw, self.examples()))

    def examples(self) -> list[Json]:
        """What applications to this form look like: its own examples, then one filled in."""
        out: list[Json] = []
        for schema in (self.a, self.b):
            if isinstance(schema, dict):
                given = schema.get("examples")
                if isinstance(given, list):
                    out += given
        if isinstance(self.a, dict):
            filled = fill(self.a)
            if filled is not None:
                out.append(filled)
        return out
