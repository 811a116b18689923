"""The k promotions that take away most divergence: greedy with its guarantee, and exact.

A promotion wins `gain` pairs of a municipality and an item. Two that change the same item cannot
both be promoted, and those that change none in common win different pairs. So the best k are a
heaviest set packing, where each set is the items of a promotion. Taking the heaviest that still
fits, k times, wins at least 1/t of the best, t being the most items that a promotion changes: each
promotion of a best answer has an item in common with one that was taken before it and is not
lighter, which can be so for t of them at most; those with none in common were there to be taken at
every turn. With t = 1 the greedy answer is a best one.

The sum of gains is what exact signatures tell beforehand. What a set really does, changes spelled
otherwise and partly absorbed ones included, is computed by `soroe.what_if.what_if`.
"""

from __future__ import annotations

from collections.abc import Sequence

from soroe.errors import DocumentError
from soroe.model import Base, Json
from soroe.what_if.candidates import Promotion
from soroe.what_if.promoted import promoted

STEPS = 2_000
"""So many sets the exact search looks at before it gives up."""


class Best(Base, frozen=True):
    """The chosen promotions and what they win together.

    `guarantee` is the t above: they win at least 1/t of the best. None where nothing is guaranteed,
    because promotions without an item in common did not fit each other.
    """

    chosen: tuple[Promotion, ...]
    gain: int
    guarantee: int | None


def greedy(core: Json, offered: Sequence[Promotion], k: int) -> Best:
    """Up to k promotions, each time the one that wins most and fits those before it."""
    chosen: list[Promotion] = []
    refused = False
    for one in sorted(offered, key=_order):
        if len(chosen) == k or one.gain < 1:
            break
        if any(_clash(one, other) for other in chosen):
            continue
        if _fit(core, (*chosen, one)):
            chosen.append(one)
        else:
            refused = True
    widest = max((len(one.items) for one in offered), default=1)
    gain = sum(one.gain for one in chosen)
    return Best(tuple(chosen), gain, None if refused else max(1, widest))


def exact(core: Json, offered: Sequence[Promotion], k: int, steps: int = STEPS) -> Best | None:
    """The best up to k promotions of all; None where that would take more than `steps` sets."""
    ranked = sorted((one for one in offered if one.gain > 0), key=_order)
    best: tuple[int, tuple[Promotion, ...]] = (0, ())
    stack: list[tuple[int, int, tuple[Promotion, ...]]] = [(0, 0, ())]
    while stack:
        at, gain, chosen = stack.pop()
        if gain > best[0]:
            best = gain, chosen
        left = k - len(chosen)
        if gain + sum(one.gain for one in ranked[at : at + left]) <= best[0]:
            continue
        steps -= 1
        if steps < 0:
            return None
        one = ranked[at]
        stack.append((at + 1, gain, chosen))
        if not any(_clash(one, other) for other in chosen) and _fit(core, (*chosen, one)):
            stack.append((at + 1, gain + one.gain, (*chosen, one)))
    return Best(best[1], best[0], 1)


def _order(one: Promotion) -> tuple[int, int, tuple[str, ...]]:
    return -one.gain, len(one.items), one.names


def _clash(one: Promotion, other: Promotion) -> bool:
    return not set(one.items).isdisjoint(other.items)


def _fit(core: Json, chosen: Sequence[Promotion]) -> bool:
    try:
        promoted(core, [change for one in chosen for change in one.changes])
    except DocumentError:
        return False
    return True
