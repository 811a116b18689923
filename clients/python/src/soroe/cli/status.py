"""`soroe status`: what awaits a municipality, in ten lines, with the command to run next."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby
from typing import Any, Final

from soroe.cli.access import add_token
from soroe.cli.handover import collected, read_day
from soroe.cli.parser import Parser
from soroe.cli.screen import Screen
from soroe.cli.sources import add_registry
from soroe.handover.awaiting import awaiting
from soroe.handover.days import said
from soroe.handover.facts import HandoverFacts
from soroe.handover.model import Deadline, Todo
from soroe.jsontext import pretty
from soroe.listing import to_json
from soroe.locale import text
from soroe.report.width import table

_LINES: Final = 10

_SEVERAL: Final = {
    "review": "soroe review list",
    "proposal": "soroe proposal list",
    "draft": "soroe draft list",
}
"""What to run where more than one waits; elsewhere one begins with the first."""


def add_arguments(parser: Parser) -> None:
    """Declare the options."""
    parser.option("--municipality", metavar="CODE", required=True)
    parser.option("--form", metavar="FORM", told="handover-form")
    parser.option("--day", metavar="YYYY-MM-DD", type=read_day, told="status-day")
    parser.option("--format", choices=("text", "json"), default="text")
    add_token(parser)
    add_registry(parser)


def run(args: Any, screen: Screen) -> int:
    """Show what waits; 1 where something does."""
    facts = collected(args)
    now = awaiting(facts, screen.lang)
    todo, days = now.todo, now.deadlines
    if not facts.complete:
        screen.tell(text("cli", "handover", "public", screen.lang))
    if args.format == "json":
        found = {"waiting": to_json(todo), "deadlines": to_json(days), "complete": facts.complete}
        screen.json(pretty(found))
    else:
        screen.say("\n".join(_shown(facts, todo, days, screen)) + "\n")
    return 1 if todo else 0


def _shown(
    facts: HandoverFacts, todo: tuple[Todo, ...], days: tuple[Deadline, ...], screen: Screen
) -> Iterator[str]:
    place, lang = facts.municipality, screen.lang
    day = said(facts.day, lang)
    name = place.name or place.code
    yield screen.style(_say("head", screen, name=name, code=place.code, day=day), "strong")
    rows = [_row(kind, list(group), screen) for kind, group in groupby(todo, lambda t: t.kind)]
    yield from table(rows) if rows else [_say("nothing", screen)]
    room = max(1, _LINES - 2 - len(rows))
    yield from table(_deadline(one, screen) for one in days[:room]) if days else ()
    if more := len(days[room:]):
        yield _say("more", screen, count=more, code=place.code)


def _row(kind: str | None, todo: list[Todo], screen: Screen) -> tuple[str, str, str]:
    """What waits, how much of it, and the command to begin with."""
    count = _say("count", screen, count=sum(one.count for one in todo))
    several = _SEVERAL.get(kind or "") if len(todo) > 1 else None
    return _say(f"{kind}", screen), count, several or todo[0].command or ""


def _deadline(one: Deadline, screen: Screen) -> tuple[str, str, str]:
    part = "past" if one.past else "by"
    day = _say(part, screen, day=said(one.day, screen.lang))
    return day, one.about, one.text


def _say(part: str, screen: Screen, **params: object) -> str:
    return text("cli", "status", part, screen.lang, **params)
