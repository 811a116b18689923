"""Where forms, cores and diffs come from: files, standard input, a registry."""

from __future__ import annotations

import os
import re
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec

from soroe.diff.layers import Layer
from soroe.errors import DocumentError, Problem, SoroeError
from soroe.jsontext import digest, read
from soroe.model import Input, Json, LocalDiff, Note
from soroe.schema import check_schema, inline, items

if TYPE_CHECKING:
    from soroe.cli.parser import Parser
    from soroe.client import Client
    from soroe.flows import Core

_REFERENCE = re.compile(r"([a-z0-9][a-z0-9-]*)(?:@(latest|\d+(?:\.\d+\.\d+)?))?")


class Source(msgspec.Struct, frozen=True):
    """A file that was read: its name as given, its bytes and its value."""

    name: str
    data: bytes
    value: Json


class Reference(msgspec.Struct, frozen=True):
    """FORM@VERSION; `version` is None where none was given."""

    form: str
    version: str | None


class Comparison(msgspec.Struct, frozen=True):
    """The core's side of a check: the core, what it is called, the declared diff with its notes.

    `below` are the diffs that the declared one lies over, the lowest first.
    """

    core: Json
    core_input: Input
    declared: LocalDiff | None = None
    revision: int | None = None
    notes: tuple[Note, ...] = ()
    below: tuple[Layer, ...] = ()


def read_source(name: str) -> Source:
    """Read a JSON file, or standard input for `-`; errors carry the file's name."""
    data = read_bytes(name)
    with_file = {"file": name}
    try:
        return Source(name, data, read(data))
    except DocumentError as e:
        raise named(e, with_file) from None


def read_bytes(name: str) -> bytes:
    """The bytes of a file or of standard input."""
    try:
        return sys.stdin.buffer.read() if name == "-" else Path(name).read_bytes()
    except OSError as e:
        raise unreadable(name, e) from None


def unreadable(name: str, error: OSError) -> DocumentError:
    """What is said where a file cannot be read."""
    if isinstance(error, FileNotFoundError):
        return DocumentError(Problem("file-missing", params={"file": name}))
    if isinstance(error, IsADirectoryError):
        return DocumentError(Problem("file-is-folder", params={"file": name}))
    params = {"file": name, "detail": error.strerror or type(error).__name__}
    return DocumentError(Problem("file-unreadable", params=params))


def named(error: SoroeError, params: Mapping[str, str]) -> DocumentError:
    """The error with more facts in each of its problems, the file's name above all."""
    return DocumentError(
        *(
            msgspec.structs.replace(problem, params={**problem.params, **params})
            for problem in error.problems
        )
    )


def reference(word: str) -> Reference | None:
    """FORM or FORM@VERSION; None for a file's name. A file that exists is a file."""
    match = _REFERENCE.fullmatch(word)
    if match is None or Path(word).exists():
        return None
    return Reference(match[1], match[2])


def required_reference(word: str) -> Reference:
    """FORM or FORM@VERSION, where nothing else will do."""
    match = _REFERENCE.fullmatch(word)
    if match is None:
        raise DocumentError(Problem("form-name-invalid", params={"form": word}))
    return Reference(match[1], match[2])


def exact_reference(word: str) -> tuple[str, str]:
    """Form and version of FORM@VERSION, where the version is a whole one; else `DocumentError`."""
    wanted = required_reference(word)
    if wanted.version is None or wanted.version.count(".") != 2:
        raise DocumentError(Problem("version-unsaid", params={"name": word, "form": wanted.form}))
    return wanted.form, wanted.version


def usable(source: Source) -> Json:
    """The source as a schema: legal, with components from the folder it lies in written out."""
    problems = check_schema(source.value)
    if problems:
        raise named(DocumentError(*problems), {"file": source.name})
    try:
        return inline(source.value, Components(Path(source.name)))
    except DocumentError as e:
        raise named(e, {"file": source.name}) from None


class Components(Mapping[str, Json]):
    """Components on disk, in the nearest `components` folder above a core's file."""

    def __init__(self, file: Path) -> None:
        """Look for the folder; where there is none, there are no components."""
        above = (parent / "components" for parent in file.absolute().parents)
        self._folder = next((folder for folder in above if folder.is_dir()), None)

    def __getitem__(self, key: str) -> Json:
        """The component `name/version`; KeyError where no file holds it."""
        path = self._path(key)
        if path is None:
            raise KeyError(key)
        return read_source(str(path)).value

    def __contains__(self, key: object) -> bool:
        return isinstance(key, str) and self._path(key) is not None

    def __iter__(self) -> Iterator[str]:
        files = self._folder.glob("*/*.json") if self._folder else ()
        return (f"{file.parent.name}/{file.stem}" for file in files)

    def __len__(self) -> int:
        return sum(1 for _ in self)

    def _path(self, key: str) -> Path | None:
        path = self._folder / f"{key}.json" if self._folder else None
        return path if path is not None and path.is_file() else None


def from_file(source: Source) -> tuple[Json, Input]:
    """A core that was read from a file, and what it is called in the report."""
    core = usable(source)
    if not items(core):
        raise DocumentError(Problem("form-without-items", params={"file": source.name}))
    return core, Input(source.name, digest(core))


def from_registry(core: Core) -> tuple[Json, Input]:
    """A core that a registry served, and what it is called in the report."""
    return core.document, Input(core.form, core.digest, core.version)


# ---- the registry that the options name


def add_registry(parser: Parser, *, writing: bool = False) -> None:
    """The options that say how to reach a registry."""
    parser.option("--registry", metavar="URL", default=os.environ.get("SOROE_REGISTRY"))
    parser.option("--proxy", metavar="URL")
    parser.option("--ca-file", metavar="FILE")
    parser.option("--timeout", metavar="SECONDS", type=_seconds, default=120.0)
    if not writing:
        parser.option("--offline", action="store_true")
        parser.option("--bundle", metavar="FILE|DIR")
        add_key(parser)


def add_key(parser: Parser) -> None:
    """The option for a key that somebody was given by hand."""
    parser.option("--key", metavar="KEY", told="bundle-key", default=os.environ.get("SOROE_KEY"))


def has_source(args: object) -> bool:
    """Whether the options or the environment name a registry, or a bundle of one."""
    return bool(getattr(args, "registry", None) or getattr(args, "bundle", None))


def open_client(args: object, what: str, token: str | None = None) -> Client:
    """A client of the registry, or of the bundle, that the options or the environment name."""
    if bundle := getattr(args, "bundle", None):
        from soroe.cli.bundled import bundle_client  # noqa: PLC0415 - needed by few

        return bundle_client(bundle, args)
    url: str | None = getattr(args, "registry", None)
    if not url:
        raise DocumentError(Problem("registry-missing", params={"what": what}))
    from soroe.cache import DiskCache  # noqa: PLC0415 - local files need no registry
    from soroe.client import Client  # noqa: PLC0415
    from soroe.transport import Timeout  # noqa: PLC0415

    folder = os.environ.get("SOROE_CACHE")
    return Client(
        url,
        token=token,
        proxy=getattr(args, "proxy", None),
        ca_file=getattr(args, "ca_file", None),
        timeout=Timeout(total=getattr(args, "timeout", 120.0)),
        offline=getattr(args, "offline", False),
        cache=DiskCache(Path(folder) if folder else None),
    )


def _seconds(word: str) -> float:
    seconds = float(word)
    if not 0 < seconds < 86_400:
        raise ValueError(word)
    return seconds
