"""`soroe justify`: basis and reason of changes, written into the file of a draft."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from msgspec.structs import replace

from soroe.cache import write_whole
from soroe.cli.documents import find_core, read_diff
from soroe.cli.parser import Parser
from soroe.cli.precedents import shared_citations
from soroe.cli.screen import Screen
from soroe.cli.sources import add_registry, has_source, open_client, read_source
from soroe.diff.draft import document
from soroe.diff.justify import changes_on, justify, with_practice
from soroe.diff.lint import lint_diff
from soroe.errors import DocumentError, Problem
from soroe.jsontext import pretty
from soroe.locale import text
from soroe.model import Basis, LocalDiff
from soroe.pointer import split
from soroe.wareki import read_date


def add_arguments(parser: Parser) -> None:
    """Declare the options."""
    parser.argument("diff", metavar="DIFF", told="justified")
    parser.option("--item", metavar="ITEM", action="append", default=[], told="justify-item")
    parser.option("--rest", action="store_true")
    parser.option("--cite", metavar="KEY")
    parser.option("--article", metavar="TEXT")
    parser.option("--practice", metavar="TITLE")
    parser.option("--reason", metavar="TEXT", told="justify-reason")
    parser.option("--effective-from", metavar="DATE", told="justify-from")
    parser.option("--core", metavar="FILE|FORM@VERSION")
    add_registry(parser)


def run(args: Any, screen: Screen) -> int:
    """Write basis, reason and day into the file, which stays as it is where something is wrong."""
    if args.cite is not None and args.practice is not None:
        raise DocumentError(Problem("justify-two-bases"))
    source = read_source(args.diff)
    diff = read_diff(source)
    chosen, unexplained = changes_on(diff, args.item), list[int]()
    if args.rest:
        lacking, unexplained = _open(args, diff)
        chosen = sorted({*chosen, *lacking})
    basis: Basis | None = None
    if args.practice is not None:
        diff, key = with_practice(diff, args.practice)
        basis = Basis(key)
    elif args.cite is not None:
        diff = _cited(args, diff)
        basis = Basis(args.cite, args.article)
    if (basis is not None or args.reason is not None) and not (chosen or args.rest):
        raise DocumentError(Problem("justify-nothing"))
    made = justify(justify(diff, chosen, basis, args.reason), unexplained, None, args.reason)
    if args.effective_from is not None:
        made = replace(made, effective_from=read_date(args.effective_from).isoformat())
    write_whole(Path(args.diff), pretty(document(made)).encode())
    count = len({*chosen, *unexplained})
    told = text("cli", "justify", "written", screen.lang, file=args.diff, count=count)
    screen.say(told + "\n")
    return 0


def _open(args: Any, diff: LocalDiff) -> tuple[list[int], list[int]]:
    """The changes that still need a basis, and those that only need a reason."""
    core, _ = find_core(args, args.core or f"{diff.form}@{diff.core}")
    problems = lint_diff(core, diff)
    bases, reasons = (
        {int(split(p.at)[1]) for p in problems if p.type == kind}
        for kind in ("basis-missing", "reason-missing")
    )
    return sorted(bases), sorted(reasons - bases)


def _cited(args: Any, diff: LocalDiff) -> LocalDiff:
    """The diff with the citation, taken from the municipality's shared ones where it lacks it."""
    if args.cite in diff.citations or not has_source(args):
        return diff
    with open_client(args, args.diff) as client:
        shared = shared_citations(client, diff.municipality)
    if args.cite not in shared:
        return diff
    return replace(diff, citations={**diff.citations, args.cite: shared[args.cite]})
