"""What publishing a core would do to 1,741 municipalities: the time of the report, on one core.

    python -m bench.impact [--sizes 200 1741] [--large] [--full 25]

The diffs and the new core are those of `bench.rebase`. Each municipality is read from text, as a
registry would read it. "touched" are the diffs with a change in a group of items that the new core
changes: nearly all of them for the first new core, few for the second, which changes one item. Full
recomputation is what it costs to rebase each diff in one piece with nothing shared and to ask the
engine about both whole forms; it is taken of a sample of `--full` diffs. `--large` adds 10,000
diffs. Seconds are of the processor, not of the wall.
"""

from __future__ import annotations

import argparse
import time
from collections.abc import Callable, Mapping
from functools import partial
from typing import TypeVar

import msgspec

from bench.rebase import MUNICIPALITIES, SEED, many, next_core, published
from soroe.contain import contains
from soroe.diff import apply, apply_op
from soroe.diff.memo import Memo as Shared
from soroe.diff.rebase import places_of, rebase
from soroe.diff.settle import Ground
from soroe.impact import Impact, Memo, Subject, assemble, assess
from soroe.model import Json, LocalDiff, Op
from soroe.pointer import find

T = TypeVar("T")

SIZES = (200, MUNICIPALITIES)
LARGE = 10_000
AIM = 10.0
"""Seconds that the report on 1,741 diffs may take."""


def main(arguments: list[str] | None = None) -> None:
    """Print the time at each size, the growth, and the ratio to full recomputation."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--sizes", type=int, nargs="+", default=list(SIZES))
    parser.add_argument("--large", action="store_true")
    parser.add_argument("--full", type=int, default=25)
    args = parser.parse_args(arguments)
    sizes = [*args.sizes, *([LARGE] if args.large else [])]
    old = published()
    diffs = list(many(old, max(sizes)))
    sample = diffs[:: max(1, len(diffs) // args.full)][: args.full]
    print(f"impact: one core, seed {SEED}")
    for label, new in (("a core that changes much", next_core(old)), ("one item", one_item(old))):
        whole = _full(old, new, sample)
        print(f"  {label}; full recomputation {whole * 1000:.1f} ms a diff")
        for size in sizes:
            _measure(old, new, diffs[:size], whole)


def _measure(old: Json, new: Json, diffs: list[LocalDiff], whole: float) -> None:
    ground = Ground(old, new, {})
    touched = sum(_touched(ground, diff) for diff in diffs)
    texts = [msgspec.json.encode(diff) for diff in diffs]
    impact, seconds = timed(partial(report, old, new, texts))
    size = len(diffs)
    print(
        f"    {size:>6,} diffs, {touched:,} touched: {seconds:.2f} s,"
        f" {seconds / size * 1000:.2f} ms a diff; full {whole * size:,.0f} s,"
        f" {whole * size / seconds:,.0f} times as much"
    )
    if size == MUNICIPALITIES:
        print(f"           (aim: at most {AIM:.0f} s)")
        _say(impact)


def one_item(old: Json) -> Json:
    """A core in which the remark is shorter and nothing else is different."""
    path = "/properties/remark/maxLength"
    new = apply_op(old, Op("replace", path, was=find(old, path), value=50))
    read: Json = msgspec.json.decode(msgspec.json.encode(new))
    return read


def report(old: Json, new: Json, texts: list[bytes]) -> Impact:
    """The whole impact from the texts of the diffs."""
    memo = Memo()
    found = []
    for text in texts:
        diff = msgspec.json.decode(text, type=LocalDiff)
        subject = Subject(diff.municipality, "例示市", 1)
        found.append(assess(old, new, diff, subject=subject, new_version="2.0.0", memo=memo))
    return assemble(
        old,
        new,
        found,
        form="gakudo-application",
        old_version="1.0.0",
        new_version="2.0.0",
        memo=memo,
    )


def timed(work: Callable[[], T]) -> tuple[T, float]:
    """What the work makes, and its processor seconds."""
    start = time.process_time()
    made = work()
    return made, time.process_time() - start


class InOnePiece(Shared):
    """No groups of items, nothing shared."""

    def ground(
        self,
        old: Json,
        new: Json,
        renames: Mapping[str, str],
        elsewhere: frozenset[str] = frozenset(),
    ) -> Ground:
        """A new one for each question."""
        return Ground(old, new, renames, whole=True, elsewhere=elsewhere)


def _full(old: Json, new: Json, diffs: list[LocalDiff]) -> float:
    """Seconds for one diff when everything is worked out anew."""

    def work() -> None:
        for diff in diffs:
            rebased = rebase(old, new, diff, new_version="2.0.0", choices=False, memo=InOnePiece())
            before, after = apply(old, diff), apply(new, rebased.diff)
            contains(before, after)
            contains(after, before)

    return timed(work)[1] / len(diffs)


def _touched(ground: Ground, diff: LocalDiff) -> bool:
    """Whether a change is about a group of items that the core changes."""
    return any(
        group.at and len({msgspec.json.encode(cut) for cut in ground.cuts(group.names)}) > 1
        for group in ground.settle(places_of(diff))
    )


def _say(impact: Impact) -> None:
    found = impact.summary
    effects = ", ".join(f"{effect} {count:,}" for effect, count in found.effects.items())
    outcomes = ", ".join(f"{kind} {count:,}" for kind, count in found.outcomes.items())
    print(f"           {found.decide:,} have something to decide; applicants: {effects}")
    print(f"           changes: {outcomes}", flush=True)


if __name__ == "__main__":
    main()
