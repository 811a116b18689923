"""`soroe rules`: all rules by what they are about."""

from __future__ import annotations

from typing import Any

import msgspec

from soroe.cli.parser import Parser
from soroe.cli.screen import Screen
from soroe.jsontext import pretty
from soroe.listing import to_json
from soroe.locale import text
from soroe.report.width import table
from soroe.rules import Rule, catalogue
from soroe.rules.page import effect, in_order, title
from soroe.rules.spec import section


def add_arguments(parser: Parser) -> None:
    """Declare the options."""
    parser.option("--format", choices=("text", "json"), default="text")


def run(args: Any, screen: Screen) -> int:
    """Show the rules."""
    lang = screen.lang
    if args.format == "json":
        screen.json(pretty(to_json([_entry(rule, title(rule.id, lang)) for rule in _all()])))
        return 0
    rows = [(r.id, title(r.id, lang), effect(r, lang, short=True)) for r in _all()]
    heads = tuple(text("pages", "index", part, lang) for part in ("rule", "name", "effect"))
    head, *lines = table([(heads[0], heads[1], heads[2]), *rows])
    shown = [screen.style(head, "faint")]
    rest = iter(lines)
    for aspect, rules in in_order().items():
        shown += ["", screen.style(text("pages", "aspects", aspect, lang), "strong")]
        shown += [next(rest) for _ in rules]
    shown += ["", text("pages", "index", "count", lang, count=len(catalogue()))]
    screen.say("\n".join(shown) + "\n")
    return 0


def _all() -> list[Rule]:
    return [rule for rules in in_order().values() for rule in rules]


def _entry(rule: Rule, name: str) -> dict[str, Any]:
    """One rule for programs."""
    known = msgspec.structs.asdict(rule)
    found = section(rule.keyword)
    entry = {k: known[k] for k in ("id", "keyword", "aspect", "move", "effect", "mirror")}
    return {**entry, "title": name, "spec": found[1] if found else None}
