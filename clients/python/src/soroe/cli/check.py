"""`soroe check`: how a form diverges from the core; without a form, all that `soroe.toml` names."""

from __future__ import annotations

from typing import Any

from soroe.cli.below import add_below
from soroe.cli.check_one import check_one
from soroe.cli.check_views import FORMATS
from soroe.cli.forms import add_form_options
from soroe.cli.parser import Parser, UsageError
from soroe.cli.screen import Screen
from soroe.cli.sources import add_registry
from soroe.locale import text
from soroe.report.levels import LEVELS

_OF_ONE = (
    "core", "municipality", "diff", "below", "aliases", "write_aliases", "sheet", "layout",
)  # fmt: skip
"""Options about the one form that is named; a project says these things for each of its own."""

_OF_PROJECT = ("project", "frozen")


def add_arguments(parser: Parser) -> None:
    """Declare the options."""
    parser.argument("form", metavar="FORM", nargs="?", told="checked")
    parser.argument("against", metavar="CORE", nargs="?")
    parser.option("--core", metavar="FILE|FORM@VERSION")
    parser.option("--municipality", metavar="CODE")
    parser.option("--diff", metavar="FILE")
    add_below(parser)
    add_form_options(parser)
    parser.option("--project", metavar="FILE")
    parser.option("--frozen", action="store_true")
    parser.option("--day", metavar="DATE", told="waiver-day")
    parser.option("--baseline", metavar="FILE")
    parser.option("--write-baseline", metavar="FILE")
    parser.option("--fail-on", choices=LEVELS)
    parser.option("--format", choices=FORMATS, default="text", told="check-format")
    parser.option("--output", metavar="FILE", short="-o", told="check-output")
    add_registry(parser)


def run(args: Any, screen: Screen) -> int:
    """Compare, show, and say by the exit code whether the threshold was reached."""
    if args.form is not None:
        _refuse(args, _OF_PROJECT, "FORM", screen)
        return check_one(args, screen)
    from soroe.cli.check_project import check_project  # noqa: PLC0415 - not for a single form
    from soroe.cli.project import load  # noqa: PLC0415

    loaded = load(args.project)
    if loaded is None:
        raise UsageError("soroe check", text("cli", "complaints", "no-project", screen.lang))
    _refuse(args, _OF_ONE, "soroe.toml", screen)
    return check_project(loaded, args, screen)


def _refuse(args: Any, names: tuple[str, ...], what: str, screen: Screen) -> None:
    given = [f"--{name.replace('_', '-')}" for name in names if getattr(args, name)]
    if given:
        params = {"names": ", ".join(given), "action": what}
        raise UsageError("soroe check", text("cli", "complaints", "unfit", screen.lang, **params))
