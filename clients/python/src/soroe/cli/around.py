"""What lies around a core's file: the other forms of its library, and its examples.

A library is laid out as `forms/<form>/<version>.json`, versions in review in
`forms/<form>/review/<version>.json`, examples in `examples/{accept,reject}/` beside either.
"""

from __future__ import annotations

from pathlib import Path

from soroe.cli.sources import read_source, usable
from soroe.core_lint import Examples
from soroe.model import Json
from soroe.versions import parse

REVIEW = "review"


def other_forms(file: Path) -> dict[str, Json]:
    """The newest version of every other form beside this one, with components in place."""
    mine = form_folder(file)
    out: dict[str, Json] = {}
    for folder in sorted(mine.parent.iterdir()) if parse(file.stem) else ():
        newest = _newest(folder)
        if folder != mine and newest is not None:
            out[f"{folder.name}@{newest.stem}"] = usable(read_source(str(newest)))
    return out


def examples_of(file: Path) -> Examples | None:
    """The examples beside a form; those of a version in review come on top of the others."""
    folders = dict.fromkeys([form_folder(file), file.absolute().parent])
    if parse(file.stem) is None or not any((folder / "examples").is_dir() for folder in folders):
        return None
    accept, reject = (
        {
            example.stem: read_source(str(example)).value
            for folder in folders
            for example in sorted((folder / "examples" / kind).glob("*.json"))
        }
        for kind in ("accept", "reject")
    )
    return Examples(accept, reject)


def form_folder(file: Path) -> Path:
    """The folder that all versions of a form lie in."""
    folder = file.absolute().parent
    return folder.parent if folder.name == REVIEW else folder


def _newest(folder: Path) -> Path | None:
    files = [*folder.glob("*.json"), *(folder / REVIEW).glob("*.json")] if folder.is_dir() else []
    numbered = [(number, file) for file in files if (number := parse(file.stem))]
    return max(numbered)[1] if numbered else None
