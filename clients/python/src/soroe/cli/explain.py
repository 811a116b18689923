"""`soroe explain`: what a rule means, by example, and what to do about it; works offline."""

from __future__ import annotations

from typing import Any

from soroe.cli.parser import Parser
from soroe.cli.screen import Screen
from soroe.errors import DocumentError, Problem
from soroe.jsontext import pretty
from soroe.listing import to_json
from soroe.report.width import wrap
from soroe.rules import catalogue
from soroe.rules.page import page


def add_arguments(parser: Parser) -> None:
    """Declare the options."""
    parser.argument("rule", metavar="RULE")
    parser.option("--format", choices=("text", "json"), default="text")


def run(args: Any, screen: Screen) -> int:
    """Show the page of a rule."""
    rule = catalogue().get(args.rule)
    if rule is None:
        near = _near(args.rule)
        raise DocumentError(Problem("rule-unknown", params={"rule": args.rule, "near": near}))
    shown = page(rule, screen.lang)
    if args.format == "json":
        screen.json(pretty(to_json(shown)))
        return 0
    lines = [screen.style(f"{shown.title} ({shown.id})", "strong")]
    for part in shown.sections:
        lines += ["", screen.style(part.heading, "strong")]
        for line in part.lines:
            lines += wrap(line, screen.columns, "  ", "    ")
    screen.say("\n".join(lines) + "\n")
    return 0


def _near(word: str) -> str:
    """The rules whose names are most like the word."""
    from rapidfuzz import process  # noqa: PLC0415 - only for a slip of the pen

    return ", ".join(name for name, _, _ in process.extract(word, list(catalogue()), limit=3))
