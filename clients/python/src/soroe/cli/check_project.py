"""`soroe check` of everything that `soroe.toml` names, in one run."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from msgspec.structs import replace

from soroe.cli.check_one import compare
from soroe.cli.check_views import show, write_baseline
from soroe.cli.forms import import_form, read_form_source
from soroe.cli.names import names_in, read_names
from soroe.cli.project import Grounds, Loaded, files_of, grounds
from soroe.cli.screen import Screen
from soroe.cli.sources import Comparison, named, read_bytes
from soroe.diff.layers import aliases_of
from soroe.errors import DiffError, DocumentError, SoroeError
from soroe.importers import Names
from soroe.project.baseline import Baseline, decode_baseline, stale
from soroe.project.file import FormEntry, Policy
from soroe.project.judge import Judge
from soroe.project.lines import line_of
from soroe.project.run import CheckedForm, Run
from soroe.report.days import JAPAN
from soroe.schema import inline
from soroe.shared import Shared
from soroe.wareki import read_date


def check_project(loaded: Loaded, args: Any, screen: Screen) -> int:
    """Check, write what is asked for, show; the exit code.

    0 nothing fails, 1 something does, 2 a file could not be read (the others are reported).
    """
    tasks = [(entry, files_of(loaded, i)) for i, entry in enumerate(loaded.project.forms)]
    known = _baseline(loaded, args)
    found = grounds(loaded, args, screen)
    run, forms = run_project(loaded, found, tasks, known, args)
    show(run, args, screen)
    if args.write_baseline is not None:
        return write_baseline(args.write_baseline, run, forms, screen)
    return run.exit_code


def run_project(
    loaded: Loaded,
    found: Grounds,
    tasks: list[tuple[FormEntry, tuple[str, ...]]],
    known: Baseline | None,
    args: Any,
) -> tuple[Run, dict[str, CheckedForm]]:
    """The run, and its files by the names that the project gives them."""
    project = loaded.project
    policy = Policy(fail_on=args.fail_on) if args.fail_on else project.policy
    day = read_date(args.day) if args.day else datetime.now(JAPAN).date()
    marks = known.marks if known is not None else frozenset()
    judge = Judge(policy, day, project.waivers, marks)
    checker = _Checker(loaded, found, judge)
    checked = [pair for entry, files in tasks for pair in checker.entry(entry, files)]
    run = Run(
        tuple(form for _, form in checked),
        tuple(judge.waivers(loaded.shown, lambda i: line_of(loaded.text, ("waivers", i)))),
        tuple(stale(known, judge.met)) if known is not None else (),
        loaded.shown,
        known is not None,
        project.waivers,
    )
    return run, _together(checked)


class _Checker:
    """Checks files one after the other, sharing what they have in common."""

    def __init__(self, loaded: Loaded, found: Grounds, judge: Judge) -> None:
        self._loaded = loaded
        self._found = found
        self._judge = judge
        self._shared = Shared()

    def entry(self, entry: FormEntry, files: tuple[str, ...]) -> Iterator[tuple[str, CheckedForm]]:
        """The files of an entry; one that cannot be read does not keep the others from it."""
        comparison = self._found.comparison(entry)
        names = _names(self._loaded, entry, comparison)
        for file in files:
            try:
                yield file, self._checked(entry, file, comparison, names)
            except (DocumentError, DiffError) as e:
                shown = self._loaded.show(file)
                problems = named(e, {"file": shown, **_own(e)}).problems
                yield file, CheckedForm(shown, problems=problems)

    def _checked(
        self, entry: FormEntry, file: str, comparison: Comparison, names: Names
    ) -> CheckedForm:
        show = self._loaded.show
        source = read_form_source(show(file))
        layout = None if entry.layout is None else show(entry.layout)
        imported = import_form(source, comparison.core, names, sheet=entry.sheet, layout=layout)
        report = compare(source, imported, comparison, entry.municipality, self._shared)
        return CheckedForm(
            source.name,
            report,
            comparison.core,
            inline(imported.schema),
            self._judge.judged(file, report),
            diff_file="" if entry.diff is None else show(entry.diff),
        )


def _own(error: SoroeError) -> dict[str, str]:
    """The file that an error names itself: a diff beside the form, or a layout."""
    own = error.problem.params.get("file")
    return {} if own is None else {"file": own}


def _names(loaded: Loaded, entry: FormEntry, comparison: Comparison) -> Names:
    known = aliases_of(comparison.declared, comparison.below)
    if isinstance(entry.names, dict):
        value = {key: None if said is False else said for key, said in entry.names.items()}
        return names_in(value, loaded.shown, known)
    return read_names(None if entry.names is None else loaded.show(entry.names), known)


def _baseline(loaded: Loaded, args: Any) -> Baseline | None:
    name = args.baseline
    if name is None and loaded.project.baseline is not None:
        name = loaded.show(loaded.project.baseline)
    return None if name is None else decode_baseline(read_bytes(name), name)


def _together(checked: list[tuple[str, CheckedForm]]) -> dict[str, CheckedForm]:
    """By file; what several entries found in one file is together."""
    found: dict[str, CheckedForm] = {}
    for file, form in checked:
        known = found.get(file)
        found[file] = form if known is None else replace(known, judged=known.judged + form.judged)
    return found
