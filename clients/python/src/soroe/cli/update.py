"""`soroe update`: show what the registry has now and what it would change; then change the lock."""

from __future__ import annotations

from argparse import Namespace
from collections.abc import Iterator
from typing import Any

from soroe.cli.check_project import run_project
from soroe.cli.parser import Parser, UsageError
from soroe.cli.project import Grounds, Loaded, files_of, load, read_lock, write_lock
from soroe.cli.screen import Screen
from soroe.cli.sources import add_registry
from soroe.jsontext import pretty
from soroe.listing import to_json
from soroe.locale import text
from soroe.model import Lang
from soroe.project.file import LOCK, FormEntry
from soroe.project.lock import Lock, Pin
from soroe.project.run import Run
from soroe.project.steps import Step, steps
from soroe.report.told import Told, told
from soroe.report.width import wrap

_SHOWN = 20
"""Findings of each kind that are named; the rest is counted."""

_Key = tuple[str, str]


def add_arguments(parser: Parser) -> None:
    """Declare the options."""
    parser.option("--project", metavar="FILE")
    parser.option("--confirm", action="store_true", told="confirm-update")
    parser.option("--format", choices=("text", "json"), default="text", told="format-update")
    add_registry(parser)


def run(args: Any, screen: Screen) -> int:
    """Show what would change; 1 where something would, 0 where nothing does or it was done."""
    loaded = load(args.project)
    if loaded is None:
        raise UsageError("soroe update", text("cli", "complaints", "no-project", screen.lang))
    before = read_lock(loaded) or Lock()
    now = Grounds(loaded, args, before)
    pins = tuple(now.look_up(want, diff).pin for want, diff in now.wants().items())
    found = steps(before, pins)
    if args.format == "json":
        screen.json(pretty(to_json({"file": LOCK, "steps": found, "written": args.confirm})))
    else:
        lines = list(_steps(found, loaded.show(LOCK), screen.lang))
        if found and before.pins:
            lines += _findings(loaded, before, now, args, screen.lang)
        if found and not args.confirm:
            lines += ["", text("project", "update", "how", screen.lang)]
        for line in lines:
            screen.say("\n".join(wrap(line, screen.columns, "", "    ")) + "\n")
    if args.confirm and found:
        write_lock(loaded, pins, screen)
        if args.format == "text":
            done = text("project", "update", "done", screen.lang, file=loaded.show(LOCK))
            screen.say(done + "\n")
    return 1 if found and not args.confirm else 0


def _steps(found: tuple[Step, ...], file: str, lang: Lang) -> Iterator[str]:
    yield text("project", "update", "head" if found else "same", lang, file=file)
    for step in found:
        was, now = (_pin(pin, lang) for pin in (step.was, step.now))
        yield "  " + text("project", "update", step.kind, lang, want=step.want, was=was, now=now)


def _pin(pin: Pin | None, lang: Lang) -> str:
    """`共通コア 1.0.0 版、差分 999903 第2版`."""
    if pin is None:
        return ""

    def say(part: str, **params: object) -> str:
        return text("project", "update", part, lang, **params)

    said = say("core", version=pin.core.version)
    if pin.core.state in ("deprecated", "withdrawn"):
        said = say("state", core=said, state=say(pin.core.state))
    diffs = [("diff", pin.diff)] if pin.diff is not None else []
    for part, diff in (*diffs, *(("below", under) for under in pin.below)):
        shown = say(part, municipality=diff.municipality, revision=diff.revision)
        said = say("joined", one=said, two=shown)
    return said


def _findings(loaded: Loaded, before: Lock, now: Grounds, args: Any, lang: Lang) -> Iterator[str]:
    """Which findings come and go, for the entries that the lock knew already."""
    then = Grounds(loaded, args, before)
    known = {pin.want for pin in before.pins}
    tasks = [
        (entry, files_of(loaded, index))
        for index, entry in enumerate(loaded.project.forms)
        if entry.form is not None and now.want(entry) in known
    ]
    old, new = (_told(loaded, side, tasks, args, lang) for side in (then, now))
    for file in sorted(old[1] | new[1]):
        yield text("project", "update", "unreadable", lang, file=file)
    skipped = old[1] | new[1]
    gone, come = (
        [f for key, f in one.items() if key not in two and f.spot.file not in skipped]
        for one, two in ((old[0], new[0]), (new[0], old[0]))
    )
    files = sum(len(names) for _, names in tasks)
    yield ""
    counts = {"files": files, "new": len(come), "gone": len(gone)}
    yield text("project", "update", "findings", lang, **counts)
    for part, found in (("new", come), ("gone", gone)):
        for one in found[:_SHOWN]:
            facts = {"file": one.spot.file, "about": one.about, "message": one.message}
            yield "  " + text("project", "update", part, lang, **facts)
        if len(found) > _SHOWN:
            yield "  " + text("project", "update", "more", lang, count=len(found) - _SHOWN)


def _told(
    loaded: Loaded,
    side: Grounds,
    tasks: list[tuple[FormEntry, tuple[str, ...]]],
    args: Any,
    lang: Lang,
) -> tuple[dict[_Key, Told], set[str]]:
    """The findings by file and fingerprint, and the files that have no verdict."""
    settings = Namespace(**{**vars(args), "fail_on": None, "day": None})
    run, _ = run_project(loaded, side, tasks, None, settings)
    return _by_key(run, lang), {form.file for form in run.forms if form.unreadable}


def _by_key(run: Run, lang: Lang) -> dict[_Key, Told]:
    return {
        (found.spot.file, found.fingerprint): found
        for form in run.forms
        if not form.unreadable
        for found in told(form, run, lang, "fails", "noted", "waived", "known")
    }
