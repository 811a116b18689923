"""A rebase made here, of a file, without anything being kept anywhere else."""

from __future__ import annotations

from typing import Any, NamedTuple

from soroe.cli.decisions import read_decisions
from soroe.cli.documents import find_core, read_diff
from soroe.cli.names import read_renames
from soroe.cli.output import free, write
from soroe.cli.screen import Screen
from soroe.cli.sources import read_source
from soroe.diff.document import spell
from soroe.diff.outcome import Rebased
from soroe.diff.rebase import rebase
from soroe.diff.resolve import Decision, resolve
from soroe.diff.uncited import without_uncited
from soroe.errors import DocumentError, Problem
from soroe.jsontext import pretty
from soroe.listing import to_json
from soroe.locale import text
from soroe.model import Json, LocalDiff
from soroe.report.rebased import Account, account, heading, versions
from soroe.report.rebased_html import html
from soroe.report.rebased_markdown import markdown
from soroe.report.rebased_text import render


class _Done(NamedTuple):
    """A rebase, what was decided, and the diff that is made of both."""

    rebased: Rebased
    decisions: dict[str, Decision]
    diff: LocalDiff


def run(args: Any, screen: Screen) -> int:
    """Rebase the file; with `-o` the new diff is written, as far as it is decided."""
    free(args.output, force=args.force)
    diff = read_diff(read_source(args.rebased))
    if diff.over is not None:
        params = {"file": args.rebased, "over": diff.over}
        raise DocumentError(Problem("rebase-layered", "/over", params))
    decisions = read_decisions(args.decide)
    old, _ = find_core(args, args.core or f"{diff.form}@{diff.core}")
    new, name = find_core(args, args.onto)
    if name.version is None:
        raise DocumentError(Problem("core-unnamed", params={"file": args.onto}))
    renames = read_renames(args.renames)
    rebased = rebase(old, new, diff, new_version=name.version, renames=renames)
    made = without_uncited(rebased, decisions, resolve(rebased, decisions))
    done = _Done(rebased, decisions, made)
    told = account(rebased, old, new, screen.lang, decisions)
    if args.output is not None:
        write(args.output, pretty(spell(done.diff)).encode(), screen, force=args.force)
    _show(args, told, done, screen)
    return 1 if told.undecided else 0


def _show(args: Any, told: Account, done: _Done, screen: Screen) -> None:
    lang = screen.lang
    if args.format == "json":
        value: Json = {
            "rebased": to_json(done.rebased),
            "decisions": to_json(done.decisions),
            "undecided": list[Json](told.undecided),
            "diff": spell(done.diff),
        }
        screen.json(pretty(value))
        return
    if args.format != "text":
        screen.say((markdown if args.format == "markdown" else html)(told, "", lang))
        return
    screen.say(f"{screen.style(heading(told, '', lang), 'strong')}\n{versions(told, lang)}\n")
    screen.say(render(told, lang, screen.columns, screen.style))
    if args.output is not None:
        screen.say("\n" + text("cli", "rebase", "written", lang, file=args.output) + "\n")
    if told.undecided:
        part = told.undecided[0]
        choice = next(p.choices[0].id for p in done.rebased.conflicts if p.id == part)
        facts = {"count": len(told.undecided), "number": part, "choice": choice}
        screen.say("\n" + text("rebased", "todo", "decide", lang, **facts) + "\n")
