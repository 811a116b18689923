"""Is there a JSON value that satisfies all of these formulas? An explicit stack, memo, induction.

Every solver of a type is a generator that yields the questions it has about parts of the value
(sets of formulas) and is sent the answers, so nesting never grows Python's stack. A question that
is asked again while it is being answered gets "no": a finite value contains no smaller value that
is needed for itself (the least fixed point). Such a "no" is only kept once the outer question has
been answered with "no" as well.
"""

from __future__ import annotations

from collections.abc import Generator
from typing import TYPE_CHECKING, TypeAlias

from soroe.contain.automata import Language
from soroe.contain.automata.terms import Terms
from soroe.contain.budget import Meter
from soroe.contain.nodes import Node
from soroe.model import Json

if TYPE_CHECKING:
    from soroe.contain.compile import Compiler

SAT, UNSAT, UNKNOWN = 0, 1, 2
Question: TypeAlias = "frozenset[Node]"


class Answer:
    """`SAT` with a value; `UNSAT`: proved that there is none; `UNKNOWN` with a reason.

    An UNKNOWN may carry a value that is worth trying, when `tentative` is set.
    """

    __slots__ = ("kind", "reason", "tentative", "value")

    def __init__(
        self, kind: int, value: Json = None, reason: str = "", *, tentative: bool = False
    ) -> None:
        self.kind = kind
        self.value = value
        self.reason = reason
        self.tentative = tentative


NO = Answer(UNSAT)
Solver: TypeAlias = Generator[Question, Answer, Answer]
_SETTLED = 1 << 60


class _Frame:
    __slots__ = ("low", "pending", "question", "solver")

    def __init__(self, question: Question, solver: Solver, pending: int) -> None:
        self.question = question
        self.solver = solver
        self.pending = pending
        self.low = _SETTLED


class Engine:
    """Everything that one question shares: formulas, automata, memo, meter."""

    def __init__(self, compiler: Compiler, meter: Meter) -> None:
        self.compiler = compiler
        self.nodes = compiler.nodes
        self.meter = meter
        self.language = Language(Terms(meter.charge))
        self.hints: tuple[Json, ...] = ()
        self.members: dict[tuple[int, str], bool | None] = {}
        self._memo: dict[Question, tuple[Answer, int]] = {}

    def ask(self, question: Question) -> Answer:
        """The answer to one question; raises `Exhausted`."""
        from soroe.contain.search import search  # noqa: PLC0415 - the two need each other

        active: dict[Question, int] = {}
        provisional: list[Question] = []
        stack: list[_Frame] = []
        answer: Answer | None = None
        asked: Question | None = question
        while True:
            if asked is not None:
                known = self._memo.get(asked)
                if known is not None:
                    answer, low = known
                    if stack and low < stack[-1].low:
                        stack[-1].low = low
                elif asked in active:
                    stack[-1].low = min(stack[-1].low, active[asked])
                    answer = NO
                else:
                    self.meter.charge(15)
                    active[asked] = len(stack)
                    stack.append(_Frame(asked, search(self, asked), len(provisional)))
                    answer = None
                asked = None
            if not stack:
                assert answer is not None
                return answer
            frame = stack[-1]
            try:
                asked = frame.solver.send(answer)  # type: ignore[arg-type]
            except StopIteration as stop:
                answer = stop.value
                self._close(stack, active, provisional, answer)
                if not stack:
                    return answer

    def _close(
        self,
        stack: list[_Frame],
        active: dict[Question, int],
        provisional: list[Question],
        answer: Answer,
    ) -> None:
        frame = stack.pop()
        level = active.pop(frame.question)
        settled = frame.low >= level
        if answer.kind == SAT or (settled and answer.kind != UNSAT):
            # What was concluded below on the assumption "there is none" falls.
            for q in provisional[frame.pending :]:
                del self._memo[q]
            del provisional[frame.pending :]
            self._memo[frame.question] = (answer, _SETTLED)
            return
        if settled:
            for q in provisional[frame.pending :]:
                self._memo[q] = (self._memo[q][0], _SETTLED)
            del provisional[frame.pending :]
            self._memo[frame.question] = (answer, _SETTLED)
            return
        # All that rests on this frame now rests on what this frame rests on.
        self._memo[frame.question] = (answer, frame.low)
        provisional.append(frame.question)
        below = provisional[frame.pending :]
        self.meter.charge(len(below))
        for q in below:
            kept, low = self._memo[q]
            if low > frame.low:
                self._memo[q] = (kept, frame.low)
        if stack:
            stack[-1].low = min(stack[-1].low, frame.low)
