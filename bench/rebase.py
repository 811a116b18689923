"""How long a rebase takes: 1,741 local diffs on a new core, on one core of the machine.

The diffs are made from the six samples with a fixed seed: each takes some of the changes of one
city and a few of another one's. The new core takes up what several cities do, tightens and rewords
other parts, adds an item and drops one, so that every outcome occurs. Each diff is rebased
by itself, and once more in one run that shares its work.

    python -m bench.rebase [--count 1741]
"""

from __future__ import annotations

import argparse
import random
import time
from collections import Counter
from pathlib import Path
from statistics import median, quantiles

import msgspec

from soroe import jsontext
from soroe.diff import apply, decode_diff
from soroe.diff.apply import apply_op
from soroe.diff.memo import Memo
from soroe.diff.rebase import rebase
from soroe.errors import DiffError
from soroe.model import Change, Json, LocalDiff, Op
from soroe.schema import inline

SCHEMAS = Path(__file__).resolve().parents[1] / "schemas"
MUNICIPALITIES = 1_741
SEED = 20_270_401


def main(arguments: list[str] | None = None) -> None:
    """Print the median of one rebase, the slow tail, the total and what became of the changes."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--count", type=int, default=MUNICIPALITIES)
    count = parser.parse_args(arguments).count
    old = published()
    new = next_core(old)
    diffs = list(many(old, count))
    changes = sum(len(d.changes) for d in diffs)
    print(f"rebase: {len(diffs):,} diffs, {changes:,} changes, one core, seed {SEED}")
    _measure("each alone", old, new, diffs, None)
    _measure("one run", old, new, diffs, Memo())


def _measure(label: str, old: Json, new: Json, diffs: list[LocalDiff], memo: Memo | None) -> None:
    """Processor seconds of each rebase with the verdicts of its choices; `memo` is shared."""
    times: list[float] = []
    kinds: Counter[str] = Counter()
    for diff in diffs:
        start = time.process_time()
        rebased = rebase(old, new, diff, new_version="2.0.0", memo=memo)
        times.append(time.process_time() - start)
        kinds.update(o.kind for o in rebased.outcomes)
    print(f"  {label}")
    print(f"    median    {median(times) * 1000:>8.2f} ms  (aim: at most 20)")
    print(f"    95th      {quantiles(times, n=20)[-1] * 1000:>8.2f} ms")
    print(f"    slowest   {max(times) * 1000:>8.2f} ms")
    print(f"    total     {sum(times):>8.2f} s")
    print("    " + ", ".join(f"{kind} {n:,}" for kind, n in kinds.most_common()), flush=True)


def published() -> Json:
    """The core of the samples with its components in place."""
    components = {
        f"{path.parent.name}/{path.stem}": jsontext.read(path.read_bytes())
        for path in (SCHEMAS / "components").glob("*/*.json")
    }
    core = SCHEMAS / "forms" / "gakudo-application" / "1.0.0.json"
    return inline(jsontext.read(core.read_bytes()), components)


def next_core(old: Json) -> Json:
    """A major version: something for every outcome."""
    root = "/properties"
    reasons = f"{root}/guardians/items/properties/reasons/items"
    snack: Json = {"title": "おやつ", "type": "string", "maxLength": 20, "x-order": 122}
    steps = [
        Op("remove", f"{root}/usageCategory/enum", value="temporary"),
        Op("add", "/required", value="saturday"),
        Op("replace", f"{root}/child/properties/school/properties/grade/maximum", was=6, value=5),
        Op("add", f"{root}/snack", value=snack),
        Op("add", f"{reasons}/enum", value="childcare-leave"),
        Op("replace", f"{root}/bankTransfer/title", was=_title(old, "bankTransfer"), value="口座"),
        Op("remove", f"{root}/siblings", was=_item(old, "siblings")),
        Op("replace", f"{root}/remark/title", was=_title(old, "remark"), value="連絡事項"),
    ]
    new = old
    for step in steps:
        new = apply_op(new, step)
    read: Json = msgspec.json.decode(msgspec.json.encode(new))
    return read  # nothing shared with the old core: as if read from the database


def many(old: Json, count: int) -> list[LocalDiff]:
    """Diffs of fictional municipalities, each of which applies to the old core."""
    chance = random.Random(SEED)
    samples = [
        decode_diff(jsontext.read(path.read_bytes()))
        for path in sorted((SCHEMAS / "samples").glob("*/gakudo-application.diff.json"))
    ]
    return [_mixed(old, chance, samples, number) for number in range(count)]


def _mixed(old: Json, chance: random.Random, samples: list[LocalDiff], number: int) -> LocalDiff:
    own, other = chance.sample(samples, 2)
    picked = [c for c in own.changes if chance.random() < 0.8]
    picked += [c for c in other.changes if chance.random() < 0.1]
    changes: list[Change] = []
    form = old
    for change in picked:
        try:
            form = apply(form, msgspec.structs.replace(own, changes=(change,)))
        except DiffError:
            continue  # both cities change the same
        changes.append(change)
    return msgspec.structs.replace(
        own,
        municipality=f"{990_000 + number:06d}",
        changes=tuple(changes),
        citations=own.citations | other.citations,
    )


def _item(core: Json, name: str) -> Json:
    assert isinstance(core, dict)
    listed = core["properties"]
    assert isinstance(listed, dict)
    return listed[name]


def _title(core: Json, name: str) -> Json:
    item = _item(core, name)
    assert isinstance(item, dict)
    return item["title"]


if __name__ == "__main__":
    main()
