"""`soroe validate`: filled-in applications, however many, against a form."""

from __future__ import annotations

import gc
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import IO, Any, BinaryIO

from msgspec.structs import replace

from soroe.applications import Entry, Judge, Mistake, read_applications, read_rows
from soroe.cli.local_form import find_form
from soroe.cli.names import read_names
from soroe.cli.parser import Parser
from soroe.cli.screen import Screen
from soroe.cli.sources import add_registry, named, unreadable
from soroe.errors import DocumentError
from soroe.jsontext import pretty
from soroe.locale import explain, text
from soroe.model import Json
from soroe.own_keys import answers_in_core_names, unambiguous
from soroe.report.applications import in_words
from soroe.schema import check_schema

STEP = 20_000
"""How many applications are judged between two words on progress."""

OFTEN = 5

COLLECT_AFTER = 100_000
"""Objects between two searches for cycles: applications make none, so searching often is idle."""


def add_arguments(parser: Parser) -> None:
    """Declare the options."""
    parser.argument("applications", metavar="FILE")
    parser.option("--form", metavar="FILE|FORM@VERSION", required=True, told="application-form")
    parser.option("--municipality", metavar="CODE", told="application-municipality")
    parser.option("--aliases", metavar="FILE", told="columns")
    parser.option("--max", metavar="COUNT", type=int, default=20)
    parser.option("--format", choices=("text", "json"), default="text")
    add_registry(parser)


def run(args: Any, screen: Screen) -> int:
    """Judge one after the other; 1 where one is refused or cannot be read.

    The answers are never shown: applications are personal data.
    """
    form, _, diff = find_form(args, args.form, args.municipality)
    if problems := check_schema(form):
        raise DocumentError(*problems)
    columns = read_names(args.aliases, {}).aliases if args.aliases else {}
    aliases = unambiguous(form, diff.aliases) if diff is not None else {}
    judge = Judge(form)
    tally = _Tally(judge, args.max, screen, shown=args.format == "text")
    gc.freeze()
    gc.set_threshold(COLLECT_AFTER)
    with _opened(args.applications) as data:
        own = {key: item for item, key in {**aliases, **columns}.items()}
        for entry in _entries(args.applications, data, form, own, aliases):
            tally.take(entry)
    if args.format == "json":
        screen.json(pretty(tally.to_json(args.applications)))
    else:
        tally.finish()
    return 0 if tally.count and not tally.refused and not tally.unread else 1


def _entries(
    name: str, data: IO[bytes], form: Json, columns: dict[str, str], names: dict[str, str]
) -> Iterator[Entry]:
    try:
        if name.lower().endswith(".csv"):
            yield from read_rows(data, form, columns)
        else:
            for entry in read_applications(data):
                value = answers_in_core_names(entry.value, names)
                yield entry if value is entry.value else replace(entry, value=value)
    except DocumentError as e:
        raise named(e, {"file": name}) from None


def _opened(name: str) -> BinaryIO:
    if name == "-":
        return sys.stdin.buffer
    try:
        return Path(name).open("rb")
    except OSError as e:
        raise unreadable(name, e) from None


class _Tally:
    """Counts, and the first of what is to be mended."""

    def __init__(self, judge: Judge, limit: int, screen: Screen, *, shown: bool) -> None:
        self._judge = judge
        self._limit = limit
        self._screen = screen
        self._shown = shown
        self._kinds: Counter[Mistake] = Counter()
        self._kept: list[tuple[Entry, tuple[Mistake, ...]]] = []
        self.count = self.refused = self.unread = 0

    def take(self, entry: Entry) -> None:
        """Judge one."""
        self.count += 1
        if self.count % STEP == 0 and sys.stderr.isatty():
            self._screen.tell(self._say("progress", count=f"{self.count:,}"))
        found: tuple[Mistake, ...] = ()
        if entry.problem is not None:
            self.unread += 1
        elif found := self._judge.mistakes(entry.value):
            self.refused += 1
            for mistake in found:
                general = Mistake(
                    mistake.item, mistake.item, mistake.title, mistake.keyword, mistake.condition
                )
                self._kinds[general] += 1
        else:
            return
        if self.refused + self.unread <= self._limit:
            if self._shown:
                self._screen.say(self._words(entry, found))
            else:
                self._kept.append((entry, found))

    def finish(self) -> None:
        """The sum, and what has to be mended most often."""
        wrong = self.refused + self.unread
        if not self.count:
            self._screen.say(self._say("none") + "\n")
            return
        if wrong > self._limit:
            self._screen.say(self._say("more", count=f"{wrong - self._limit:,}") + "\n")
        if self.refused > 1:
            self._screen.say("\n" + self._say("often") + "\n")
            for mistake, count in self._kinds.most_common(OFTEN):
                words = in_words(mistake, self._judge.items, self._screen.lang)
                self._screen.say(f"  {count:>7,}  {words}\n")
        numbers = {
            "count": f"{self.count:,}",
            "accepted": f"{self.count - wrong:,}",
            "refused": f"{self.refused:,}",
            "unread": f"{self.unread:,}",
        }
        part = "some" if wrong else "all"
        self._screen.say(("\n" if wrong else "") + self._say(part, **numbers) + "\n")

    def to_json(self, name: str) -> Json:
        """The same for programs; mistakes by their machine names."""
        entries: list[Json] = [
            {
                "line": entry.line,
                "problem": entry.problem.type if entry.problem else None,
                "mistakes": [
                    {
                        "at": m.at,
                        "item": m.item,
                        "keyword": m.keyword,
                        "condition": m.condition,
                        "title": m.title,
                    }
                    for m in found
                ],
            }
            for entry, found in self._kept
        ]
        wrong = self.refused + self.unread
        return {
            "applications": name,
            "judged": self.count,
            "accepted": self.count - wrong,
            "refused": self.refused,
            "unreadable": self.unread,
            "entries": entries,
        }

    def _words(self, entry: Entry, found: tuple[Mistake, ...]) -> str:
        style, lang = self._screen.style, self._screen.lang
        lines = [style(self._say("line", line=f"{entry.line:,}"), "strong")]
        if entry.problem is not None:
            title, detail, _ = explain(entry.problem, lang)
            lines.append("  ・" + self._say("unreadable", title=title, detail=detail))
        lines += [f"  ・{in_words(m, self._judge.items, lang)}" for m in found]
        return "\n".join(lines) + "\n"

    def _say(self, part: str, **params: object) -> str:
        return text("applications", "validate", part, self._screen.lang, **params)
