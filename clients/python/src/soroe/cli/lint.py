"""`soroe lint`: what a local diff or a core still lacks before it is published."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from soroe.citation import check_citations, explain
from soroe.cli.around import examples_of, other_forms
from soroe.cli.below import add_below, find_below, ground
from soroe.cli.documents import at_line, find_core, kind_of, read_diff
from soroe.cli.lint_shared import from_shared
from soroe.cli.parser import Parser
from soroe.cli.screen import Screen
from soroe.cli.sources import Source, add_registry, read_source, reference, usable
from soroe.core_lint import lint_form
from soroe.diff import apply
from soroe.diff.advice import ADVICE, SAID_BY_LINT
from soroe.diff.lint import lint_diff
from soroe.errors import DiffError, DocumentError, Problem
from soroe.jsontext import pretty
from soroe.locale import explain as explain_problem
from soroe.model import Json, Lang, LocalDiff
from soroe.report.missing import Lack, in_words, render, to_json
from soroe.schema import check_schema, lint_core


def add_arguments(parser: Parser) -> None:
    """Declare the options."""
    parser.argument("document", metavar="FILE")
    parser.option("--core", metavar="FILE|FORM@VERSION")
    add_below(parser)
    parser.option("--format", choices=("text", "json"), default="text")
    add_registry(parser)


def run(args: Any, screen: Screen) -> int:
    """Name everything that is missing; 1 where there is something."""
    source = read_source(args.document)
    kind = kind_of(source.value)
    if kind is None:
        raise DocumentError(Problem("lint-unrecognised", params={"file": source.name}))
    lacks = _diff(args, source, screen.lang) if kind == "diff" else _form(source, screen.lang)
    if args.format == "json":
        screen.json(pretty(to_json(source.name, kind, lacks)))
    else:
        screen.say(render(source.name, lacks, screen.lang, screen.columns, screen.style))
    return 1 if any(lack.missing for lack in lacks) else 0


def _diff(args: Any, source: Source, lang: Lang) -> tuple[Lack, ...]:
    diff = read_diff(source)
    word = args.core or f"{diff.form}@{diff.core}"
    core, name = find_core(args, word)
    core = ground(core, find_below(args, diff))
    problems = list(lint_diff(core, diff))
    if name.version is not None and (name.form, name.version) != (diff.form, diff.core):
        facts = {"diff": f"{diff.form}@{diff.core}", "core": f"{name.form}@{name.version}"}
        problems.insert(0, Problem("lint-other-core", "/core", facts))
    if diff.effective_from is None:
        problems.append(Problem("effective-from-missing", "/effectiveFrom"))
    forms = core, _made(core, diff)
    lacks: list[Lack] = []
    for problem in problems:
        about, spoken = in_words(problem, forms, diff, lang)
        missing = problem.type not in ADVICE
        lacks.append(Lack(at_line(problem, source), missing, about, explain_problem(spoken, lang)))
    remarks = list(check_citations(diff))
    if reference(word) is not None:  # the registry has been asked already
        remarks.extend(from_shared(args, core, diff, lang))
    for remark in remarks:
        if remark.type not in SAID_BY_LINT:
            problem = at_line(Problem(remark.type, remark.at, dict(remark.params)), source)
            about, _ = in_words(problem, forms, diff, lang)
            lacks.append(Lack(problem, missing=False, about=about, said=explain(remark, lang)))
    return tuple(lacks)


def _made(core: Json, diff: LocalDiff) -> Json:
    """The municipality's form, for the titles of its own items."""
    try:
        return apply(core, diff)
    except DiffError:
        return core  # what keeps it from being applied is named as a problem of its own


def _form(source: Source, lang: Lang) -> tuple[Lack, ...]:
    problems = check_schema(source.value)
    if not problems:
        problems = lint_core(source.value)
        try:
            published = usable(source)
        except DocumentError as e:
            problems = (*problems, *(p for p in e.problems if p not in problems))
        else:
            file = Path(source.name)
            known = {p.type for p in problems}
            more = lint_form(published, others=other_forms(file), examples=examples_of(file))
            problems = (*problems, *(p for p in more if p.type not in known))
    return tuple(
        Lack(at_line(p, source), missing=True, about="", said=explain_problem(p, lang))
        for p in problems
    )
