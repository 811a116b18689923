"""`soroe candidates`: what municipalities change alike, ranked as candidates for the core."""

from __future__ import annotations

import csv
import io
import sys
from collections.abc import Mapping
from typing import Any

from msgspec.structs import replace

from soroe.cli.measured import ask, kept_decisions, measures, wants_core
from soroe.cli.members import gather
from soroe.cli.output import free, write
from soroe.cli.parser import Parser, UsageError
from soroe.cli.screen import Screen
from soroe.cli.sources import add_registry, named, read_bytes, read_source
from soroe.codes import read_local_government_code
from soroe.errors import DocumentError, Problem
from soroe.flows.measures import measured_candidates
from soroe.grid import to_csv, to_xlsx
from soroe.jsontext import pretty
from soroe.listing import to_json
from soroe.locale import text
from soroe.promotion import Below, Decision, below_core, decode_decisions
from soroe.promotion.sheet import grid
from soroe.promotion.shown import render
from soroe.report.style import Style

LEAST = 2
"""What a registry takes for a candidate: so many municipalities."""

_BY_ENDING = {"csv": "csv", "xlsx": "xlsx", "json": "json"}


def add_arguments(parser: Parser) -> None:
    """Declare the options."""
    parser.argument("form", metavar="FORM", told="measured")
    parser.option("--diffs", metavar="FOLDER")
    parser.option("--least", metavar="N", type=_count, default=2)
    parser.option("--decisions", metavar="FILE")
    parser.option("--population", metavar="FILE")
    parser.option("--format", choices=("text", "json", "csv", "xlsx"), told="format-grid")
    parser.option("--output", metavar="FILE", short="-o", told="impact-output")
    parser.option("--force", action="store_true")
    add_registry(parser)


def run(args: Any, screen: Screen) -> int:
    """Show the candidates; the exit code judges nothing."""
    wanted = args.format or _BY_ENDING.get((args.output or "").rpartition(".")[2].lower(), "text")
    free(args.output, force=args.force)
    if wanted == "xlsx" and args.output is None and sys.stdout.isatty():
        wrong = text("cli", "complaints", "missing", screen.lang, names="-o FILE")
        raise UsageError("soroe candidates", wrong)
    below = _measured(args) or _worked_out(args, screen)
    write(args.output, _made(below, wanted, args, screen), screen, force=args.force)
    if args.output is not None:
        screen.tell(text("cli", "impact", "written", screen.lang, file=args.output))
    return 0


def _measured(args: Any) -> Below | None:
    """What the registry has measured, where the options ask for just that."""
    form = measures(args)
    if form is None or args.least < LEAST or args.decisions or args.population:
        return None
    found = ask(args, measured_candidates(form))
    if found is None or not wants_core(args, found.core):
        return None
    enough = tuple(c for c in found.below.candidates if c.saves >= args.least)
    return replace(found.below, candidates=enough)


def _worked_out(args: Any, screen: Screen) -> Below:
    decisions = _decisions(args.decisions)
    population = _population(args.population)
    form = measures(args)
    if form is not None and args.decisions is None:
        decisions = kept_decisions(args, form)
    found = gather(args, screen)
    return below_core(
        found.core,
        found.members,
        form=found.form,
        decisions=decisions,
        population=population,
        least=args.least,
    )


def _made(below: Below, wanted: str, args: Any, screen: Screen) -> str | bytes:
    match wanted:
        case "json":
            return pretty(to_json(below)).encode()
        case "csv":
            return to_csv(grid(below, screen.lang))
        case "xlsx":
            return to_xlsx([grid(below, screen.lang)])
        case _:
            file = args.output is not None
            style = Style() if file else screen.style
            columns = 0 if file else screen.columns
            return render(below, screen.lang, least=args.least, columns=columns, style=style)


def _decisions(name: str | None) -> tuple[Decision, ...]:
    """What a steward decided; none without a file."""
    if name is None:
        return ()
    source = read_source(name)
    try:
        return decode_decisions(source.value)
    except DocumentError as e:
        raise named(e, {"file": source.name}) from None


def _population(name: str | None) -> Mapping[str, int] | None:
    """People by municipality from a CSV file with the columns code and population."""
    if name is None:
        return None
    try:
        lines = csv.DictReader(io.StringIO(read_bytes(name).decode("utf-8-sig"), newline=""))
        if not {"code", "population"} <= set(lines.fieldnames or ()):
            raise ValueError(", ".join(lines.fieldnames or ()))  # noqa: TRY301 - one remedy for all
        return {read_local_government_code(row["code"]): _people(row) for row in lines}
    except (ValueError, csv.Error) as e:
        params = {"file": name, "detail": str(e)}
        raise DocumentError(Problem("population-invalid", params=params)) from None
    except DocumentError as e:
        raise named(e, {"file": name}) from None


def _people(row: Mapping[str, str]) -> int:
    people = int((row["population"] or "").replace(",", ""))
    if people < 0:
        raise ValueError(row["population"])
    return people


def _count(word: str) -> int:
    number = int(word)
    if number < 1:
        raise ValueError(word)
    return number
