"""Strings: length, patterns, formats. First what a person would write, then automata."""

from __future__ import annotations

from collections.abc import Hashable
from typing import TYPE_CHECKING

from soroe.contain import nodes as n
from soroe.contain import samples
from soroe.contain.automata import Unsupported, shortest
from soroe.contain.automata.terms import Term
from soroe.contain.formats import MODELS
from soroe.contain.holds import holds
from soroe.contain.nodes import Node
from soroe.contain.solve import NO, SAT, UNKNOWN, Answer

if TYPE_CHECKING:
    from soroe.contain.solve import Engine


_REPEATED = 400


def solve_string(
    engine: Engine,
    atoms: list[Node],
    excluded: frozenset[Hashable],
    preferred: tuple[str, ...] = samples.TEXTS,
) -> Answer:
    """A string that satisfies all atoms and is not excluded."""
    lo, hi = bounds(atoms, n.LENGTH)
    if hi is not None and lo > hi:
        return NO
    others = [a for a in atoms if a.op != n.LENGTH]
    found = _recognised(engine, atoms, excluded, preferred, others)
    if found is None and others and 1 < lo <= _REPEATED:
        repeated = tuple((text * (lo // len(text) + 1))[:lo] for text in preferred if text)
        found = _recognised(engine, atoms, excluded, repeated, others)
    if found is not None:
        return found
    if not others:
        return _by_length(engine, lo, hi, excluded)
    try:
        term, reason = _language(engine, others)
    except Unsupported as e:
        return Answer(UNKNOWN, reason=e.reason)
    return _member(engine, term, (lo, hi), excluded, reason)


def bounds(atoms: list[Node], op: int) -> tuple[int, int | None]:
    """The range that is left of all sizes asked for."""
    lo, hi = 0, None
    for a in atoms:
        if a.op == op:
            least, most = a.args
            lo = max(lo, least)
            hi = most if hi is None else hi if most is None else min(hi, most)
    return lo, hi


def _recognised(
    engine: Engine,
    atoms: list[Node],
    excluded: frozenset[Hashable],
    preferred: tuple[str, ...],
    others: list[Node],
) -> Answer | None:
    hints = [h for h in engine.hints if isinstance(h, str)]
    wanted = [MODELS[a.args[0]] for a in others if a.op == n.FORMAT and a.args[0] in MODELS]
    formats = [e for model in wanted for e in model.examples]
    for text in (*formats, *hints, *preferred):
        if text in excluded:
            continue
        if all(holds(engine, a, text) for a in atoms):
            return Answer(SAT, text)
    return None


def _by_length(engine: Engine, lo: int, hi: int | None, excluded: frozenset[Hashable]) -> Answer:
    if lo > engine.meter.budget.length:
        return Answer(UNKNOWN, reason="too-long")
    engine.meter.charge(lo // 50)
    last = lo + 1 if hi is None else min(hi, lo + 1)
    for length in range(lo, last + 1):
        for variant in range(len(excluded) + 2 if length else 1):
            text = samples.of_length(length, variant)
            if len(text) == length and text not in excluded:
                return Answer(SAT, text)
    # Only the empty string can be excluded by name; a million texts of one character cannot.
    return NO if hi == 0 else Answer(UNKNOWN, reason="too-long")


def _language(engine: Engine, others: list[Node]) -> tuple[Term, str]:
    """The language of the atoms; with a reason where it may be larger than they are."""
    language, terms = engine.language, engine.language.terms
    parts: list[Term] = []
    reason = ""
    for a in others:
        try:
            if a.op == n.PATTERN:
                term = language.of(a.args[0])
                parts.append(term if a.positive else terms.complement(term))
                continue
            model = MODELS.get(a.args[0])
            if model is None:
                reason = reason or "format-opaque"
            elif a.positive:
                parts.append(language.of(model.most))
            else:
                parts.append(terms.complement(language.of(model.least)))
            if model is not None and model.most != model.least:
                reason = reason or "format-approximate"
        except Unsupported as e:
            reason = e.reason
    return terms.both(parts), reason


def _member(
    engine: Engine,
    term: Term,
    sizes: tuple[int, int | None],
    excluded: frozenset[Hashable],
    reason: str,
) -> Answer:
    """A shortest member; a sure one only when `reason` is empty."""
    lo, hi = sizes
    language, terms = engine.language, engine.language.terms
    inside = [
        x for x in excluded if isinstance(x, str) and len(x) >= lo and language.accepts(term, x)
    ]
    if inside:
        term = terms.both((term, terms.complement(terms.words(sorted(inside)))))
    text = shortest(terms, term)
    if text is not None and len(text) < lo:
        if lo > engine.meter.budget.length:
            return Answer(UNKNOWN, reason="too-long")
        text = shortest(terms, term, lo)
    if text is None or (hi is not None and len(text) > hi):
        return NO
    if reason:
        return Answer(UNKNOWN, text, reason, tentative=True)
    return Answer(SAT, text)
