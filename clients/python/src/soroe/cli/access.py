"""The token of whoever writes to a registry."""

from __future__ import annotations

import os

from soroe.cli.parser import Parser
from soroe.cli.sources import read_bytes
from soroe.errors import DocumentError, Problem


def add_token(parser: Parser) -> None:
    """The option; a token itself is never one, because others can read command lines."""
    parser.option("--token-file", metavar="FILE")


def read_token(file: str | None) -> str:
    """The token from the file or SOROE_TOKEN; refused where it cannot be one."""
    if file is not None:
        raw = read_bytes(file).decode("utf-8", "replace").strip()
        where = file
    else:
        raw, where = os.environ.get("SOROE_TOKEN", "").strip(), "SOROE_TOKEN"
        if not raw:
            raise DocumentError(Problem("token-missing"))
    if not raw or not raw.isascii() or not raw.isprintable() or " " in raw:
        raise DocumentError(Problem("token-invalid", params={"file": where}))
    return raw
