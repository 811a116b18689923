"""What this user has seen of registries' logs: one small file for each registry's address.

It is what makes a fork or a rollback visible, so a file that cannot be read is an error and never
"nothing seen yet". Files are written whole.
"""

from __future__ import annotations

from hashlib import sha256
from pathlib import Path

import msgspec

from soroe.cache import write_whole
from soroe.errors import DocumentError, Problem, SoroeError
from soroe.flows.log import Seen


class Known:
    """The registries that a user knows, in a folder; by default the user's folder for state."""

    def __init__(self, folder: Path | None = None) -> None:
        """`folder` is made when the first registry is remembered."""
        self.folder = folder if folder is not None else _user_folder()

    def path(self, url: str) -> Path:
        """The file of a registry."""
        return self.folder / f"{sha256(url.encode()).hexdigest()[:32]}.json"

    def get(self, url: str) -> Seen | None:
        """What was seen; None the first time. `DocumentError` where the file is not in order."""
        path = self.path(url)
        try:
            entry = msgspec.json.decode(path.read_bytes(), type=_Entry)
            _ = entry.seen.checkpoint
        except FileNotFoundError:
            return None
        except OSError as e:
            raise _broken(path, e.strerror or type(e).__name__) from None
        except (SoroeError, ValueError) as e:  # msgspec, Unicode and base64 errors are of these
            raise _broken(path, type(e).__name__) from None
        if entry.url != url:
            raise _broken(path, entry.url)
        return entry.seen

    def put(self, url: str, seen: Seen) -> None:
        """Remember; `DocumentError` where it cannot be written, because then nothing is gained."""
        path = self.path(url)
        try:
            write_whole(path, msgspec.json.format(msgspec.json.encode(_Entry(url, seen))) + b"\n")
        except OSError as e:
            params = {"file": str(path), "detail": e.strerror or type(e).__name__}
            raise DocumentError(Problem("file-unwritable", params=params)) from None

    def forget(self, url: str) -> bool:
        """Forget a registry; whether it was known."""
        try:
            self.path(url).unlink()
        except FileNotFoundError:
            return False
        except OSError as e:
            raise _broken(self.path(url), e.strerror or type(e).__name__) from None
        return True


class _Entry(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    url: str
    seen: Seen


def _broken(path: Path, detail: str) -> DocumentError:
    params = {"file": str(path), "detail": detail}
    return DocumentError(Problem("known-unreadable", params=params))


def _user_folder() -> Path:
    from platformdirs import user_state_path  # noqa: PLC0415 - slow to import, seldom needed

    return user_state_path("soroe", appauthor=False) / "known"
