"""`soroe derive`: from a municipality's full form to the draft of its local diff."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Any

from soroe.cache import write_whole
from soroe.citation.offers import offers, take
from soroe.cli.check import import_form
from soroe.cli.documents import find_core
from soroe.cli.parser import Parser
from soroe.cli.precedents import Precedents, gather
from soroe.cli.screen import Screen
from soroe.cli.sources import (
    Comparison,
    Reference,
    add_registry,
    read_aliases,
    read_source,
)
from soroe.codes import read_local_government_code
from soroe.diff.draft import document, draft
from soroe.errors import DocumentError, Problem
from soroe.jsontext import digest, pretty
from soroe.model import Input, LocalDiff
from soroe.report.drafted import Drafted, render
from soroe.schema import inline
from soroe.similar import suggest as possible_renames


def add_arguments(parser: Parser) -> None:
    """Declare the options."""
    parser.argument("form", metavar="FORM")
    parser.option("--core", metavar="FILE|FORM@VERSION", required=True)
    parser.option("--municipality", metavar="CODE", required=True)
    parser.option("--aliases", metavar="FILE")
    parser.option("--earlier", metavar="DIFF", nargs="+", default=())
    parser.option("--take-suggestions", action="store_true")
    parser.option("--output", metavar="FILE", short="-o")
    parser.option("--force", action="store_true")
    add_registry(parser)


def run(args: Any, screen: Screen) -> int:
    """Write the draft, and say what is open and what to consider.

    Without `-o` the draft goes to standard output and the rest to standard error.
    """
    target = None if args.output is None else Path(args.output)
    _free(target, force=args.force)
    code = read_local_government_code(args.municipality)
    source = read_source(args.form)
    core, name = find_core(args, args.core)
    if name.version is None:
        raise DocumentError(Problem("core-unnamed", params={"file": args.core}))
    known = gather(args, name.form, code)
    aliases = {**_aliases(known), **read_aliases(args.aliases)}
    imported = import_form(source, Comparison(core, Input(name.form, digest(core))), aliases)
    form = inline(imported.schema)
    drafted = draft(core, form, _empty(name, code, aliases), known.own)
    today = datetime.now().astimezone().date().isoformat()
    offered = offers(core, drafted, known.others, on=today)
    diff, taken = take(drafted.diff, offered) if args.take_suggestions else (drafted.diff, ())
    body = pretty(document(diff))
    _write(target, body, screen, force=args.force)
    told = render(
        Drafted(
            diff=diff,
            core=core,
            form=form,
            carried=drafted.carried,
            taken=taken,
            offers=offered,
            notes=(*imported.notes, *possible_renames(core, form)),
            file=args.output or "",
            body=body,
            remarks=known.remarks,
        ),
        screen.lang,
        screen.columns,
        screen.style,
    )
    (screen.tell if target is None else screen.say)(told)
    return 0


def _empty(name: Reference, code: str, aliases: dict[str, str]) -> LocalDiff:
    return LocalDiff(name.form, name.version or "", code, (), aliases=aliases)


def _aliases(known: Precedents) -> dict[str, str]:
    """The tables of the earlier diffs, the later ones over the others."""
    return {item: key for diff in known.own for item, key in diff.aliases.items()}


def _free(target: Path | None, *, force: bool) -> None:
    """Refuse to write over what is there."""
    if target is not None and not force and target.exists():
        raise DocumentError(Problem("file-exists", params={"file": str(target)}))


def _write(target: Path | None, body: str, screen: Screen, *, force: bool) -> None:
    if target is None:
        screen.json(body)
        return
    _free(target, force=force)
    try:
        write_whole(target, body.encode())
    except OSError as e:
        params = {"file": str(target), "detail": e.strerror or type(e).__name__}
        raise DocumentError(Problem("file-unwritable", params=params)) from None
