"""`soroe pull`: bring a core, and a municipality's diff and form, into a folder."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from soroe.cache import write_whole
from soroe.cli.parser import Parser
from soroe.cli.screen import Screen
from soroe.cli.sources import add_registry, open_client, required_reference
from soroe.cli.times import add_times, told, when_of
from soroe.errors import DocumentError, Problem
from soroe.flows import Pulled, pull
from soroe.jsontext import pretty
from soroe.locale import text
from soroe.model import Lang
from soroe.report.in_force import owner


def add_arguments(parser: Parser) -> None:
    """Declare the options."""
    parser.argument("name", metavar="FORM[@VERSION]")
    parser.option("--municipality", metavar="CODE")
    add_times(parser)
    parser.option("--out", metavar="DIR", default=".", short="-o")
    parser.option("--format", choices=("text", "json"), default="text")
    add_registry(parser)


def run(args: Any, screen: Screen) -> int:
    """Fetch and verify everything first, then write; each file is whole or is not there."""
    wanted = required_reference(args.name)
    when = when_of(args)
    with open_client(args, args.name) as client:
        applies = told(client, wanted.form, args, screen)
        flow = pull(wanted.form, wanted.version or "latest", args.municipality, when)
        pulled = client.run(flow)
    written = [_write(Path(args.out) / name, body) for name, body in _files(pulled).items()]
    if args.format == "json":
        screen.json(pretty([str(path) for path, _ in written]))
        return 0
    screen.say(applies)
    for path, fresh in written:
        part = "written" if fresh else "unchanged"
        screen.say(text("cli", "pull", part, screen.lang, file=path) + "\n")
    if not when.as_of:
        screen.say(_whose(pulled, args.municipality, screen.lang))
    return 0


def _whose(pulled: Pulled, asked: str | None, lang: Lang) -> str:
    """What to know where the diff is another code's than was asked for, or there is none."""
    if asked is None:
        return ""
    lines = []
    if pulled.municipality != asked:
        params = {"municipality": asked, "heir": pulled.municipality}
        lines.append(text("cli", "pull", "heir", lang, **params))
    if pulled.diff is None:
        lines.append(text("cli", "pull", "no-diff", lang, municipality=pulled.municipality))
    elif pulled.diff.municipality != pulled.municipality:
        lines.append(owner(str(pulled.municipality), pulled.diff.municipality, lang))
    return "".join(line + "\n" for line in lines)


def _files(pulled: Pulled) -> dict[str, bytes]:
    """Where each document goes: the registry's own addresses, below the folder."""
    documents = (pulled.core, pulled.diff, pulled.form)
    return {d.path.removeprefix("/forms/"): d.body for d in documents if d is not None}


def _write(path: Path, body: bytes) -> tuple[Path, bool]:
    try:
        if path.is_file() and path.read_bytes() == body:
            return path, False
        write_whole(path, body)
    except OSError as e:
        params = {"file": str(path), "detail": e.strerror or type(e).__name__}
        raise DocumentError(Problem("file-unwritable", params=params)) from None
    return path, True
