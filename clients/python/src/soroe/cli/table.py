"""`soroe table`: 新旧対照表, two forms in two columns with the changed words underlined."""

from __future__ import annotations

import sys
from typing import Any

from soroe.cli.output import free, write
from soroe.cli.parser import Parser, UsageError
from soroe.cli.screen import Screen
from soroe.cli.sides import sides
from soroe.cli.sources import add_registry
from soroe.locale import text
from soroe.report.notes import note_lines
from soroe.report.style import Style
from soroe.table import OldNew, html, old_new, plain, xlsx

_BY_ENDING = {"html": "html", "htm": "html", "xlsx": "xlsx", "md": "markdown"}


def add_arguments(parser: Parser) -> None:
    """Declare the options."""
    parser.argument("a", metavar="A")
    parser.argument("b", metavar="B", nargs="?")
    parser.option("--municipality", metavar="CODE")
    parser.option("--revisions", metavar="N", nargs=2, type=_revision)
    parser.option("--core", metavar="FILE|FORM@VERSION")
    parser.option("--aliases", metavar="FILE")
    parser.option("--sheet", metavar="NAME")
    parser.option("--format", choices=("text", "html", "xlsx", "markdown"), told="format-table")
    parser.option("--old-first", action="store_true")
    parser.option("--output", metavar="FILE", short="-o")
    parser.option("--force", action="store_true")
    add_registry(parser)


def run(args: Any, screen: Screen) -> int:
    """Write the table; without `--format` the ending of the file says which kind."""
    wanted = args.format or _BY_ENDING.get((args.output or "").rpartition(".")[2].lower(), "text")
    free(args.output, force=args.force)
    if wanted == "xlsx" and args.output is None and sys.stdout.isatty():
        wrong = text("cli", "complaints", "missing", screen.lang, names="-o FILE")
        raise UsageError("soroe table", wrong)
    found = sides(args, screen.lang)
    table = old_new(found.old, found.new, screen.lang)
    for line in note_lines(found.notes, screen.lang, screen.columns, Style()):
        screen.tell(line)
    write(args.output, _made(table, wanted, args, screen), screen, force=args.force)
    if args.output is not None:
        facts = {"file": args.output, "count": len(table.rows)}
        screen.say(text("cli", "table", "written", screen.lang, **facts) + "\n")
    return 0


def _made(table: OldNew, wanted: str, args: Any, screen: Screen) -> str | bytes:
    lang, old_first = screen.lang, args.old_first
    if wanted == "html":
        return html.render(table, lang, old_first=old_first)
    if wanted == "xlsx":
        return xlsx.render(table, lang, old_first=old_first)
    if wanted == "markdown":
        return plain.render_markdown(table, lang, old_first=old_first)
    terminal = args.output is None
    return plain.render_text(
        table,
        lang,
        old_first=old_first,
        columns=screen.columns if terminal else 0,
        style=screen.style if terminal else None,
    )


def _revision(word: str) -> int:
    number = int(word)
    if number < 1:
        raise ValueError(word)
    return number
