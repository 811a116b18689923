"""Decisions as they are written on the command line: PART=CHOICE, or PART=@FILE."""

from __future__ import annotations

from collections.abc import Sequence

import msgspec

from soroe.cli.sources import read_source
from soroe.diff.resolve import Decision
from soroe.errors import DocumentError, Problem
from soroe.model import Op


def read_decisions(words: Sequence[str]) -> dict[str, Decision]:
    """The decisions by part; a file holds a list of operations of one's own.

    Raises `DocumentError` `decision-invalid` for what is no decision, and for two about one part.
    """
    found: dict[str, Decision] = {}
    for word in words:
        part, sign, choice = word.partition("=")
        if not sign or not part or not choice or part in found:
            raise DocumentError(Problem("decision-invalid", params={"word": word}))
        found[part] = _own(choice[1:]) if choice.startswith("@") else choice
    return found


def _own(name: str) -> tuple[Op, ...]:
    try:
        return msgspec.convert(read_source(name).value, tuple[Op, ...])
    except msgspec.ValidationError as e:
        params = {"file": name, "detail": str(e)}
        raise DocumentError(Problem("operations-invalid", params=params)) from None
