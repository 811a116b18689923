"""`soroe rebase`: a local diff on a newer core, prepared by the registry or made from files."""

from __future__ import annotations

from typing import Any

from soroe.cli import rebase_files, rebase_list, rebase_registry
from soroe.cli.access import add_token, read_token
from soroe.cli.parser import Parser, UsageError, translate
from soroe.cli.screen import Screen
from soroe.cli.sources import add_registry, reference, required_reference

_OF_FILES = ("core", "renames", "output")
_OF_REGISTRY = ("confirm", "retry")


def add_arguments(parser: Parser) -> None:
    """Declare the options: of one municipality, of all of a form, or of a file."""
    parser.argument("rebased", metavar="FORM|DIFF")
    parser.option("--municipality", metavar="CODE")
    parser.option("--onto", metavar="VERSION|CORE", told="rebase-onto")
    parser.option("--decide", metavar="PART=CHOICE", action="append", default=[])
    parser.option("--confirm", action="store_true")
    parser.option("--retry", action="store_true")
    parser.option("--core", metavar="FILE|FORM@VERSION", told="rebase-core")
    parser.option("--renames", metavar="FILE")
    parser.option("--output", metavar="FILE", short="-o")
    parser.option("--force", action="store_true")
    choices = ("text", "json", "markdown", "html")
    parser.option("--format", choices=choices, default="text", told="rebase-format")
    add_token(parser)
    add_registry(parser)


def run(args: Any, screen: Screen) -> int:
    """Show what became of every change; 1 while something is to be decided."""
    form = reference(args.rebased)
    if args.municipality is None and form is not None:
        _only(args, screen, (*_OF_FILES, *_OF_REGISTRY, "decide"), "FORM")
        return rebase_list.run(args, form.form, read_token(args.token_file), screen)
    if args.municipality is None:
        _only(args, screen, _OF_REGISTRY, "DIFF")
        if args.onto is None:
            missing = translate("the following arguments are required: --onto", screen.lang)
            raise UsageError("soroe rebase", missing)
        return rebase_files.run(args, screen)
    _only(args, screen, _OF_FILES, "--municipality")
    name = required_reference(args.rebased).form
    return rebase_registry.run(args, name, read_token(args.token_file), screen)


def _only(args: Any, screen: Screen, names: tuple[str, ...], other: str) -> None:
    """Refuse options of the other way to work."""
    for name in names:
        if getattr(args, name):
            said = f"argument --{name}: not allowed with argument {other}"
            raise UsageError("soroe rebase", translate(said, screen.lang))
