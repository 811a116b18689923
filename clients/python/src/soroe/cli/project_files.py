"""Finding the project file and the files that it names."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

from soroe.errors import DocumentError, Problem
from soroe.project.file import NAME, FormEntry

MAX_FILES = 10_000
"""Files of one entry; a pattern that matches more was not meant."""


def find_project(start: Path) -> Path | None:
    """The project file in the folder or in the nearest one above."""
    for folder in (start, *start.parents):
        if (file := folder / NAME).is_file():
            return file
    return None


def matching(folder: Path, entry: FormEntry) -> Iterator[str]:
    """The entry's files, relative to the project's folder, in the order of their names.

    Raises `DocumentError`: `project-no-files` for a pattern that matches none, because a check that
    checks nothing must not pass; `project-too-many-files`.
    """
    found: dict[str, None] = {}
    for pattern in entry.files:
        there = [path for path in folder.glob(pattern) if path.is_file()]
        if not there:
            raise DocumentError(Problem("project-no-files", params={"pattern": pattern}))
        if len(there) > MAX_FILES:
            params = {"pattern": pattern, "count": str(len(there)), "limit": f"{MAX_FILES:,}"}
            raise DocumentError(Problem("project-too-many-files", params=params))
        found |= dict.fromkeys(relative(path, folder) for path in there)
    left = {relative(path, folder) for pattern in entry.exclude for path in folder.glob(pattern)}
    kept = sorted(name for name in found if name not in left)
    if not kept:
        params = {"pattern": ", ".join(entry.files)}
        raise DocumentError(Problem("project-no-files", params=params))
    yield from kept


def relative(path: Path, folder: Path) -> str:
    """The path as seen from the folder, with forward slashes; absolute on another drive."""
    try:
        return Path(os.path.relpath(path, folder)).as_posix()
    except ValueError:  # another drive of Windows
        return path.as_posix()
