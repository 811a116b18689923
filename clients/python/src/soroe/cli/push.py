"""`soroe push`: publish a core or a local diff, or send in what a check has found."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from soroe.cli.access import add_token, read_token
from soroe.cli.documents import kind_of, read_diff
from soroe.cli.parser import Parser
from soroe.cli.push_report import reports_in, send_in
from soroe.cli.receipt import show
from soroe.cli.screen import Screen
from soroe.cli.sources import (
    Reference,
    Source,
    add_registry,
    open_client,
    read_source,
    reference,
)
from soroe.errors import DocumentError, Problem


def add_arguments(parser: Parser) -> None:
    """Declare the options."""
    parser.argument("file", metavar="FILE")
    parser.option("--as", metavar="FORM@VERSION", dest="name")
    add_token(parser)
    parser.option("--format", choices=("text", "json"), default="text")
    add_registry(parser, writing=True)


def run(args: Any, screen: Screen) -> int:
    """Publish, and show what stands where."""
    source = read_source(args.file)
    if (reports := reports_in(source)) is not None:
        with open_client(args, args.file, read_token(args.token_file)) as client:
            return send_in(reports, client, args.format, screen)
    diff = _is_diff(source)
    core = None if diff else _core_name(source, args.name)
    with open_client(args, args.file, read_token(args.token_file)) as client:
        if core is None:
            receipt = client.push_diff(source.data)
        else:
            receipt = client.push_core(core.form, core.version or "", source.data)
    show(receipt, args.format, screen)
    return 0


def _is_diff(source: Source) -> bool:
    """Whether the file is a local diff (checked whole, before anything is sent) or a core."""
    kind = kind_of(source.value)
    if kind is None:
        raise DocumentError(Problem("push-unrecognised", params={"file": source.name}))
    if kind == "diff":
        read_diff(source)
    return kind == "diff"


def _core_name(source: Source, given: str | None) -> Reference:
    """FORM@VERSION as given, or from the place of the file: forms/<form>/<version>.json."""
    path = Path(source.name)
    word = given or f"{path.absolute().parent.name}@{path.stem}"
    found = reference(word)
    if found is None or found.version is None or found.version.count(".") != 2:
        raise DocumentError(Problem("push-unnamed", params={"file": source.name}))
    return found
