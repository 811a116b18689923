"""`soroe check`: how a form diverges from the core."""

from __future__ import annotations

from typing import Any

import msgspec

from soroe.check import check
from soroe.cli.documents import read_diff
from soroe.cli.parser import Parser
from soroe.cli.places import with_places
from soroe.cli.screen import Screen
from soroe.cli.sources import (
    Comparison,
    Reference,
    Source,
    add_registry,
    from_file,
    from_registry,
    named,
    open_client,
    read_aliases,
    read_source,
    reference,
    usable,
)
from soroe.diff import decode_diff
from soroe.errors import DocumentError, Problem, RegistryError
from soroe.importers import Imported, read_form
from soroe.jsontext import digest
from soroe.model import Input, LocalDiff, Note, Report
from soroe.report import json as json_view
from soroe.report import text as text_view
from soroe.report.levels import LEVELS, reached
from soroe.schema import inline


def add_arguments(parser: Parser) -> None:
    """Declare the options."""
    parser.argument("form", metavar="FORM")
    parser.argument("against", metavar="CORE", nargs="?")
    parser.option("--core", metavar="FILE|FORM@VERSION")
    parser.option("--municipality", metavar="CODE")
    parser.option("--diff", metavar="FILE")
    parser.option("--aliases", metavar="FILE")
    parser.option("--fail-on", choices=LEVELS, default="unexplained")
    parser.option("--format", choices=("text", "json"), default="text")
    add_registry(parser)


def run(args: Any, screen: Screen) -> int:
    """Compare, show, and say by the exit code whether the threshold was reached."""
    source = read_source(args.form)
    comparison = _core_side(args)
    imported = import_form(source, comparison, _aliases(args, comparison.declared))
    report = compare(source, imported, comparison, args.municipality)
    if args.format == "json":
        screen.json(json_view.render(report))
    else:
        form = inline(imported.schema)
        screen.say(
            text_view.render(
                report,
                comparison.core,
                form,
                screen.lang,
                columns=screen.columns,
                style=screen.style,
                diff_file=args.diff or "",
            )
        )
    return 1 if reached(report, args.fail_on) else 0


def compare(
    source: Source, imported: Imported, comparison: Comparison, municipality: str | None
) -> Report:
    """The report, with lines and columns of the source where they are known."""
    declared = comparison.declared
    code = municipality or (declared.municipality if declared else None)
    report = check(
        comparison.core,
        imported.schema,
        core_input=comparison.core_input,
        form_input=Input(
            source.name, digest(source.value), municipality=code, revision=comparison.revision
        ),
        declared=declared,
        notes=(*comparison.notes, *imported.notes),
    )
    return with_places(report, source.data, imported.keys)


def import_form(source: Source, comparison: Comparison, aliases: dict[str, str]) -> Imported:
    """The form as a schema; a JSON Schema with components beside it has them written out."""
    try:
        imported = read_form(source.value, comparison.core, aliases)
    except DocumentError as e:
        if e.problem.type != "reference-unknown":
            raise named(e, {"file": source.name}) from None
        imported = Imported(source.value, (), "schema", {})
    if imported.kind != "schema":
        return imported
    return msgspec.structs.replace(imported, schema=usable(source))


def _core_side(args: Any) -> Comparison:
    """The core and the declared diff, from files or from the registry."""
    word: str | None = args.core or args.against
    diff = _diff_file(args.diff)
    wanted = reference(word) if word else None
    if word and wanted is None:
        core, core_input = from_file(read_source(word))
        return Comparison(core, core_input, diff)
    if wanted is None and diff is not None:
        wanted = Reference(diff.form, diff.core)
    if wanted is None:
        raise DocumentError(Problem("core-missing", params={"file": args.form}))
    with open_client(args, wanted.form) as client:
        return _fetch(client, wanted, diff, args.municipality)


def _fetch(
    client: Any, wanted: Reference, diff: LocalDiff | None, municipality: str | None
) -> Comparison:
    """The core, and the municipality's published diff unless a file stands for it.

    Without a version, the core is the one that the diff is written against, else the latest.
    """
    revision: int | None = None
    notes: tuple[Note, ...] = ()
    if diff is None and municipality is not None:
        try:
            published = client.get_diff(wanted.form, municipality)
        except RegistryError as e:
            if e.status != 404:
                raise
            params = {"form": wanted.form, "municipality": municipality}
            notes = (Note("no-published-diff", "", params),)
        else:
            diff, revision = decode_diff(published.document), published.revision
    pinned = diff.core if diff is not None else "latest"
    found = client.get_core(wanted.form, wanted.version or pinned)
    core, core_input = from_registry(found)
    if found.state != "published":
        params = {"form": found.form, "version": found.version, "state": found.state}
        notes = (*notes, Note("core-not-current", "", params))
    if diff is not None and core_input.version != diff.core:
        params = {"diff": diff.core, "core": str(core_input.version)}
        notes = (*notes, Note("diff-for-other-core", "", params))
    return Comparison(core, core_input, diff, revision, notes)


def _diff_file(name: str | None) -> LocalDiff | None:
    return None if name is None else read_diff(read_source(name))


def _aliases(args: Any, declared: LocalDiff | None) -> dict[str, str]:
    """The diff's table of names, and over it the one that was given."""
    known = dict(declared.aliases) if declared is not None else {}
    return {**known, **read_aliases(args.aliases)}
