"""`soroe what-if`: what promoting changes into the core would do; nothing is written."""

from __future__ import annotations

from typing import Any

from msgspec.structs import replace

from soroe.cli.members import Gathered, gather
from soroe.cli.output import free, write
from soroe.cli.parser import Parser, UsageError
from soroe.cli.screen import Screen
from soroe.cli.sources import add_registry
from soroe.divergence import Field
from soroe.jsontext import digest, pretty
from soroe.listing import to_json
from soroe.locale import text
from soroe.model import Change
from soroe.neighbours import find
from soroe.report.what_if import shown
from soroe.what_if import Best, WhatIf, candidates, exact, greedy, promise, told, what_if


def add_arguments(parser: Parser) -> None:
    """Declare the options."""
    parser.argument("form", metavar="FORM", told="measured")
    parser.option("--promote", metavar="CODE#N", nargs="+", action="extend", default=[])
    parser.option("--best", metavar="K", type=_count)
    parser.option("--diffs", metavar="FOLDER")
    parser.option("--format", choices=("text", "json"), default="text")
    parser.option("--output", metavar="FILE", short="-o", told="core-output")
    parser.option("--force", action="store_true")
    add_registry(parser)


def run(args: Any, screen: Screen) -> int:
    """Show what would happen; the exit code judges nothing."""
    if bool(args.promote) == (args.best is not None):
        wrong = text("cli", "complaints", "oneof", screen.lang, names="--promote, --best")
        raise UsageError("soroe what-if", wrong)
    free(args.output, force=args.force)
    found = gather(args, screen)
    best: tuple[Best, Best | None] | None = None
    if args.best is not None:
        best = _best(found, args.best)
        names = [name for one in best[0].chosen for name in one.names]
        changes = [change for one in best[0].chosen for change in one.changes]
    else:
        names = list(dict.fromkeys(args.promote))
        changes = [_change(found, name) for name in names]
    made = what_if(
        found.members, found.core, changes, form=found.form, version=found.version or "1.0.0"
    )
    if args.output is not None:
        write(args.output, pretty(made.core), screen, force=args.force)
        screen.tell(text("cli", "what-if", "written", screen.lang, file=args.output))
    if args.format == "json":
        screen.json(pretty(to_json(_document(made, names, best))))
    else:
        lines = shown(
            told(made),
            names,
            promise(*best) if best is not None else None,
            lang=screen.lang,
            columns=screen.columns,
            style=screen.style,
        )
        screen.say("\n".join(lines) + "\n")
    return 0


def _best(found: Gathered, k: int) -> tuple[Best, Best | None]:
    """Greedy and exact, from the diffs that are pinned to this very core."""
    wanted = digest(found.core)
    known: dict[int, bool] = {}
    members = [
        replace(m, core=found.core)
        for m in found.members
        if known.setdefault(id(m.core), digest(m.core) == wanted)
    ]
    offered = candidates(Field(members))
    return greedy(found.core, offered, k), exact(found.core, offered, k)


def _change(found: Gathered, name: str) -> Change:
    return find(found.members, name)[2]


def _document(made: WhatIf, names: list[str], best: tuple[Best, Best | None] | None) -> object:
    value: dict[str, object] = {"promoted": names, "whatIf": made}
    if best is not None:
        value |= {"greedy": best[0], "exact": best[1]}
    return value


def _count(word: str) -> int:
    number = int(word)
    if not 1 <= number <= 100:
        raise ValueError(word)
    return number
