"""`soroe what-if`: what promoting changes into the core would do; nothing is written."""

from __future__ import annotations

import re
from typing import Any

from soroe.cli.measured import ask, kept_decisions, measures, wants_core
from soroe.cli.members import Gathered, gather
from soroe.cli.output import free, write
from soroe.cli.parser import Parser, UsageError
from soroe.cli.screen import Screen
from soroe.cli.sources import add_registry
from soroe.flows.measures import ask_what_if
from soroe.jsontext import pretty
from soroe.listing import to_json
from soroe.locale import text
from soroe.measured import WhatIfAnswer
from soroe.model import Change
from soroe.neighbours import find
from soroe.promotion import Decision
from soroe.report.what_if import shown
from soroe.standing import Chosen, Standing
from soroe.what_if import Promise, WhatIfTold, promise, told

_CANDIDATE = re.compile(r"[0-9a-f]{16}", re.ASCII)


MOST, SEVERAL = 10, 20
"""A registry chooses no more of the best than that, and promotes no more at once."""


def add_arguments(parser: Parser) -> None:
    """Declare the options."""
    parser.argument("form", metavar="FORM", told="measured")
    parser.option("--promote", metavar="CODE#N|ID", nargs="+", action="extend", default=[])
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
    names = list(dict.fromkeys(args.promote))
    answer = _measured(args, names)
    if answer is not None:
        _write(args, screen, answer.told)
        _say(screen, answer.told, answer.promoted, answer.best)
        return 0
    found = gather(args, screen)
    standing = _standing(found)
    chosen: Chosen | None = None
    if args.best is not None:
        chosen = standing.best(args.best)
        names = [name for one in chosen.greedy.chosen for name in one.names]
        changes: list[Change | str] = [c for one in chosen.greedy.chosen for c in one.changes]
    else:
        changes = [_wanted(found, name) for name in names]
    made = standing.what_if(changes, decisions=_decisions(args, found))
    _write(args, screen, told(made))
    if args.format == "json":
        value: dict[str, object] = {"promoted": names, "whatIf": made}
        if chosen is not None:
            value |= {"greedy": chosen.greedy, "exact": chosen.exact}
        screen.json(pretty(to_json(value)))
    else:
        best = promise(chosen.greedy, chosen.exact) if chosen is not None else None
        _say(screen, told(made), names, best)
    return 0


def _measured(args: Any, names: list[str]) -> WhatIfAnswer | None:
    """What the registry works out; JSON tells more than it sends, and is made here."""
    form = measures(args)
    if form is None or args.format == "json" or (args.best or 0) > MOST or len(names) > SEVERAL:
        return None
    candidates = [name for name in names if _CANDIDATE.fullmatch(name)]
    changes = [name for name in names if not _CANDIDATE.fullmatch(name)]
    answer = ask(args, ask_what_if(form, candidates=candidates, changes=changes, best=args.best))
    return answer if answer is not None and wants_core(args, answer.core) else None


def _standing(found: Gathered) -> Standing:
    standing = Standing(found.form, found.core, found.version or "1.0.0")
    for member in found.members:
        standing.put(member)
    return standing


def _wanted(found: Gathered, name: str) -> Change | str:
    return name if _CANDIDATE.fullmatch(name) else find(found.members, name)[2]


def _decisions(args: Any, found: Gathered) -> tuple[Decision, ...]:
    """Those of the registry, which the ids of its candidates rest on."""
    return kept_decisions(args, found.form) if measures(args) is not None else ()


def _write(args: Any, screen: Screen, made: WhatIfTold) -> None:
    if args.output is not None:
        write(args.output, pretty(made.core), screen, force=args.force)
        screen.tell(text("cli", "what-if", "written", screen.lang, file=args.output))


def _say(
    screen: Screen, made: WhatIfTold, names: list[str] | tuple[str, ...], best: Promise | None
) -> None:
    style, columns = screen.style, screen.columns
    lines = shown(made, names, best, lang=screen.lang, columns=columns, style=style)
    screen.say("\n".join(lines) + "\n")


def _count(word: str) -> int:
    number = int(word)
    if not 1 <= number <= 100:
        raise ValueError(word)
    return number
