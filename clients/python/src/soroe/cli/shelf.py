"""The folder of an office that takes bundles in: what was imported, from whom, when.

`imports.json` names the files that are read, and all imports that there were. It is written last
and as a whole: before that moment the folder is as it was, after it the import is complete.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import Final

import msgspec

from soroe.bundle.envelope import MAX_BUNDLE, unseal
from soroe.bundle.holding import Holding
from soroe.bundle.imports import Import, State, take
from soroe.bundle.payload import Payload, decode
from soroe.cache import write_whole
from soroe.errors import DocumentError, IntegrityError, Problem
from soroe.signing import PublicKey

LOG: Final = "imports.json"


class Shelf:
    """The folder, which is made by the first import."""

    def __init__(self, folder: Path) -> None:
        """Look at nothing yet."""
        self.folder = folder

    def state(self) -> State | None:
        """What the folder holds, None where nothing was imported; `bundle-shelf-broken`."""
        path = self.folder / LOG
        try:
            state = msgspec.json.decode(path.read_bytes(), type=State)
        except FileNotFoundError:
            return None
        except (OSError, msgspec.MsgspecError, UnicodeDecodeError) as e:
            raise self._broken(str(e)) from None
        if state.format != 1 or not state.kept:
            raise self._broken(f"format {state.format}")
        return state

    def read(self) -> tuple[Holding, State]:
        """What was imported. Raises `IntegrityError` where a file is not what was imported."""
        state = self.state()
        if state is None:
            raise IntegrityError(Problem("bundle-shelf-empty", params={"file": str(self.folder)}))
        return Holding(self._payloads(state)), state

    def take(
        self,
        files: Sequence[bytes],
        names: tuple[str, ...],
        *,
        pinned: PublicKey | None,
        now: datetime,
        allow_expired: bool = False,
    ) -> tuple[Import, bool]:
        """Import a bundle, given as its files; the line of the log, and whether it is new.

        Raises as `soroe.bundle.imports.take`, and then nothing is written; `DocumentError`
        `file-unwritable` where the folder cannot be written to.
        """
        state = self.state()
        taken = take(
            files,
            names,
            state,
            self._payloads,
            pinned=pinned,
            now=now,
            allow_expired=allow_expired,
        )
        if taken is None:
            assert state is not None, "it is what was imported last"
            return state.imports[-1], False
        text = msgspec.json.format(msgspec.json.encode(taken.state), indent=2)
        try:
            write_whole(self.folder / taken.file, taken.data)
            write_whole(self.folder / LOG, text + b"\n")
        except OSError as e:
            params = {"file": str(self.folder), "detail": e.strerror or type(e).__name__}
            raise DocumentError(Problem("file-unwritable", params=params)) from None
        self._clear({one.file for one in taken.state.kept})
        return taken.entry, True

    def _payloads(self, state: State) -> list[Payload]:
        payloads = []
        for kept in state.kept:
            try:
                sealed = unseal([(self.folder / kept.file).read_bytes()])
            except OSError as e:
                raise self._broken(f"{kept.file}: {e.strerror}") from None
            except IntegrityError as e:
                raise self._broken(f"{kept.file}: {e.problem.type}") from None
            if sealed.digest != kept.digest:
                raise self._broken(kept.file)
            payloads.append(decode(sealed.payload))
        return payloads

    def _clear(self, wanted: set[str]) -> None:
        """Remove the files of imports that are over; one that stays harms nobody."""
        for path in self.folder.glob("*-*.json"):
            if path.name not in wanted:
                try:
                    path.unlink()
                except OSError:
                    continue

    def _broken(self, detail: str) -> IntegrityError:
        params = {"file": str(self.folder), "detail": detail}
        return IntegrityError(Problem("bundle-shelf-broken", params=params))


def read_files(paths: Sequence[Path]) -> list[bytes]:
    """The bytes of the files, or OSError; what is too large is not read (`bundle-too-large`)."""
    if sum(path.stat().st_size for path in paths) > MAX_BUNDLE:
        params = {"limit": str(MAX_BUNDLE // 1024 // 1024)}
        raise IntegrityError(Problem("bundle-too-large", params=params))
    return [path.read_bytes() for path in paths]
