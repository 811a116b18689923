"""`soroe impact`: what publishing a core would do to each municipality, before it is published."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import msgspec

from soroe.cli.documents import find_core
from soroe.cli.impact_sources import Found, of_folder, of_registry
from soroe.cli.names import read_renames
from soroe.cli.output import free, write
from soroe.cli.parser import Parser
from soroe.cli.screen import Screen
from soroe.cli.sources import Reference, add_registry
from soroe.impact import Impact, Memo, MunicipalityImpact, assemble, assess, bases
from soroe.jsontext import pretty
from soroe.listing import to_json
from soroe.locale import text
from soroe.model import Json
from soroe.report.impact_html import html
from soroe.report.impact_markdown import markdown
from soroe.report.impact_text import render
from soroe.report.style import Style


def add_arguments(parser: Parser) -> None:
    """Declare the options."""
    parser.argument("old", metavar="OLD")
    parser.argument("new", metavar="NEW")
    parser.option("--diffs", metavar="FOLDER")
    parser.option("--renames", metavar="FILE")
    choices = ("text", "json", "markdown", "html")
    parser.option("--format", choices=choices, default="text", told="rebase-format")
    parser.option("--output", metavar="FILE", short="-o", told="impact-output")
    parser.option("--force", action="store_true")
    add_registry(parser)


def run(args: Any, screen: Screen) -> int:
    """Show the impact; the exit code judges nothing."""
    free(args.output, force=args.force)
    renames = read_renames(args.renames)
    old, old_name = find_core(args, args.old)
    new, new_name = find_core(args, args.new)
    form = old_name.form or new_name.form
    if args.diffs is not None:
        found = of_folder(args, form, (old, old_name), screen)
    else:
        found = of_registry(args, form, (old, old_name))
    impact = _assessed(found, (old, old_name), (new, new_name), renames, args)
    made = _made(impact, args, screen)
    write(args.output, made, screen, force=args.force)
    if args.output is not None:
        screen.tell(text("cli", "impact", "written", screen.lang, file=args.output))
    return 0


def _assessed(
    found: list[Found],
    old: tuple[Json, Reference],
    new: tuple[Json, Reference],
    renames: Mapping[str, str],
    args: Any,
) -> Impact:
    """The impact; a new core without a number gets the smallest one that it may have."""
    memo = Memo()
    version = new[1].version or args.new
    assessed: list[MunicipalityImpact] = []
    for one in found:
        below = tuple(layer.diff for layer in one.below)
        grounds = bases(one.core, new[0], below, new_version=version, renames=renames, memo=memo)
        assessed.append(
            assess(
                *grounds,
                one.diff,
                subject=one.subject,
                new_version=version,
                renames=renames,
                memo=memo,
            )
        )
    impact = assemble(
        old[0],
        new[0],
        assessed,
        form=old[1].form or new[1].form or (found[0].diff.form if found else args.old),
        old_version=old[1].version or args.old,
        new_version=version,
        memo=memo,
    )
    if new[1].version is None and impact.smallest:
        named = msgspec.structs.replace(impact.new, version=impact.smallest)
        return msgspec.structs.replace(impact, new=named)
    return impact


def _made(impact: Impact, args: Any, screen: Screen) -> str | bytes:
    match args.format:
        case "json":
            return pretty(to_json(impact)).encode()
        case "markdown":
            return markdown(impact, screen.lang)
        case "html":
            return html(impact, screen.lang).encode()
        case _:
            file = args.output is not None
            style = Style() if file else screen.style
            return render(impact, screen.lang, 0 if file else screen.columns, style)
