"""What a command makes, to a file that is written whole, or to standard output."""

from __future__ import annotations

import sys
from pathlib import Path

from soroe.cache import write_whole
from soroe.cli.screen import Screen
from soroe.errors import DocumentError, Problem


def free(name: str | None, *, force: bool) -> None:
    """Refuse to write over what is there."""
    if name is not None and not force and Path(name).exists():
        raise DocumentError(Problem("file-exists", params={"file": name}))


def write(name: str | None, made: str | bytes, screen: Screen, *, force: bool) -> None:
    """Write to the file, or without one to standard output: text as text, bytes as they are."""
    if name is None:
        if isinstance(made, str):
            screen.say(made)
            return
        sys.stdout.flush()
        sys.stdout.buffer.write(made)
        sys.stdout.buffer.flush()
        return
    free(name, force=force)
    try:
        write_whole(Path(name), made if isinstance(made, bytes) else made.encode())
    except OSError as e:
        params = {"file": name, "detail": e.strerror or type(e).__name__}
        raise DocumentError(Problem("file-unwritable", params=params)) from None
