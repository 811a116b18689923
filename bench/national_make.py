"""A country's diffs, made from the sample forms and a seed (see `bench.national`).

Each form has a stock of intentions: items that cities add (in the words of `planted_words.json`),
and changes of the core's own items that fit it. Some are shared by a third of the cities, most by
few. A city picks some of them for its first revision, and each further revision gives one up and
takes another one. Citations are plainly fictional (例示…), also where the code is a real one.
"""

from __future__ import annotations

import csv
import json
import random
from collections.abc import Callable, Iterator
from functools import cache
from itertools import accumulate
from typing import Any, NamedTuple

import msgspec

from bench.planted_make import ROOT, Spec, path_of, titled
from soroe.cli.sources import from_file, read_source
from soroe.diff import apply_op
from soroe.jsontext import pretty
from soroe.listing import to_json
from soroe.model import Basis, Change, Citation, Json, LocalDiff, Op
from soroe.schema import items
from soroe.schema.walk import Item

SCHEMAS = ROOT.parent / "schemas"
MUNICIPALITIES, FORMS, REVISIONS = 1741, 30, 3
SEED = 7
NAMES = ("", "Info", "Note")
"""An added item has one of so many names: its own, and those that other vendors give it."""

Make = Callable[[random.Random], Change]


class Core(NamedTuple):
    """A form with its only version, 1.0.0, as submitted and with its references inlined."""

    form: str
    body: bytes
    core: Json


class Revision(NamedTuple):
    """A published diff."""

    form: str
    municipality: str
    revision: int
    diff: LocalDiff


@cache
def cores(count: int = FORMS) -> tuple[Core, ...]:
    """So many forms: the samples, and these again under other names."""
    out: list[Core] = []
    files = sorted((SCHEMAS / "forms").glob("*/1.0.0.json"))
    for n in range(count):
        file, turn = files[n % len(files)], n // len(files)
        form = file.parent.name + (f"-{turn + 1}" if turn else "")
        document = json.loads(file.read_text(encoding="utf-8"))
        document["title"] += f" {turn + 1}" if turn else ""
        document.pop("$id", None)
        inlined = from_file(read_source(str(file)))[0]
        assert isinstance(inlined, dict)
        bare = {k: v for k, v in inlined.items() if k != "$id"} | {"title": document["title"]}
        out.append(Core(form, pretty(document).encode(), bare))
    return tuple(out)


def municipalities(share: float = 1.0) -> list[str]:
    """The codes of the 1,741 cities, wards of Tokyo, towns and villages, or a share of them."""
    kinds = {"designated_city", "city", "special_ward", "town", "village"}
    with (SCHEMAS / "municipalities.csv").open(encoding="utf-8", newline="") as lines:
        codes = [row["code"] for row in csv.DictReader(lines) if row["kind"] in kinds]
    codes = codes[:MUNICIPALITIES]
    return random.Random(SEED).sample(codes, round(len(codes) * share))


def national(
    core: Core, codes: list[str], seed: int = SEED, revisions: int = REVISIONS
) -> Iterator[Revision]:
    """All revisions of a form, by code; equal arguments make equal diffs."""
    stock = _stock(core, random.Random(f"{seed} {core.form}"))
    # The most common ones are had by a third of the cities, the rest by ever fewer.
    weights = list(accumulate(1 / (3 + n) for n in range(len(stock))))
    for code in sorted(codes):
        rng = random.Random(f"{seed} {core.form} {code}")
        cited = f"例示{code}"
        form, made = core.core, dict[int, Change]()
        wanted = rng.choice((5, 6, 6, 7, 7, 8, 9))
        for number in range(1, revisions + 1):
            if made:
                made.pop(rng.choice(sorted(made)))
                form = core.core
                for change in made.values():
                    form = _with(form, change)
            for _ in range(wanted * 20):
                if len(made) >= wanted:
                    break
                (at,) = rng.choices(range(len(stock)), cum_weights=weights)
                item, make = stock[at]
                if at in made or any(_meets(item, stock[other][0]) for other in made):
                    continue
                made[at] = _based(make(rng), rng)
                form = _with(form, made[at])
            diff = LocalDiff(
                form=core.form,
                core="1.0.0",
                municipality=code,
                changes=tuple(made[at] for at in sorted(made)),
                effective_from=f"{2026 + number}-04-01",
                citations=_citations(cited),
            )
            yield Revision(core.form, code, number, diff)


def document(diff: LocalDiff) -> bytes:
    """The diff as it is submitted."""
    return pretty(to_json(diff)).encode()


def _citations(name: str) -> dict[str, Citation]:
    return {
        "jorei": Citation(kind="条例", title=f"{name}条例", number="平成27年条例第12号"),
        "kisoku": Citation(kind="規則", title=f"{name}条例施行規則", number="平成27年規則第11号"),
        "yoko": Citation(kind="要綱", title=f"{name}事務取扱要綱"),
    }


def _based(change: Change, rng: random.Random) -> Change:
    cite = rng.choice(("jorei", "kisoku", "kisoku", "yoko"))
    basis = Basis(cite=cite, article=f"第{rng.randrange(2, 9)}条")
    return msgspec.structs.replace(change, basis=basis, reason="例示の理由です。")


def _with(form: Json, change: Change) -> Json:
    for op in change.ops:
        form = apply_op(form, op)
    return form


def _meets(one: str, other: str) -> bool:
    return one == other or one.startswith(other + "/") or other.startswith(one + "/")


def _stock(core: Core, rng: random.Random) -> list[tuple[str, Make]]:
    """Item and maker of each intention; no two of different items are about the same place."""
    found = items(core.core)
    out = [pair for item in found.values() for pair in _own(item)]
    groups = [i.pointer for i in found.values() if _takes_items(i)]
    table = json.loads((ROOT / "planted_words.json").read_text(encoding="utf-8"))
    for n, spec in enumerate([*table["tuned"], *table["held"]]):
        at = rng.choice(["", *groups])
        out.append((f"{at}/n{n}", _adding(spec, at, f"n{n}", core.core)))
    rng.shuffle(out)
    return out


def _takes_items(item: Item) -> bool:
    schema = item.schema
    return isinstance(schema, dict) and schema.get("type") == "object" and "*" not in item.pointer


def _own(item: Item) -> Iterator[tuple[str, Make]]:
    """What may be changed of an item of the core."""
    schema: Any = item.schema
    if not isinstance(schema, dict) or "*" in item.pointer or "x-delegated" in schema:
        return
    path, pointer = item.path, item.pointer
    parent, _, name = path.rpartition("/properties/")
    if not item.required and schema.get("x-local") not in ("narrow", "wording"):
        yield pointer, _always(Op("add", f"{parent}/required", value=name), pointer)
        gone = Op("remove", path, was=schema)
        yield pointer, _always(gone, pointer)
    longest = schema.get("maxLength")
    if isinstance(longest, int) and longest >= 10:

        def shorter(rng: random.Random) -> Change:
            value = rng.choice((longest // 2, longest - 5, longest * 2))
            return Change(pointer, (Op("replace", f"{path}/maxLength", was=longest, value=value),))

        yield pointer, shorter
    choices = schema.get("enum")
    if isinstance(choices, list) and len(choices) > 2:

        def fewer(rng: random.Random) -> Change:
            return Change(pointer, (Op("remove", f"{path}/enum", value=rng.choice(choices)),))

        yield pointer, fewer
    title = schema.get("title")
    if isinstance(title, str):
        reworded = Op("replace", f"{path}/title", was=title, value=f"{title}（例示）")
        yield pointer, _always(reworded, pointer)


def _always(op: Op, pointer: str) -> Make:
    return lambda _: Change(pointer, (op,))


def _adding(spec: Spec, at: str, name: str, core: Json) -> Make:
    group = items(core).get(at)

    def make(rng: random.Random) -> Change:
        own = name + rng.choice(NAMES)
        schema = titled(spec, rng, group.title if group else "")
        ops = [Op("add", f"{path_of(at)}/properties/{own}", value=schema)]
        if rng.random() < 0.3:
            ops.append(Op("add", f"{path_of(at)}/required", value=own))
        return Change(f"{at}/{own}", tuple(ops))

    return make
