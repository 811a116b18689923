"""Score the engine on pairs of schemas with known answers.

    python bench/pairs.py /path/to/pairs [--only NAME] [--list] [--slow 20]

The folder holds `*.jsonl.gz` files of lines with `source`, `dialect`, `a`, `b`, `a_in_b`, `b_in_a`
(true, false, or null: not established). `format` is not asserted. Prints per source and direction:
correct, undecided, wrong, and the time per direction. `--list` names what is undecided or wrong,
with the witness.
"""

from __future__ import annotations

import argparse
import gzip
import json
import statistics
import time
from collections import Counter, defaultdict
from pathlib import Path
from typing import Any

from soroe.contain import IGNORED, contains
from soroe.model import Proved, Refuted, Undecided

DIALECTS = {
    "draft4": "http://json-schema.org/draft-04/schema#",
    "draft6": "http://json-schema.org/draft-06/schema#",
    "draft7": "http://json-schema.org/draft-07/schema#",
    "2019-09": "https://json-schema.org/draft/2019-09/schema",
    "2020-12": "https://json-schema.org/draft/2020-12/schema",
}


def declared(schema: Any, dialect: str) -> Any:
    """The schema with its dialect spelled out."""
    if isinstance(schema, dict) and "$schema" not in schema:
        return {"$schema": DIALECTS[dialect], **schema}
    return schema


def score(verdict: Any, label: bool) -> str:  # noqa: FBT001 - a label of the data
    """`correct`, `undecided` or `wrong`."""
    if isinstance(verdict, Undecided):
        return "undecided"
    return "correct" if isinstance(verdict, Proved) == label else "wrong"


def main() -> int:
    """Print the table; the exit code is 1 if anything is wrong."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("folder", type=Path)
    parser.add_argument("--only", default="")
    parser.add_argument("--list", action="store_true")
    parser.add_argument("--slow", type=int, default=0)
    args = parser.parse_args()
    counts: dict[tuple[str, str], Counter[str]] = defaultdict(Counter)
    reasons: Counter[str] = Counter()
    times: list[tuple[float, str]] = []
    by_source: dict[str, list[float]] = defaultdict(list)
    for path in sorted(args.folder.glob("*.jsonl.gz")):
        if args.only not in path.name:
            continue
        with gzip.open(path, "rt", encoding="utf-8") as lines:
            for line in lines:
                pair = json.loads(line)
                a, b = (declared(pair[side], pair["dialect"]) for side in "ab")
                source = path.name.partition(".")[0]
                for direction, x, y in (("a_in_b", a, b), ("b_in_a", b, a)):
                    start = time.perf_counter()
                    verdict = contains(x, y, formats=IGNORED)
                    spent = time.perf_counter() - start
                    times.append((spent, f"{pair['id']} {direction}"))
                    by_source[source].append(spent)
                    label = pair[direction]
                    if label is None:
                        counts[source, direction]["no label"] += 1
                        continue
                    result = score(verdict, label)
                    side = "true" if label else "false"
                    counts[source, direction][f"{result} {side}"] += 1
                    if isinstance(verdict, Undecided):
                        reasons[verdict.reason] += 1
                    if args.list and result != "correct":
                        shown = verdict.witness if isinstance(verdict, Refuted) else verdict
                        text = str(shown)[:300]
                        print(f"{result} {side} {pair['id']} {direction}: {text}", flush=True)
    total = report(counts, by_source)
    print("undecided because:", dict(reasons.most_common()))
    for spent, name in sorted(times, reverse=True)[: args.slow]:
        print(f"{spent * 1e3:9.1f} ms  {name}")
    return 1 if total["wrong true"] + total["wrong false"] else 0


def report(
    counts: dict[tuple[str, str], Counter[str]], by_source: dict[str, list[float]]
) -> Counter[str]:
    """Print the table, return the sums."""
    total: Counter[str] = Counter()
    print(
        f"{'source':14}{'':8}{'proved':>8}{'refuted':>8}{'undec.t':>8}{'undec.f':>8}"
        f"{'wrong':>7}{'no label':>9}{'median':>9}{'p95':>9}{'max':>10}"
    )
    for (source, direction), c in sorted(counts.items()):
        total.update(c)
        spent = sorted(by_source[source])
        print(
            f"{source:14}{direction:8}{c['correct true']:8}{c['correct false']:8}"
            f"{c['undecided true']:8}{c['undecided false']:8}"
            f"{c['wrong true'] + c['wrong false']:7}{c['no label']:9}"
            f"{statistics.median(spent) * 1e3:9.2f}{spent[len(spent) * 95 // 100] * 1e3:9.2f}"
            f"{spent[-1] * 1e3:10.1f}"
        )
    known = sum(v for k, v in total.items() if k != "no label")
    right = total["correct true"] + total["correct false"]
    wrong = total["wrong true"] + total["wrong false"]
    every = sorted(t for ts in by_source.values() for t in ts)
    print(
        f"decided correctly {right} of {known} ({right / max(known, 1):.2%}), wrong {wrong}; ms per"
        f" direction: median {statistics.median(every) * 1e3:.2f},"
        f" p95 {every[len(every) * 95 // 100] * 1e3:.2f}, max {every[-1] * 1e3:.1f}"
    )
    return total


if __name__ == "__main__":
    raise SystemExit(main())
