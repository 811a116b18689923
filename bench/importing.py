"""How long an Excel list of 500 items takes to import, beside openpyxl reading the same file.

The list is made from the sample of 例示町 with a fixed repetition: its items as they are, which are
found in the core, and further items of the city's own. Both sides read the same bytes in the same
run, in turn; what is printed is the median of each and their ratio.
"""

from __future__ import annotations

import csv
import io
import time
from collections.abc import Callable
from pathlib import Path
from statistics import median

from openpyxl import Workbook, load_workbook

from bench.rebase import published
from soroe.importers import read_form_file

SAMPLE = Path(__file__).resolve().parents[1] / "schemas" / "samples" / "993018" / "item-list.csv"
ITEMS = 500
ROUNDS = 7


def main() -> None:
    """Print both medians, the ratio, and what was found."""
    core, data = published(), listed(ITEMS)
    form = read_form_file(data, "list.xlsx", core)
    plain = timed(lambda: iterated(data))
    ours = timed(lambda: read_form_file(data, "list.xlsx", core))
    alone = timed(lambda: read_form_file(data, "list.xlsx"))
    found = sum(entry.how not in ("own", "left-out") for entry in form.entries)
    print(f"import: an Excel list of {ITEMS} items, {len(data):,} bytes, median of {ROUNDS}")
    print(f"  openpyxl, values alone       {plain * 1000:>8.1f} ms")
    print(f"  import without a core        {alone * 1000:>8.1f} ms  {alone / plain:>6.1f}x")
    print(f"  import against the core      {ours * 1000:>8.1f} ms  {ours / plain:>6.1f}x")
    print("  aim: at most 1,000 ms")
    print(f"  found in the core {found}, notes {len(form.notes)}", flush=True)


def listed(items: int) -> bytes:
    """The sample's list as a workbook, with items of one's own up to so many."""
    with SAMPLE.open(encoding="utf-8", newline="") as held:
        rows = [row for row in csv.reader(held) if not row[0].startswith("※")]
    kinds = ("文字列", "日付", "数値", "ラジオボタン", "全角カナ")
    for number in range(items - (len(rows) - 4)):
        choices = "あり、なし、わからない" if number % 5 == 3 else ""
        group = f"追加{number // 10}" if number % 10 == 0 else ""
        rows.append(["", group, "", f"項目{number}", kinds[number % 5], "○", "２０", choices, ""])
    book = Workbook()
    sheet = book.worksheets[0]
    for row in rows:
        sheet.append(row)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def iterated(data: bytes) -> int:
    """Every value of the file, as openpyxl hands them out in its reading mode."""
    book = load_workbook(io.BytesIO(data), read_only=True, data_only=True)
    return sum(len(row) for sheet in book.worksheets for row in sheet.iter_rows(values_only=True))


def timed(work: Callable[[], object]) -> float:
    """The median of a few runs, in seconds."""
    times = []
    for _ in range(ROUNDS):
        start = time.perf_counter()
        work()
        times.append(time.perf_counter() - start)
    return median(times)


if __name__ == "__main__":
    main()
