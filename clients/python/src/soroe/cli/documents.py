"""What a file is by its content, and reading it as that."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any, Literal

from msgspec.structs import replace

from soroe.cli.sources import (
    Reference,
    Source,
    from_file,
    from_registry,
    named,
    open_client,
    read_source,
    reference,
)
from soroe.diff import decode_diff
from soroe.errors import DocumentError, Problem, SoroeError
from soroe.importers.kintone import is_kintone
from soroe.model import Json, LocalDiff
from soroe.places import nearest
from soroe.positions import positions

_ADDRESS = re.compile(r"/forms/([a-z0-9-]+)/(\d+\.\d+\.\d+)\.json$")


def kind_of(value: Json) -> Literal["diff", "form"] | None:
    """A local diff or a form by the names that only one of them has; None for anything else."""
    if not isinstance(value, dict):
        return None
    if {"changes", "municipality"} & value.keys():
        return "diff"
    form = {"properties", "$schema"} & value.keys() and not is_kintone(value)
    return "form" if form else None


def read_diff(source: Source) -> LocalDiff:
    """The file as a local diff; errors carry the file's name, line and column."""
    try:
        return decode_diff(source.value)
    except SoroeError as e:
        placed = DocumentError(*(at_line(problem, source) for problem in e.problems))
        raise named(placed, {"file": source.name}) from None


def at_line(problem: Problem, source: Source) -> Problem:
    """The problem with the line and column of its place, or of the closest place around it."""
    spot = nearest(problem.at, positions(source.data.decode("utf-8")))
    return problem if spot is None else replace(problem, line=spot[0], column=spot[1])


def find_core(args: Any, word: str) -> tuple[Json, Reference]:
    """The core of a file or of the registry, with its form and version.

    A file says them by its place (`<form>/<version>.json`) or by its `$id`; where neither does,
    they are empty.
    """
    wanted = reference(word)
    if wanted is not None:
        with open_client(args, wanted.form) as client:
            core, core_input = from_registry(
                client.get_core(wanted.form, wanted.version or "latest")
            )
        return core, Reference(wanted.form, core_input.version)
    source = read_source(word)
    core, _ = from_file(source)
    return core, _named(source)


def _named(source: Source) -> Reference:
    path = Path(source.name).absolute()
    address = source.value.get("$id") if isinstance(source.value, dict) else None
    for spelled in (f"/forms/{path.parent.name}/{path.name}", address):
        if isinstance(spelled, str) and (match := _ADDRESS.search(spelled)):
            return Reference(match[1], match[2])
    return Reference("", None)
