"""Is each step of the normal form and of each solver missed when it is switched off?

Every line names a step, breaks it in the way it would most likely be got wrong, and demands that
the known answers or the random instances notice. A break that nothing notices is a hole in the
tests. The unbroken engine must pass the very same detector.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from soroe.contain import (
    IGNORED,
    apart,
    api,
    arrays,
    contains,
    demands,
    distinct,
    holds,
    judge,
    nodes,
    numbers,
    objects,
    places,
    search,
    solve,
    strings,
    unevaluated,
    values,
)
from soroe.contain import (
    compile as compiling,
)
from soroe.contain.automata import language, parse, terms
from soroe.contain.compile import Compiler
from soroe.contain.nodes import Nodes
from soroe.contain.solve import Answer, Engine
from soroe.model import Proved, Refuted, Undecided
from tests.contain.answers import ANSWERS, DIALECTS
from tests.contain.forms import city, form
from tests.contain.generate import Generator
from tests.contain.hostile import PAIRS
from tests.contain.test_soundness import accepts, declared

Break = Callable[[pytest.MonkeyPatch], None]

MORE: list[tuple[str, Any, Any, Any, Any]] = [
    (name, *PAIRS[name], *wanted)
    for name, wanted in {
        "forty circular branches": (True, False),
        "ten thousand choices and a pattern": (True, False),
        "holes": (False, True),
        "a tree that never ends": (True, True),
    }.items()
] + [("a city's form", form(), city(form()), False, False)]


def said(verdict: Any) -> Any:
    return "?" if isinstance(verdict, Undecided) else isinstance(verdict, Proved)


def noticed() -> str:
    """What first gives a wrong or missing answer, or ""."""
    for name, a, b, forward, back in ANSWERS + DIALECTS + MORE:
        try:
            if (said(contains(a, b)), said(contains(b, a))) != (forward, back):
                return str(name)
        except Exception as e:  # noqa: BLE001 - a crash is noticed, too
            return f"{name}: {e!r}"
    for seed in range(120):
        year = (2020, 2019, 7)[seed % 3]
        g = Generator(f"mutation/{seed}", year)
        a = g.root()
        b = g.version(a)
        a, b = declared(year, a), declared(year, b)
        try:
            verdict = contains(a, b, formats=IGNORED)
        except Exception as e:  # noqa: BLE001 - a crash is noticed, too
            return f"{seed}: {e!r}"
        if isinstance(verdict, Refuted) and not (
            accepts(year, a, verdict.witness) and accepts(year, b, verdict.witness) is False
        ):
            return f"witness {seed}"
        if isinstance(verdict, Proved):
            for _ in range(15):
                value = g.value()
                if accepts(year, a, value) and accepts(year, b, value) is False:
                    return f"proof {seed}"
    return ""


def swap(owner: Any, name: str, made: Any) -> Break:
    return lambda patch: patch.setattr(owner, name, made)


def without(owner: Any, name: str, result: Any) -> Break:
    """The step returns the same whatever it is asked."""
    return swap(owner, name, lambda *_, **__: result)


def _no_negation_of_or(patch: pytest.MonkeyPatch) -> None:
    real = Nodes._negated

    def broken(self, n):
        return self.any_of([self.no(k) for k in n.kids]) if n.op == nodes.OR else real(self, n)

    patch.setattr(Nodes, "_negated", broken)


def _sizes_do_not_flip(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(Nodes, "_out_of_range", lambda self, n: self.types(n.kind))


def _shared_blindly(a: places.Document, b: places.Document) -> None:
    a.shared = b.shared = frozenset(places.refs_in(a.body) | places.refs_in(b.body))


def _generator(result: Any) -> Any:
    def step(*_: Any, **__: Any):
        return result
        yield

    return step


def _kept(patch: pytest.MonkeyPatch) -> None:
    """Conclusions drawn on the assumption of the question itself are kept as if settled."""

    def close(self, stack, active, provisional, answer):
        frame = stack.pop()
        active.pop(frame.question)
        self._memo[frame.question] = (answer, solve._SETTLED)

    patch.setattr(Engine, "_close", close)


def _dropping(cls: Any, name: str, keep: Callable[[Any], Any]) -> Break:
    """The result of a method, less something."""

    def apply(patch: pytest.MonkeyPatch) -> None:
        real = getattr(cls, name)
        patch.setattr(cls, name, lambda *a, **k: keep(real(*a, **k)))

    return apply


BREAKS: dict[str, Break] = {
    # the normal form
    "void atoms are not dropped the right way": without(nodes, "_void", True),
    "a disjunction is negated like a conjunction": _no_negation_of_or,
    "a size is negated to anything of its type": _sizes_do_not_flip,
    "exactly one is at least one": swap(
        Compiler, "_one_of", lambda self, options: self.nodes.any_of(options)
    ),
    "all alternatives exclude each other": without(apart.Profile, "excludes", True),
    "no alternatives exclude each other": without(apart.Profile, "excludes", False),
    "the rest of the names is all names": swap(
        Compiler, "other_names", lambda self, *_: self.nodes.true
    ),
    "dependencies are forgotten": swap(Compiler, "_depends", lambda self, *_: self.nodes.true),
    "contains is forgotten": swap(Compiler, "_counted", lambda self, *_: self.nodes.true),
    "arrays are forgotten": without(Compiler, "_arrays", None),
    "objects are forgotten": without(Compiler, "_objects", None),
    "logic is forgotten": without(Compiler, "_logic", None),
    "unevaluated is forgotten": without(compiling, "unevaluated", []),
    "everything is evaluated under a condition": _dropping(
        unevaluated._Side, "_under", lambda found: []
    ),
    "numbers are binary": swap(compiling, "number", lambda v: v),
    "true equals one": swap(values, "key", repr),
    # references
    "all references mean the same": swap(api, "share", _shared_blindly),
    "dynamic references are plain": swap(
        places.Place, "follow_dynamic", lambda self, ref: self.follow(ref)
    ),
    "recursive references are plain": swap(
        places.Place, "follow_recursive", lambda self, ref: self.follow(ref)
    ),
    "conclusions outlive their assumption": _kept,
    # search
    "an exclusion is not looked at": without(search, "different", None),
    "violated clauses are not seen": without(search, "_violated", None),
    "everything follows": without(search._State, "status", True),
    "nothing is possible": without(search._State, "status", False),
    "only the first alternative": swap(
        search, "_split", lambda e, s, c, kids: [(s.copy(), list(kids[:1]))]
    ),
    "an enumeration is empty": without(search, "_from_values", solve.NO),
    "alternatives of a key are all impossible": swap(search, "first_possible", _generator([])),
    # numbers
    "steps do not combine": swap(numbers, "_common", lambda a, b: a),
    "the grid is empty": without(numbers, "_on_grid", solve.NO),
    "between two numbers is nothing": swap(numbers, "_between", lambda *_, **__: iter(())),
    # strings
    "lengths are forgotten": swap(strings, "bounds", lambda *_: (0, None)),
    "excluded strings are none": swap(
        strings, "_member", lambda e, t, s, x, r: Answer(solve.SAT, "a")
    ),
    "patterns are anchored": swap(
        language.Language, "_search",
        lambda self, tree: self._build(tree, self.terms.everything, start=True),
    ),
    "look-ahead is ignored": swap(
        terms.Terms, "both", lambda self, options: list(options)[-1]
    ),
    "complement is everything": swap(
        terms.Terms, "complement", lambda self, t: self.everything
    ),
    "all but a set is the set": swap(parse, "complement", lambda a: a),
    "counters do not count": _dropping(terms.Terms, "repeat", lambda t: t.parts[0] if t.parts else t),
    # objects
    "families of names owe nothing": swap(demands, "member", lambda *_: False),
    "all names belong to a family": swap(demands, "member", lambda *_: True),
    "no key is invented": swap(objects, "_fresh", _generator(solve.NO)),
    "objects are not filled up": swap(objects, "_fill", _generator(solve.NO)),
    "demands are met already": swap(objects, "_settle", _generator(solve.NO)),
    "names are always members": swap(objects, "member", lambda *_: True),
    # arrays
    "places owe nothing": without(arrays.Elements, "owed", frozenset()),
    "everything is placed": without(arrays, "_done", True),
    "nothing is placed": without(arrays, "_done", False),
    "elements may repeat": swap(arrays, "solve_distinct", lambda e, walk: walk(e)),
    "elements always repeat": swap(arrays, "solve_distinct", _generator(solve.NO)),
    "no two elements are equal": swap(arrays, "solve_repeated", _generator(solve.NO)),
    "no choice is distinct": without(distinct, "_match", None),
    # truth
    "every formula holds": without(search, "holds", True),
    "no formula holds": without(search, "holds", False),
    "sizes always fit": without(holds, "_within", True),
    "the judge agrees to all": without(judge.Judge, "accepts", True),
    "the judge agrees to nothing": without(judge.Judge, "accepts", False),
}  # fmt: skip


def test_the_whole_engine_passes_the_detector():
    assert noticed() == ""


@pytest.mark.parametrize("step", BREAKS)
def test_a_step_switched_off_is_noticed(step, monkeypatch):
    BREAKS[step](monkeypatch)
    assert noticed() != ""
