"""`soroe init`: look at a project and write its `soroe.toml`."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path, PurePosixPath
from typing import Any

import msgspec

from soroe.cli.documents import kind_of, read_diff
from soroe.cli.forms import import_form, read_form_source
from soroe.cli.output import free, write
from soroe.cli.parser import Parser
from soroe.cli.screen import Screen
from soroe.cli.sources import Source, add_registry, open_client
from soroe.codes import read_local_government_code
from soroe.errors import DocumentError, Problem, SoroeError
from soroe.flows import Core
from soroe.importers import Names
from soroe.jsontext import read
from soroe.locale import text
from soroe.model import LocalDiff
from soroe.project.file import NAME
from soroe.project.guess import Guess, guess
from soroe.project.resolve import all_cores
from soroe.project.template import Found, Template, render

_ENDINGS = frozenset({".json", ".xlsx", ".xlsm", ".csv", ".tsv"})
_NOT_HERE = frozenset({"node_modules", "venv", "dist", "build", "target", "vendor", "__pycache__"})
_MOST = 2_000
"""Files that are looked into; a folder with more is not a project of forms."""


class Seen(msgspec.Struct):
    """What was found in the folder."""

    forms: list[tuple[str, Guess]] = msgspec.field(default_factory=list)
    diffs: list[tuple[str, LocalDiff]] = msgspec.field(default_factory=list)
    left: int = 0


def add_arguments(parser: Parser) -> None:
    """Declare the options."""
    parser.argument("folder", metavar="FOLDER", nargs="?", default=".", told="init-folder")
    parser.option("--municipality", metavar="CODE", told="init-municipality")
    parser.option("--force", action="store_true")
    add_registry(parser)


def run(args: Any, screen: Screen) -> int:
    """Fetch the cores, look at the files, write; nothing is written where something fails."""
    folder = Path(args.folder)
    if not folder.is_dir():
        raise DocumentError(Problem("file-missing", params={"file": args.folder}))
    target = folder / NAME
    free(str(target), force=args.force)
    code = args.municipality and read_local_government_code(args.municipality)
    with open_client(args, NAME) as client:
        cores = {core.form: core for core in client.run(all_cores())}
    seen = _look(folder, cores)
    template = Template(
        tuple(_grouped(seen, cores, code or "")),
        args.registry or "",
        _bundle(args, folder),
        tuple((file, _near(g)) for file, g in seen.forms if g.form is None),
    )
    write(str(target), render(template, screen.lang), screen, force=args.force)
    _tell(seen, str(target), screen)
    return 0


def _bundle(args: Any, folder: Path) -> str:
    name = getattr(args, "bundle", None)
    return Path(os.path.relpath(name, folder)).as_posix() if name else ""


def _look(folder: Path, cores: dict[str, Core]) -> Seen:
    seen = Seen()
    schemas = {form: core.document for form, core in cores.items()}
    for file in _candidates(folder):
        path = folder / file
        if (diff := _diff(path)) is not None:
            seen.diffs.append((file, diff))
            continue
        try:
            source = read_form_source(str(path))
        except SoroeError:
            seen.left += 1
            continue
        found = guess(lambda core, s=source: import_form(s, core, Names()), schemas)  # type: ignore[misc]
        if found is None:
            seen.left += 1
        else:
            seen.forms.append((file, found))
    return seen


def _candidates(folder: Path) -> Iterator[str]:
    count = 0
    for here, folders, files in os.walk(folder):
        folders[:] = sorted(f for f in folders if not f.startswith(".") and f not in _NOT_HERE)
        for name in sorted(files):
            if Path(name).suffix.lower() not in _ENDINGS or name.startswith((".", "~$")):
                continue
            count += 1
            if count > _MOST:
                params = {"pattern": str(folder), "count": str(count), "limit": f"{_MOST:,}"}
                raise DocumentError(Problem("project-too-many-files", params=params))
            yield (Path(here) / name).relative_to(folder).as_posix()


def _diff(path: Path) -> LocalDiff | None:
    """The file as a local diff, None where it is none or none that can be used."""
    if path.suffix.lower() != ".json":
        return None
    try:
        data = path.read_bytes()
        value = read(data)
        return read_diff(Source(str(path), data, value)) if kind_of(value) == "diff" else None
    except (OSError, SoroeError):
        return None


def _grouped(seen: Seen, cores: dict[str, Core], code: str) -> Iterator[Found]:
    """One entry for the files of a form that are compared with the same."""
    groups: dict[tuple[str, str], list[str]] = {}
    for file, found in seen.forms:
        if found.form is not None:
            diff = "" if code else _diff_for(file, found.form.form, seen)
            groups.setdefault((found.form.form, diff), []).append(file)
    for (form, diff), files in sorted(groups.items()):
        version = "" if diff or code else cores[form].version.partition(".")[0]
        yield Found(form, tuple(files), version, code, diff)


def _diff_for(file: str, form: str, seen: Seen) -> str:
    """The diff of the form in the same folder, else the only one there is."""
    there = [name for name, diff in seen.diffs if diff.form == form]
    beside = [n for n in there if PurePosixPath(n).parent == PurePosixPath(file).parent]
    for names in (beside, there):
        if len(names) == 1:
            return names[0]
    return ""


def _near(found: Guess) -> str:
    return ", ".join(f"{fit.form} ({fit.hits}/{fit.all})" for fit in found.near)


def _tell(seen: Seen, target: str, screen: Screen) -> None:
    def say(part: str, **params: object) -> None:
        screen.say(text("project", "init", part, screen.lang, **params) + "\n")

    clear = [(file, g.form) for file, g in seen.forms if g.form is not None]
    say("written", file=target, count=len(clear))
    for file, fit in clear:
        say("found", file=file, form=fit.form, hits=fit.hits, all=fit.all)
    for file, diff in seen.diffs:
        say("with-diff", file=file, municipality=diff.municipality)
    for file, found in seen.forms:
        if found.form is None:
            say("unclear", file=file, near=_near(found))
    if seen.left:
        say("left", count=seen.left)
    if clear:
        say("then")
    else:
        say("none", file=target)
