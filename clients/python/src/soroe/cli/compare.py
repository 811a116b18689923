"""`soroe compare`: two forms side by side, and what one accepts that the other refuses."""

from __future__ import annotations

from typing import Any

import msgspec

from soroe.check import check
from soroe.cli.forms import import_form, read_form_source
from soroe.cli.names import read_names
from soroe.cli.parser import Parser, UsageError
from soroe.cli.screen import Screen
from soroe.cli.sources import (
    Reference,
    add_registry,
    from_file,
    from_registry,
    open_client,
    read_source,
    reference,
    required_reference,
)
from soroe.jsontext import pretty
from soroe.judgement import level_of
from soroe.listing import to_json
from soroe.locale import text
from soroe.model import Input, Json, Lang, Note, Report
from soroe.report.finding import Context
from soroe.report.side_by_side import render, rows
from soroe.schema import inline
from soroe.versions import Level, parse


class _Side(msgspec.Struct, frozen=True):
    """One of the two: the form with references inlined, what it is called, notes on reading it.

    `versioned`: it is, or may become, a version of a core.
    """

    form: Json
    named: Input
    notes: tuple[Note, ...] = ()
    versioned: bool = True


def add_arguments(parser: Parser) -> None:
    """Declare the options."""
    parser.argument("a", metavar="A")
    parser.argument("b", metavar="B", nargs="?")
    parser.option("--municipalities", metavar="CODE", nargs=2)
    parser.option("--aliases", metavar="FILE")
    parser.option("--all", action="store_true")
    parser.option("--format", choices=("text", "json"), default="text")
    add_registry(parser)


def run(args: Any, screen: Screen) -> int:
    """Compare and show; the exit code judges nothing."""
    a, b = _sides(args, screen.lang)
    report = check(
        a.form, b.form, core_input=a.named, form_input=b.named, notes=(*a.notes, *b.notes)
    )
    level = None
    if a.versioned and b.versioned:
        level = level_of(report.core_in_form, report.form_in_core)
    if args.format == "json":
        screen.json(pretty(_document(report, a, b, level, screen.lang)))
        return 0
    shown = render(
        report,
        Context(a.form, b.form, screen.lang),
        level=_level(level, a.named, screen.lang) if level else "",
        every=args.all,
        columns=screen.columns,
        style=screen.style,
    )
    screen.say(shown)
    return 0


def _sides(args: Any, lang: Lang) -> tuple[_Side, _Side]:
    if args.municipalities is None:
        if args.b is None:
            raise UsageError("soroe compare", text("cli", "complaints", "missing", lang, names="B"))
        first = _side(args, args.a, None)
        return first, _side(args, args.b, first)
    if args.b is not None:
        wrong = text("cli", "complaints", "together", lang, name="B", other="--municipalities")
        raise UsageError("soroe compare", wrong)
    form = required_reference(args.a).form
    one, other = (_local(args, form, code) for code in args.municipalities)
    return one, other


def _side(args: Any, word: str, first: _Side | None) -> _Side:
    """A file or a published core; the second file may be of any kind that is imported."""
    wanted = reference(word)
    if wanted is not None:
        return _core(args, wanted)
    if first is None:
        form, named = from_file(read_source(word))
        return _Side(form, named)
    imported = import_form(read_form_source(word), first.form, read_names(args.aliases, {}))
    named = Input(word, imported.digest)
    plain = imported.kind == "schema"
    return _Side(inline(imported.schema), named, imported.notes, versioned=plain)


def _core(args: Any, wanted: Reference) -> _Side:
    with open_client(args, wanted.form) as client:
        form, named = from_registry(client.get_core(wanted.form, wanted.version or "latest"))
    return _Side(form, named)


def _local(args: Any, form: str, code: str) -> _Side:
    """A municipality's form as it is published; without a diff of its own there is none."""
    with open_client(args, form) as client:
        local = client.get_local_form(form, code)
    named = Input(
        form, local.digest, local.core, municipality=local.municipality, revision=local.revision
    )
    return _Side(local.document, named, versioned=False)


def _level(level: Level, old: Input, lang: Lang) -> str:
    """The sentence about the version number."""
    said = text("pages", "compare", f"level-{level}", lang)
    before = parse(old.version) if old.version else None
    if before is None:
        return said
    return said + text("pages", "compare", "smallest", lang, smallest=before.raised(level))


def _document(report: Report, a: _Side, b: _Side, level: Level | None, lang: Lang) -> Json:
    """The comparison for programs: items in words, the level, the findings report."""
    before = parse(a.named.version) if a.named.version else None
    smallest = str(before.raised(level)) if before and level else None
    return {
        "items": rows(a.form, b.form, lang),
        "level": level,
        "smallest": smallest,
        "report": to_json(report),
    }
