"""`soroe check` of one form that is named on the command line."""

from __future__ import annotations

from datetime import date
from typing import Any

import msgspec

from soroe import lifecycle
from soroe.check import check
from soroe.cli.below import find_below
from soroe.cli.check_views import read_known, show, write_baseline
from soroe.cli.documents import read_diff
from soroe.cli.forms import FormFile, import_form, read_form_source
from soroe.cli.names import open_names, read_names
from soroe.cli.output import free, write
from soroe.cli.screen import Screen
from soroe.cli.sources import (
    Comparison,
    Reference,
    from_file,
    from_registry,
    open_client,
    read_source,
    reference,
)
from soroe.diff import decode_diff
from soroe.diff.layers import aliases_of
from soroe.errors import DocumentError, Problem, RegistryError
from soroe.importers import Imported, Names
from soroe.model import Input, LocalDiff, Note, Report
from soroe.places import with_places
from soroe.project.file import Policy
from soroe.project.judge import Judge
from soroe.project.run import CheckedForm, Run
from soroe.schema import inline
from soroe.shared import Shared


def check_one(args: Any, screen: Screen) -> int:
    """Compare, show, and say by the exit code whether the threshold was reached."""
    source = read_form_source(args.form)
    free(args.write_aliases, force=False)
    comparison = _core_side(args)
    names = _names(args, comparison)
    imported = import_form(source, comparison.core, names, sheet=args.sheet, layout=args.layout)
    if args.write_aliases is not None:
        table = open_names(names, imported.notes, imported.entries)
        write(args.write_aliases, table, screen, force=False)
    report = compare(source, imported, comparison, args.municipality)
    form = inline(imported.schema)
    policy = Policy(fail_on=args.fail_on or "unexplained")
    judge = Judge(policy, date.min, known=read_known(args.baseline))
    checked = CheckedForm(
        source.name,
        report,
        comparison.core,
        form,
        judge.judged(source.name, report),
        diff_file=args.diff or "",
    )
    run = Run((checked,), baseline=args.baseline is not None)
    show(run, args, screen)
    if args.write_baseline is not None:
        return write_baseline(args.write_baseline, run, {source.name: checked}, screen)
    return run.exit_code


def compare(
    source: FormFile,
    imported: Imported,
    comparison: Comparison,
    municipality: str | None,
    shared: Shared | None = None,
) -> Report:
    """The report, with lines and columns of the source where they are known."""
    declared = comparison.declared
    code = municipality or (declared.municipality if declared else None)
    report = check(
        comparison.core,
        imported.schema,
        core_input=comparison.core_input,
        form_input=Input(
            source.name, imported.digest, municipality=code, revision=comparison.revision
        ),
        declared=declared,
        below=comparison.below,
        notes=(*comparison.notes, *imported.notes),
        shared=shared,
    )
    return with_places(report, source.data, imported)


def _core_side(args: Any) -> Comparison:
    """The core and the declared diff, from files or from the registry."""
    word: str | None = args.core or args.against
    diff = _diff_file(args.diff)
    wanted = reference(word) if word else None
    if word and wanted is None:
        core, core_input = from_file(read_source(word))
        return Comparison(core, core_input, diff, below=find_below(args, diff))
    if wanted is None and diff is not None:
        wanted = Reference(diff.form, diff.core)
    if wanted is None:
        raise DocumentError(Problem("core-missing", params={"file": args.form}))
    with open_client(args, wanted.form) as client:
        found = _fetch(client, wanted, diff, args.municipality)
    return msgspec.structs.replace(found, below=find_below(args, found.declared))


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
            if published.municipality != municipality:
                params = {"municipality": municipality, "owner": published.municipality}
                notes = (Note("diff-of-another-code", "", {**params, "revision": str(revision)}),)
    pinned = diff.core if diff is not None else "latest"
    found = client.get_core(wanted.form, wanted.version or pinned)
    core, core_input = from_registry(found)
    if (told := lifecycle.note(found.form, found.version, found.state, found.said)) is not None:
        notes = (*notes, told)
    if diff is not None and core_input.version != diff.core:
        params = {"diff": diff.core, "core": str(core_input.version)}
        notes = (*notes, Note("diff-for-other-core", "", params))
    return Comparison(core, core_input, diff, revision, notes)


def _diff_file(name: str | None) -> LocalDiff | None:
    return None if name is None else read_diff(read_source(name))


def _names(args: Any, comparison: Comparison) -> Names:
    """The tables of names of the diff and of those below it, and over them the one given."""
    return read_names(args.aliases, aliases_of(comparison.declared, comparison.below))
