"""The ways in which a run of checks is shown, and the baseline it is measured by."""

from __future__ import annotations

from collections.abc import Mapping
from importlib import import_module
from typing import Any

from soroe.cli.output import write
from soroe.cli.screen import Screen
from soroe.cli.sources import read_bytes
from soroe.locale import text
from soroe.model import Lang
from soroe.project.baseline import decode_baseline, encode_baseline
from soroe.project.run import CheckedForm, Run

FORMATS = ("text", "json", "markdown", "html", "junit", "sarif", "github", "gitlab")


def show(run: Run, args: Any, screen: Screen) -> None:
    """Write the run in the form that was asked for, to `-o` or to standard output."""
    made = _made(run, args.format, screen, plain=args.output is not None)
    if args.output is not None:
        write(args.output, made, screen, force=True)
    elif args.format in ("text", "markdown", "github"):
        screen.say(made)
    else:
        screen.json(made)


def read_known(name: str | None) -> frozenset[tuple[str, str]]:
    """What a baseline knows, as file and fingerprint; nothing without one."""
    if name is None:
        return frozenset()
    return decode_baseline(read_bytes(name), name).marks


def write_baseline(name: str, run: Run, forms: Mapping[str, CheckedForm], screen: Screen) -> int:
    """Write what was found as known from now on; the exit code of the run with that baseline.

    Where a file could not be read nothing is written: its findings would all be new next time.
    """
    if any(form.unreadable for form in run.forms):
        screen.tell(text("project", "baseline", "incomplete", screen.lang, file=name))
        return run.exit_code
    made = encode_baseline(forms)
    write(name, made, screen, force=True)
    count = len(decode_baseline(made.encode(), name).marks)
    screen.tell(text("project", "baseline", "written", screen.lang, file=name, count=count))
    return 1 if any(waiver.fails for waiver in run.waivers) else 0


def _made(run: Run, wanted: str, screen: Screen, *, plain: bool) -> str:
    if wanted == "text":
        from soroe.report import run_text  # noqa: PLC0415 - one view of many is needed

        if plain:
            return run_text.render(run, screen.lang)
        return run_text.render(run, screen.lang, columns=screen.columns, style=screen.style)
    module = "run_json" if wanted == "json" else wanted
    render = import_module(f"soroe.report.{module}").render
    return _rendered(render, run, screen.lang)


def _rendered(render: Any, run: Run, lang: Lang) -> str:
    made: str = render(run, lang)
    return made
