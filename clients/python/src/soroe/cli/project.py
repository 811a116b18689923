"""The project on disk: its file, its lock, its baseline, and the documents that it asks for."""

from __future__ import annotations

import os
from argparse import Namespace
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

import msgspec

from soroe.cli.below import find_below
from soroe.cli.documents import read_diff
from soroe.cli.output import write
from soroe.cli.project_files import find_project, matching, relative
from soroe.cli.screen import Screen
from soroe.cli.sources import Comparison, from_file, open_client, read_bytes, read_source
from soroe.codes import read_local_government_code
from soroe.diff.layers import Layer
from soroe.errors import DocumentError, Problem, UnreachableError
from soroe.flows import Flow
from soroe.locale import text
from soroe.model import LocalDiff
from soroe.project.decode import decode_project, placed
from soroe.project.file import LOCK, NAME, FormEntry, Project
from soroe.project.lock import Lock, Pin, Want, decode_lock, drift, encode_lock
from soroe.project.resolve import Documents, fetch, look_up


class Loaded(msgspec.Struct):
    """A project that was read: where it lies, what it says, and its text for the places in it."""

    file: Path
    project: Project
    text: str

    @property
    def folder(self) -> Path:
        """What the paths of the project are relative to."""
        return self.file.parent

    @property
    def shown(self) -> str:
        """The project file's name as a person in the current folder would type it."""
        return self.show(NAME if self.file.name == NAME else self.file.name)

    def show(self, name: str) -> str:
        """A file of the project as seen from the current folder."""
        return relative(self.folder / name, Path.cwd())

    def problem(self, problem: Problem) -> Problem:
        """The problem with its line in the project file."""
        return placed(problem, self.text, self.shown)


def load(given: str | None) -> Loaded | None:
    """The project file that is named, or the nearest one; None where there is none."""
    file = find_project(Path.cwd()) if given is None else Path(given)
    if file is None:
        return None
    data = read_bytes(str(file))
    shown = relative(file, Path.cwd())
    project = decode_project(data, shown)
    return Loaded(file, project, data.decode("utf-8-sig").replace("\r\n", "\n"))


def files_of(loaded: Loaded, index: int) -> tuple[str, ...]:
    """The files of an entry, relative to the project; errors name its line."""
    try:
        return tuple(matching(loaded.folder, loaded.project.forms[index]))
    except DocumentError as e:
        at = msgspec.structs.replace(e.problem, at=f"/forms/{index}/files")
        raise DocumentError(loaded.problem(at)) from None


class Grounds:
    """What each entry is compared with; every document is read or fetched once."""

    def __init__(self, loaded: Loaded, args: Any, lock: Lock) -> None:
        """`args` are the options of the registry; the project speaks where they do not."""
        self.loaded = loaded
        self.lock = lock
        self._args = _settings(loaded, args)
        self._documents: dict[Want, Documents] = {}
        self._cores: dict[tuple[str, str], Any] = {}
        self._files: dict[str, tuple[Any, Any]] = {}
        self._diffs: dict[str, LocalDiff] = {}

    # ---- wishes

    def wants(self) -> dict[Want, LocalDiff | None]:
        """What the entries ask a registry for, each once, with the local diff of a file."""
        found: dict[Want, LocalDiff | None] = {}
        for entry in self.loaded.project.forms:
            if entry.form is not None:
                diff = self.local(entry)
                found.setdefault(self.want(entry), diff)
        return found

    def want(self, entry: FormEntry) -> Want:
        """What an entry asks a registry for."""
        diff = self.local(entry)
        version = entry.version or (diff.core if diff is not None else "")
        code = None
        if diff is None and entry.municipality is not None:
            code = read_local_government_code(entry.municipality)
        over = diff.over if diff is not None and not entry.below else None
        return Want(str(entry.form), version, code, over)

    def local(self, entry: FormEntry) -> LocalDiff | None:
        """The diff in the entry's file."""
        if entry.diff is None:
            return None
        if entry.diff not in self._diffs:
            self._diffs[entry.diff] = read_diff(read_source(self.loaded.show(entry.diff)))
        return self._diffs[entry.diff]

    # ---- documents

    def look_up(self, want: Want, diff: LocalDiff | None) -> Documents:
        """Ask the registry, and remember the answer for this run."""
        with open_client(self._args, want.form) as client:
            found = client.run(look_up(want, diff))
        self._documents[want] = self._one_core(found)
        return found

    def comparison(self, entry: FormEntry) -> Comparison:
        """The core's side of the entry."""
        diff = self.local(entry)
        if entry.core is not None:
            core, core_input = self._core_file(entry.core)
            return Comparison(core, core_input, diff, below=self._below(entry, diff))
        want = self.want(entry)
        documents = self._documents.get(want)
        if documents is None:
            pin = self.lock.pin(want)
            assert pin is not None  # what the lock lacks was looked up
            documents = self._documents[want] = self._one_core(self._fetched(pin))
        revision = documents.pin.diff.revision if documents.pin.diff is not None else None
        return Comparison(
            documents.core,
            documents.core_input,
            diff if diff is not None else documents.diff,
            revision,
            documents.notes,
            self._below(entry, diff) if entry.below else documents.below,
        )

    def _fetched(self, pin: Pin) -> Documents:
        """From the disk alone where everything is kept, else from the registry."""
        if self._args.registry and not getattr(self._args, "bundle", None):
            from soroe.cache import DiskCache, caching  # noqa: PLC0415 - local files need none
            from soroe.transport import address  # noqa: PLC0415

            folder = os.environ.get("SOROE_CACHE")
            store = DiskCache(Path(folder) if folder else None)
            kept = caching(fetch(pin), store, address(self._args.registry), offline=True)
            try:
                return _finished(kept)
            except UnreachableError:
                pass  # something is not kept yet
        with open_client(self._args, pin.want.form) as client:
            return client.run(fetch(pin))

    def _one_core(self, found: Documents) -> Documents:
        """With the same object for the same core, so that checks share what they know of it."""
        key = (found.pin.want.form, found.pin.core.digest)
        core = self._cores.setdefault(key, found.core)
        return msgspec.structs.replace(found, core=core)

    def _core_file(self, name: str) -> tuple[Any, Any]:
        if name not in self._files:
            self._files[name] = from_file(read_source(self.loaded.show(name)))
        return self._files[name]

    def _below(self, entry: FormEntry, diff: LocalDiff | None) -> tuple[Layer, ...]:
        names = [self.loaded.show(name) for name in entry.below]
        return find_below(Namespace(**{**vars(self._args), "below": names}), diff)


def read_lock(loaded: Loaded) -> Lock | None:
    """The lock beside the project file, None where there is none."""
    file = loaded.folder / LOCK
    if not file.exists():
        return None
    return decode_lock(read_bytes(str(file)), loaded.show(LOCK))


def write_lock(loaded: Loaded, pins: Iterable[Pin], screen: Screen) -> None:
    """Write the lock whole."""
    write(str(loaded.folder / LOCK), encode_lock(pins), screen, force=True)


def grounds(loaded: Loaded, args: Any, screen: Screen) -> Grounds:
    """What the entries are compared with. A lock that does not fit is an error with `--frozen`.

    Without it, what the lock lacks is looked up and written into it; what it has stays as it is.
    """
    lock = read_lock(loaded)
    found = Grounds(loaded, args, lock or Lock())
    wants = found.wants()
    drifted = drift(found.lock, wants)
    if args.frozen:
        _refuse_drift(loaded, lock, drifted.missing, drifted.unused)
    if drifted.missing or drifted.unused:
        known = {pin.want: pin for pin in found.lock.pins}
        new = {w: found.look_up(w, wants[w]).pin for w in drifted.missing}
        pins = tuple({**known, **new}[w] for w in wants)
        write_lock(loaded, pins, screen)
        found.lock = Lock(pins=pins)
        screen.tell(text("project", "lock", "written", screen.lang, file=loaded.show(LOCK)))
    return found


def _refuse_drift(
    loaded: Loaded, lock: Lock | None, missing: tuple[Want, ...], unused: tuple[Want, ...]
) -> None:
    params = {"file": loaded.show(LOCK)}
    if lock is None and missing:
        raise DocumentError(Problem("lock-missing", params=params))
    if missing or unused:
        names = {"missing": _listed(missing), "unused": _listed(unused)}
        raise DocumentError(Problem("lock-drift", params={**params, **names}))


def _listed(wants: tuple[Want, ...]) -> str:
    return ", ".join(map(str, wants)) or "-"


def _settings(loaded: Loaded, args: Any) -> Namespace:
    """The options of the registry: what was typed, else what the project says."""
    said = loaded.project.source
    own: Mapping[str, str | None] = {
        "registry": said.registry,
        "bundle": said.bundle and loaded.show(said.bundle),
        "key": said.key,
        "proxy": said.proxy,
        "ca_file": said.ca_file and loaded.show(said.ca_file),
    }
    merged = dict(vars(args))
    typed = merged.get("registry") or merged.get("bundle")
    for name, value in own.items():
        if name in ("registry", "bundle") and typed:
            continue
        merged[name] = merged.get(name) or value
    return Namespace(**merged)


def _finished(flow: Flow[Documents]) -> Documents:
    """What a flow returns that asks nobody."""
    try:
        next(flow)
    except StopIteration as e:
        found: Documents = e.value
        return found
    raise AssertionError("an offline flow asks nobody")
