"""The folder of a mirror: files written whole, nothing touched that did not change.

`mirror.json` says what is there. It is written first with all that may be there from now on, and
last with what is there: after an interruption the next export knows which files are its own, and
no export ever removes any other.
"""

from __future__ import annotations

import fcntl
import gzip
import os
import re
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final, NoReturn, Self

import msgspec

from registry.export.addresses import outgrown
from registry.limits import MIN_COMPRESS
from soroe.cache import write_whole
from soroe.errors import Problem, SoroeError
from soroe.jsontext import digest_bytes, pretty

MANIFEST: Final = "mirror.json"
LOCK: Final = ".soroe-export.lock"
FORMAT: Final = 1

_BESIDE = re.compile(r"\..{1,40}\.[0-9a-f]{16}")
"""The names that `write_whole` gives to what it has not finished."""


class MirrorError(SoroeError):
    """A folder that cannot be a mirror of this registry, or cannot be written."""


class File(msgspec.Struct, frozen=True, omit_defaults=True):
    """A file of the mirror: the digests of it and of its compressed twin; "" is not known yet."""

    digest: str = ""
    gzip: str | None = None


class Manifest(msgspec.Struct, frozen=True):
    """What is in the folder, by address; while an export runs, what may be."""

    format: int
    registry: str
    complete: bool
    files: dict[str, File]


class Count(msgspec.Struct):
    """What an export did to the files."""

    written: int = 0
    kept: int = 0
    removed: int = 0


class Folder:
    """One mirror while it is being brought up to date; see `opened`."""

    def __init__(self, place: Path, registry: str, held: Manifest | None) -> None:
        """`held` is what an earlier export left."""
        self.place = place
        self.count = Count()
        self._registry = registry
        self._held = held
        self._files: dict[str, File] = {}

    @classmethod
    @contextmanager
    def opened(cls, place: Path, registry: str) -> Iterator[Self]:
        """The folder, made where it is missing, for one export at a time.

        Raises `MirrorError`: `mirror-foreign` (it has other files, or is the mirror of another
        registry), `mirror-busy`, `mirror-unwritable`.
        """
        with _writing(place):
            place.mkdir(parents=True, exist_ok=True)
            lock = (place / LOCK).open("w")
        with lock:
            with _writing(place):
                try:
                    fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
                except BlockingIOError:
                    _refuse("mirror-busy", folder=str(place))
                held = _manifest(place, registry)
                for file in place.rglob(".*"):
                    if _BESIDE.fullmatch(file.name) and file.is_file():
                        file.unlink()
            yield cls(place, registry, held)

    def begin(self, addresses: Iterable[str]) -> None:
        """Write down what may be in the folder from now on."""
        held = self._held.files if self._held else {}
        with _writing(self.place):
            self._save(held | {a: File() for a in addresses if a not in held}, complete=False)

    def holds(self, address: str) -> bool:
        """Whether a file that never changes is there, whole; it is then kept."""
        known = self._held.files.get(address) if self._held else None
        if known is None or not known.digest:
            return False
        path = self._path(address)
        with _writing(path):
            if not (_is(path, known.digest) and _is(_twin(path), known.gzip)):
                return False
        self._files[address] = known
        self.count.kept += 1
        return True

    def put(self, address: str, body: bytes, at: float | None = None) -> None:
        """Have these bytes at an address; what is there already is not touched.

        `at` becomes the time of the file, by which web servers make its ETag. Without one it is
        now, but always another second than before, so that no ETag ever stands for two contents.
        """
        path = self._path(address)
        short = _short(address, body)
        with _writing(path):
            if _content(path) == body and _content(_twin(path)) == short:
                self.count.kept += 1
            else:
                self.count.written += 1
                _write(path, body, short, _later(path) if at is None else at)
        twin = None if short is None else digest_bytes(short)
        self._files[address] = File(digest_bytes(body), twin)

    def finish(self) -> None:
        """Remove what is gone, and write down what is there."""
        held = self._held.files if self._held else {}
        with _writing(self.place):
            for address in held.keys() - self._files.keys():
                if held[address].digest and not outgrown(address, self._files):
                    self._files[address] = held[address]
                    self.count.kept += 1
                else:
                    self._remove(self._path(address))
                    self.count.removed += 1
            self._save(self._files, complete=True)

    def _remove(self, path: Path) -> None:
        for one in (path, _twin(path)):
            one.unlink(missing_ok=True)
        for folder in path.parents:
            if folder == self.place or not folder.is_dir() or any(folder.iterdir()):
                break
            folder.rmdir()

    def _path(self, address: str) -> Path:
        return self.place / address.removeprefix("/")

    def _save(self, files: dict[str, File], *, complete: bool) -> None:
        ordered = {address: files[address] for address in sorted(files)}
        manifest = Manifest(FORMAT, self._registry, complete, ordered)
        body = pretty(msgspec.to_builtins(manifest)).encode()
        path = self.place / MANIFEST
        if _content(path) != body:
            write_whole(path, body)


def _manifest(place: Path, registry: str) -> Manifest | None:
    """What an earlier export left; None in an empty folder."""
    content = _content(place / MANIFEST)
    if content is None:
        other = [file.name for file in place.iterdir() if file.name != LOCK]
        if other:
            _refuse("mirror-foreign", folder=str(place), found=min(other))
        return None
    try:
        found = msgspec.json.decode(content, type=Manifest)
    except (msgspec.MsgspecError, UnicodeDecodeError):
        _refuse("mirror-foreign", folder=str(place), found=MANIFEST)
    if found.format != FORMAT or found.registry != registry or any(map(_leaves, found.files)):
        _refuse("mirror-foreign", folder=str(place), found=f"{MANIFEST} ({found.registry})")
    return found


def _leaves(address: str) -> bool:
    """Whether an address leads out of the folder; no export writes such a one."""
    return not address.startswith("/") or ".." in address.split("/") or "//" in address


def _short(address: str, body: bytes) -> bytes | None:
    """The compressed twin, where it gains anything; hashes do not shrink."""
    if len(body) < MIN_COMPRESS or address.startswith("/log/"):
        return None
    short = gzip.compress(body, 6, mtime=0)
    return short if len(short) < len(body) else None


def _twin(path: Path) -> Path:
    return path.with_name(path.name + ".gz")


def _content(path: Path) -> bytes | None:
    try:
        return path.read_bytes()
    except FileNotFoundError:
        return None


def _is(path: Path, digest: str | None) -> bool:
    content = _content(path)
    return (None if content is None else digest_bytes(content)) == digest


def _later(path: Path) -> float:
    try:
        return max(time.time(), path.stat().st_mtime + 1)
    except FileNotFoundError:
        return time.time()


def _write(path: Path, body: bytes, short: bytes | None, at: float) -> None:
    _twin(path).unlink(missing_ok=True)  # that of other bytes must not outlive them
    write_whole(path, body)
    os.utime(path, (at, at))
    if short is not None:
        write_whole(_twin(path), short)
        os.utime(_twin(path), (at, at))


@contextmanager
def _writing(place: Path) -> Iterator[None]:
    try:
        yield
    except OSError as e:
        file, detail = str(e.filename or place), e.strerror or type(e).__name__
        _refuse("mirror-unwritable", file=file, detail=detail)


def _refuse(kind: str, **params: str) -> NoReturn:
    raise MirrorError(Problem(kind, params=params))
