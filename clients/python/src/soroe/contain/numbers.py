"""Numbers: bounds, multiples and non-multiples, in exact fractions."""

from __future__ import annotations

from collections.abc import Hashable, Iterator
from fractions import Fraction
from math import ceil, floor, gcd, lcm
from typing import TYPE_CHECKING

from soroe.contain import nodes as n
from soroe.contain.nodes import Node
from soroe.contain.solve import NO, SAT, UNKNOWN, Answer
from soroe.contain.values import exact, to_json

if TYPE_CHECKING:
    from soroe.contain.solve import Engine

_TRIES = 20_000
# Denominators of JSON numbers, coarse ones first.
_GRAINS = tuple(Fraction(1, d) for d in (1, 2, 10, 100, 1000, 10**6, 10**9, 10**12, 10**18))


def solve_number(engine: Engine, atoms: list[Node], excluded: frozenset[Hashable]) -> Answer:
    """A number that satisfies all atoms and is not excluded."""
    answer = _solve(engine, atoms, excluded)
    if answer is NO:
        plain = [a for a in atoms if a.op != n.MULTIPLE or a.positive or len(a.args) == 1]
        if len(plain) < len(atoms) and _solve(engine, plain, excluded) is not NO:
            return Answer(UNKNOWN, reason="integer-spelling")
    return answer


def _solve(engine: Engine, atoms: list[Node], excluded: frozenset[Hashable]) -> Answer:
    lo: Fraction | None = None
    hi: Fraction | None = None
    lo_open = hi_open = False
    step: Fraction | None = None
    holes: list[Fraction] = []
    for a in atoms:
        bound = Fraction(a.args[0])
        if a.op == n.MULTIPLE:
            if a.positive:
                step = bound if step is None else _common(step, bound)
            else:
                holes.append(bound)
            continue
        is_least = (a.op == n.LEAST) == a.positive
        strict = a.args[1] == a.positive
        if is_least and (lo is None or bound > lo or (bound == lo and strict)):
            lo, lo_open = bound, strict
        if not is_least and (hi is None or bound < hi or (bound == hi and strict)):
            hi, hi_open = bound, strict
    if lo is not None and hi is not None and (lo > hi or (lo == hi and (lo_open or hi_open))):
        return NO
    if step is not None:
        return _on_grid(engine, step, (lo, lo_open, hi, hi_open), holes, excluded)
    for tries, x in enumerate(_between(lo, hi, lo_open=lo_open, hi_open=hi_open)):
        engine.meter.charge(1)
        if exact(x) not in excluded and not any((x / h).denominator == 1 for h in holes):
            return Answer(SAT, to_json(exact(x)))
        if tries > _TRIES:
            return Answer(UNKNOWN, reason="number-search")
    # Only a single point can be exhausted: an interval holds infinitely many decimals.
    return NO if lo is not None and lo == hi else Answer(UNKNOWN, reason="number-search")


def _common(a: Fraction, b: Fraction) -> Fraction:
    return Fraction(lcm(a.numerator, b.numerator), gcd(a.denominator, b.denominator))


def _on_grid(
    engine: Engine,
    step: Fraction,
    bounds: tuple[Fraction | None, bool, Fraction | None, bool],
    holes: list[Fraction],
    excluded: frozenset[Hashable],
) -> Answer:
    """A multiple k·step: k in an interval, not divisible by certain numbers, not excluded."""
    lo, lo_open, hi, hi_open = bounds
    first = last = None
    if lo is not None:
        first = ceil(lo / step)
        first += lo_open and first * step == lo
    if hi is not None:
        last = floor(hi / step)
        last -= hi_open and last * step == hi
    if first is not None and last is not None and first > last:
        return NO
    # k·step is a multiple of h iff k is divisible by the denominator of step/h.
    divisors = {(step / h).denominator for h in holes}
    if 1 in divisors:
        return NO
    period = lcm(*divisors) if divisors else 1
    for tries, k in enumerate(_outward(first, last), 1):
        engine.meter.charge(1)
        if exact(k * step) not in excluded and all(k % d for d in divisors):
            return Answer(SAT, to_json(exact(k * step)))
        if tries >= _TRIES:
            break
    else:
        return NO
    # k = 1 modulo the period is never divisible; one of these is beyond all excluded numbers.
    base = first if first is not None else (last or 0) - period * (len(excluded) + 2)
    for i in range(len(excluded) + 1):
        k = base + (1 - base) % period + i * period
        if (last is None or k <= last) and exact(k * step) not in excluded:
            return Answer(SAT, to_json(exact(k * step)))
    return Answer(UNKNOWN, reason="number-search")


def _outward(first: int | None, last: int | None) -> Iterator[int]:
    """All integers of an interval: 1, 2, ... first where it contains them, then the rest."""
    if first is None and last is None:
        k = 1
        while True:
            yield k
            yield 1 - k
            k += 1
    elif first is None:
        assert last is not None
        start = min(last, 1) if last >= 0 else last
        yield from range(start, last + 1)
        k = start
        while True:
            k -= 1
            yield k
    elif last is None:
        start = max(first, 1)
        yield from range(first, start)[::-1] if first > 0 else ()
        k = start
        back = start - 1
        while True:
            yield k
            k += 1
            if back >= first:
                yield back
                back -= 1
    else:
        start = min(max(first, 1), last)
        yield from range(start, last + 1)
        yield from range(start - 1, first - 1, -1)


def _between(
    lo: Fraction | None, hi: Fraction | None, *, lo_open: bool, hi_open: bool
) -> Iterator[Fraction]:
    """Decimals of an interval, plain ones first; without end unless it is a single point."""
    if lo is not None and lo == hi:
        yield lo
        return
    if lo is not None and not lo_open:
        yield lo
    if hi is not None and not hi_open:
        yield hi
    for grain in _GRAINS:
        first = None if lo is None else floor(lo / grain) + 1
        last = None if hi is None else ceil(hi / grain) - 1
        if first is not None and last is not None and first > last:
            continue
        for i, k in enumerate(_outward(first, last)):
            yield k * grain
            if i > 60 and grain != _GRAINS[-1]:
                break
    if lo is not None and hi is not None:
        width = hi - lo
        grain = Fraction(1)
        while grain * 4 > width:
            grain /= 10
        while True:
            grain /= 10
            for k in range(1, 40):
                yield (floor(lo / grain) + k) * grain
