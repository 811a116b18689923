"""Look for a wrong verdict: random schema pairs, random instances, `jsonschema` as the judge.

    python bench/soundness.py --triples 100000 --seed 1

A triple is (a, b, instance). An instance that `jsonschema` accepts under `a` and refuses under `b`
although the engine has proved that `a` is contained in `b` is printed and makes the exit code 1.
Half of the pairs are a schema and a variant of it. Also prints how much was proved, refuted (every
witness is judged again here, by plain `jsonschema`) and undecided. `--engine-only` measures speed.
"""

from __future__ import annotations

import argparse
import json
import sys
import time
from collections import Counter
from pathlib import Path
from typing import Any

import jsonschema

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "tests" / "contain"))

from generate import Generator  # type: ignore[import-not-found]

from soroe.contain import IGNORED, contains
from soroe.model import Proved, Refuted, Undecided

YEARS = {
    4: ("http://json-schema.org/draft-04/schema#", jsonschema.Draft4Validator),
    6: ("http://json-schema.org/draft-06/schema#", jsonschema.Draft6Validator),
    7: ("http://json-schema.org/draft-07/schema#", jsonschema.Draft7Validator),
    2019: ("https://json-schema.org/draft/2019-09/schema", jsonschema.Draft201909Validator),
    2020: ("https://json-schema.org/draft/2020-12/schema", jsonschema.Draft202012Validator),
}


def judged(year: int, schema: Any) -> Any:
    """A plain `jsonschema` validator: the generator's patterns are harmless."""
    return YEARS[year][1](schema)


def accepts(validator: Any, value: Any) -> bool | None:
    """None where `jsonschema` itself cannot tell (references that go round in place)."""
    try:
        return bool(validator.is_valid(value))
    except BaseException as e:
        # The stack may end inside a compiled part of jsonschema, which panics; and its reader of
        # `unevaluatedItems` in 2019-09 stumbles over `items: true`.
        if isinstance(e, RecursionError | TypeError) or type(e).__name__ == "PanicException":
            return None
        raise


def main() -> int:
    """Run, print the sums, exit with 1 if a verdict was wrong."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--triples", type=int, default=100_000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--instances", type=int, default=40)
    parser.add_argument("--show-undecided", type=int, default=0)
    args = parser.parse_args()
    verdicts: Counter[str] = Counter()
    triples = telling = wrong = pairs = 0
    spent: list[float] = []
    while triples < args.triples:
        pairs += 1
        year = (2020, 2020, 2020, 2019, 7, 6, 4)[pairs % 7]
        g = Generator(f"{args.seed}/{pairs}", year)
        a = g.root()
        b = g.version(a) if pairs % 2 else g.root()
        a, b = ({"$schema": YEARS[year][0], **s} if isinstance(s, dict) else s for s in (a, b))
        start = time.perf_counter()
        verdict = contains(a, b, formats=IGNORED)
        spent.append(time.perf_counter() - start)
        name = type(verdict).__name__
        verdicts[f"{name} ({verdict.reason})" if isinstance(verdict, Undecided) else name] += 1
        if isinstance(verdict, Undecided) and args.show_undecided:
            args.show_undecided -= 1
            print(f"undecided ({verdict.reason})\n  a = {json.dumps(a)}\n  b = {json.dumps(b)}")
        left, right = judged(year, a), judged(year, b)
        if isinstance(verdict, Refuted):
            good = accepts(left, verdict.witness) and accepts(right, verdict.witness) is False
            if not good:
                wrong += 1
                print(f"WRONG witness {verdict.witness!r}\n  a = {a!r}\n  b = {b!r}", flush=True)
        for _ in range(args.instances):
            triples += 1
            if not isinstance(verdict, Proved):
                continue
            value = g.value()
            if accepts(left, value):
                telling += 1
                if accepts(right, value) is False:
                    wrong += 1
                    print(f"WRONG proof: {value!r}\n  a = {a!r}\n  b = {b!r}", flush=True)
                    break
    spent.sort()
    print(f"{triples} triples, {pairs} pairs, {telling} instances of proved pairs, {wrong} wrong")
    print(dict(verdicts.most_common()))
    print(
        f"ms per pair: median {spent[len(spent) // 2] * 1e3:.2f},"
        f" p95 {spent[len(spent) * 95 // 100] * 1e3:.2f}, max {spent[-1] * 1e3:.1f}"
    )
    return 1 if wrong else 0


if __name__ == "__main__":
    raise SystemExit(main())
