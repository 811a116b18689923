"""The time of a verdict on large forms: 100 items, and as many as one document may hold.

    python -m bench.sizes [--runs 9]

Each pair of forms is asked in both directions, `--runs` times, with `format` asserted as in a
check. Prints the verdicts and the median and greatest milliseconds; reading the text and comparing
the bytes are not counted. The exit code is 1 if a question is undecided or takes over two seconds.
"""

from __future__ import annotations

import argparse
import copy
import json
import time
from statistics import median
from typing import Any

from soroe.contain import contains
from soroe.jsontext import DOOR, read
from soroe.model import Undecided, Verdict
from tests.contain.forms import city, form

LONGEST = 2.0
"""Seconds that no pair may take."""


def largest() -> int:
    """The most items whose form, and whose city's form, the strict door lets in."""
    low, high = 100, 100_000
    while high - low > 1:
        middle = (low + high) // 2
        fits = all(len(text(f)) <= DOOR.size for f in variants(form(middle)).values())
        low, high = (middle, high) if fits else (low, middle)
    return low


def variants(core: dict[str, Any]) -> dict[str, dict[str, Any]]:
    """What the core is compared with."""
    return {"wording": reworded(core), "city": city(core), "every item": widened(core)}


def reworded(core: dict[str, Any]) -> dict[str, Any]:
    """The same applications, other titles."""
    made = copy.deepcopy(core)
    for item in items(made):
        item["title"] = item.get("title", "") + "*"
    return made


def widened(core: dict[str, Any]) -> dict[str, Any]:
    """Every item accepts more: bounds are wider, choices more. No two are left that are equal."""
    made = copy.deepcopy(core)
    for item in items(made):
        if "maxLength" in item:
            item["maxLength"] += 1
        if "maximum" in item:
            item["maximum"] += 1
        if "enum" in item:
            item["enum"].append("other")
        if item.get("type") == "boolean":
            item["type"] = ["boolean", "null"]
        if item.get("format") == "date":
            del item["format"]
        if "pattern" in item and "maxLength" not in item:
            item["pattern"] = item["pattern"].replace("{4}", "{4,5}")
    return made


def items(core: dict[str, Any]) -> list[dict[str, Any]]:
    """All items, those of the people in the household too."""
    own = core["properties"]
    return [*own.values(), *own["household"]["items"]["properties"].values()]


def text(document: dict[str, Any]) -> bytes:
    """JSON text in UTF-8."""
    return json.dumps(document, ensure_ascii=False).encode()


def measure(a: bytes, b: bytes, runs: int) -> tuple[Verdict, list[float]]:
    """The verdict and the seconds of each run; the documents are read anew each time."""
    spent = []
    for _ in range(runs):
        x, y = read(a), read(b)
        start = time.perf_counter()
        verdict = contains(x, y)
        spent.append(time.perf_counter() - start)
    return verdict, spent


def main(arguments: list[str] | None = None) -> int:
    """Print one line per question."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--runs", type=int, default=9)
    runs = parser.parse_args(arguments).runs
    failed = False
    for count in (100, largest()):
        core = form(count)
        print(f"{count} items, {len(text(core)):,} bytes")
        for name, other in variants(core).items():
            for asked, a, b in (
                (f"core in {name}", core, other),
                (f"{name} in core", other, core),
            ):
                verdict, spent = measure(text(a), text(b), runs)
                failed = failed or isinstance(verdict, Undecided) or max(spent) > LONGEST
                kind = type(verdict).__name__
                why = f" ({verdict.reason})" if isinstance(verdict, Undecided) else ""
                print(
                    f"  {asked:20} {kind + why:20} median {median(spent) * 1e3:8.2f} ms,"
                    f" max {max(spent) * 1e3:8.2f} ms",
                    flush=True,
                )
    return 1 if failed else 0


if __name__ == "__main__":
    raise SystemExit(main())
