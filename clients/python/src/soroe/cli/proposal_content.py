"""What a proposal consists of, from the command line and from files."""

from __future__ import annotations

import sys
from typing import Any

import msgspec

from soroe.cli.documents import kind_of, read_diff
from soroe.cli.named_days import read_day
from soroe.cli.parser import Parser
from soroe.cli.sources import read_source
from soroe.errors import DocumentError, Problem
from soroe.flows.proposals import Content
from soroe.model import Change


def add_content(parser: Parser) -> None:
    """The options that `open` and `refresh` take."""
    parser.option("--title", metavar="TEXT", told="proposal-title")
    parser.option("--text", metavar="TEXT", told="proposal-text")
    parser.option("--closes-on", metavar="DATE")
    parser.option("--effective-from", metavar="DATE", told="review-effective-from")
    parser.option("--candidate", metavar="ID", nargs="+", action="extend")
    parser.option("--name", metavar="ID=NAME", nargs="+", action="extend", told="candidate-name")
    parser.option("--file", metavar="FILE", told="proposal-file")


def content(args: Any) -> Content:
    """What was said; None for what was not.

    Raises `DocumentError` for a file that is neither a core, a local diff nor a list of changes
    (`proposal-file-unknown`), and for a name without a candidate (`proposal-name-unread`).
    """
    said = args.text
    if said == "-":
        said = sys.stdin.buffer.read().decode("utf-8", "replace")
    changes, core = _file(args.file) if args.file is not None else (None, None)
    return Content(
        title=args.title,
        text=said,
        closes_on=read_day(args.closes_on),
        effective_from=read_day(args.effective_from),
        candidates=args.candidate,
        names=None if args.name is None else dict(map(_name, args.name)),
        changes=changes,
        core=core,
    )


def _file(name: str) -> tuple[tuple[Change, ...] | None, Any]:
    """The changes of a diff or of a list, or else the draft of a core."""
    source = read_source(name)
    match kind_of(source.value):
        case "diff":
            return read_diff(source).changes, None
        case "form":
            return None, source.value
    try:
        return msgspec.convert(source.value, tuple[Change, ...]), None
    except msgspec.ValidationError as e:
        params = {"file": name, "detail": str(e)}
        raise DocumentError(Problem("proposal-file-unknown", params=params)) from None


def _name(word: str) -> tuple[str, str]:
    candidate, _, name = word.partition("=")
    if not candidate or not name:
        raise DocumentError(Problem("proposal-name-unread", params={"word": word}))
    return candidate, name
