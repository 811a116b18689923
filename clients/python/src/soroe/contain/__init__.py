"""Is every application that one form accepts accepted by another?

`contains` is the seam through which every verdict comes: a proof, a counterexample that
`jsonschema` has confirmed on both sides, or an honest "undecided" with its reason.
"""

from __future__ import annotations

from soroe.contain.budget import DEFAULT, Budget
from soroe.contain.prove import Prover
from soroe.contain.refute import refute
from soroe.diff.apply import same
from soroe.model import Json, Proved, Undecided, Verdict
from soroe.schema.walk import subschemas

__all__ = ["DEFAULT", "Budget", "contains"]


def contains(a: Json, b: Json, budget: Budget = DEFAULT) -> Verdict:
    """Whether every instance of `a` is an instance of `b`; references have been inlined.

    `Proved` follows from the two schemas alone. `Refuted` carries an application that `a` accepts
    and `b` refuses, both confirmed. `Undecided` says why: `budget` (the bound of work was reached)
    or `beyond-reach` (neither proof nor counterexample was found).
    A schema that still holds a reference is never proved about, unless the two are equal.
    """
    if a is b or same(a, b):
        return Proved()
    prover = Prover(budget.steps)
    if not _refers(a) and not _refers(b) and prover.subset(a, b):
        return Proved()
    found = refute(a, b, budget.candidates)
    if found is not None:
        return found
    return Undecided("budget" if prover.exhausted else "beyond-reach")


def _refers(schema: Json) -> bool:
    return any(
        isinstance(s, dict) and ("$ref" in s or "$dynamicRef" in s) for _, s in subschemas(schema)
    )
