"""`soroe bundle`: make a bundle, verify and show it, compare two, import one."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from soroe.bundle import Holding, compare, notices, split, trust, unseal
from soroe.cli.bundled import given_key, in_file, pin, read, trusted, whole
from soroe.cli.output import free, write
from soroe.cli.parser import Parser, UsageError
from soroe.cli.screen import Screen
from soroe.cli.shelf import Shelf
from soroe.cli.sources import add_key, add_registry, open_client
from soroe.errors import IntegrityError
from soroe.flows.bundles import get_bundle, get_keys
from soroe.jsontext import pretty
from soroe.known import Known
from soroe.listing import to_json
from soroe.locale import text
from soroe.report import bundles as report
from soroe.signing import PublicKey

ACTIONS = ("create", "verify", "show", "diff", "import")


def add_arguments(parser: Parser) -> None:
    """Declare the options; which action takes which is said in their help."""
    parser.argument("action", choices=ACTIONS, metavar="|".join(ACTIONS))
    parser.argument("files", nargs="*", metavar="FILE", told="bundle-files")
    parser.option("--form", metavar="FORM", action="append", default=[], told="bundle-form")
    parser.option(
        "--municipality", metavar="CODE", action="append", default=[], told="bundle-municipality"
    )
    parser.option("--since", metavar="FILE|DIR|NUMBER", told="bundle-since")
    parser.option("--output", metavar="FILE", short="-o")
    parser.option("--split", metavar="SIZE", type=_bytes)
    parser.option("--force", action="store_true")
    parser.option("--into", metavar="DIR", default=os.environ.get("SOROE_BUNDLES"))
    parser.option("--allow-expired", action="store_true")
    parser.option("--format", choices=("text", "json"), default="text")
    add_key(parser)
    add_registry(parser, writing=True)


def run(args: Any, screen: Screen) -> int:
    """Do what the action says."""
    act, least, most = _ACTS[args.action]
    if not least <= len(args.files) <= most:
        part = "missing" if len(args.files) < least else "unknown"
        names = "FILE" if part == "missing" else " ".join(args.files[most:])
        raise UsageError("soroe bundle", text("cli", "complaints", part, screen.lang, names=names))
    return act(args, screen)


def _create(args: Any, screen: Screen) -> int:
    """Fetch, verify, write: in one file, or in parts."""
    if args.output is None:
        message = text("cli", "complaints", "missing", screen.lang, names="--output")
        raise UsageError("soroe bundle", message)
    since = None if args.since is None else _since(args)
    with open_client(args, "bundle") as client:
        seen = Known().get(client.base_url)
        if args.key is not None:
            key = given_key(args.key)
        elif seen is not None:
            key = PublicKey.parse(seen.key)
        else:
            key = PublicKey.parse(client.run(get_keys()).keys[-1].key)
        data = client.run(get_bundle(args.form, args.municipality, since))
    made = whole(trust(unseal([data]), key), client.base_url)
    files = _files(Path(args.output), data, args.split, screen)
    for name in files:
        free(name, force=args.force)
    for name, content in files.items():
        write(name, content, screen, force=args.force)
    if args.format == "json":
        screen.json(pretty({"files": list(files), **report.facts(made)}))
        return 0
    for name in files:
        screen.say(_say("written", screen, file=name) + "\n")
    screen.say(report.shown(made, screen.lang))
    screen.say(_say("carry-key", screen, key=made.sealed.key) + "\n")
    return 0


def _verify(args: Any, screen: Screen) -> int:
    """Everything that can be verified of one bundle, and how old it is."""
    name = ", ".join(args.files)
    found = whole(trusted(args.files, args.key), name)
    aged = notices(found.payload, datetime.now(UTC))
    if aged and not args.allow_expired:
        raise in_file(IntegrityError(*aged), name)
    if args.format == "json":
        screen.json(pretty(report.facts(found)))
        return 0
    screen.say(screen.style(_say("verified", screen, file=name), "strong", "good") + "\n")
    screen.say(report.shown(found, screen.lang))
    return 0


def _show(args: Any, screen: Screen) -> int:
    """What is in a bundle, or in a folder of imports with its log."""
    shelf = Shelf(Path(args.files[0]))
    if shelf.folder.is_dir():
        holding, state = shelf.read()
        if args.format == "json":
            screen.json(pretty({"forms": report.forms(holding), "state": to_json(state)}))
            return 0
        screen.say(report.folder(state, screen.lang))
    else:
        found = trusted(args.files, args.key)
        holding = Holding([found.payload])
        if args.format == "json":
            screen.json(pretty({**report.facts(found), "forms": report.forms(holding)}))
            return 0
        screen.say(report.shown(found, screen.lang))
    screen.say(report.listed(holding, screen.lang))
    return 0


def _diff(args: Any, screen: Screen) -> int:
    """What came, changed and went from the first to the second; files or folders."""
    old, new = (_holding(name, args.key) for name in args.files)
    changes = compare(old, new)
    if args.format == "json":
        screen.json(pretty(to_json(changes)))
    else:
        screen.say(report.changes(changes, screen.lang))
    return 0


def _import(args: Any, screen: Screen) -> int:
    """Verify everything, then take it in as a whole or not at all."""
    shelf = Shelf(Path(args.into) if args.into else _folder())
    key = None if args.key is None else given_key(args.key)
    files = read(args.files)
    names = tuple(Path(name).name for name in args.files)
    try:
        entry, new = shelf.take(
            files,
            names,
            pinned=key or _known(files, shelf),
            now=datetime.now(UTC).replace(microsecond=0),
            allow_expired=args.allow_expired,
        )
    except IntegrityError as e:
        raise in_file(e, ", ".join(args.files)) from None
    if args.format == "json":
        screen.json(pretty({"folder": str(shelf.folder), "new": new, "import": to_json(entry)}))
        return 0
    told = _say("imported" if new else "there", screen, serial=entry.serial, size=entry.size)
    screen.say(screen.style(told, "strong", "good") + "\n")
    screen.say(_say("use", screen, folder=shelf.folder) + "\n")
    return 0


def _known(files: list[bytes], shelf: Shelf) -> PublicKey | None:
    """At the first import, the key that this user has seen of the registry."""
    return None if shelf.state() is not None else pin(unseal(files), None)


def _holding(name: str, key: str | None) -> Holding:
    if Path(name).is_dir():
        return Shelf(Path(name)).read()[0]
    return Holding([trusted((name,), key).payload])


def _since(args: Any) -> int:
    """How many leaves the log has that somebody has: a number, a bundle's, a folder's."""
    if args.since.isascii() and args.since.isdecimal():
        return int(args.since)
    shelf = Shelf(Path(args.since))
    if shelf.folder.is_dir():
        return shelf.read()[1].size
    return trusted((args.since,), args.key).checkpoint.size


def _files(path: Path, data: bytes, size: int | None, screen: Screen) -> Mapping[str, bytes]:
    """What to write, by name: `name.json`, or `name-1of3.json` and so on."""
    if size is None or len(data) <= size:
        return {str(path): data}
    try:
        parts = list(split(data, size))
    except ValueError:
        wrong = text("cli", "complaints", "value", screen.lang, name="--split", value=size)
        raise UsageError("soroe bundle", wrong) from None
    total = len(parts)
    return {
        str(path.with_name(f"{path.stem}-{n}of{total}{path.suffix}")): part
        for n, part in enumerate(parts, 1)
    }


def _bytes(word: str) -> int:
    """The bytes that 5MB, 500KB or 5000000 say; ValueError where it says none."""
    for end, factor in (("MB", 1_000_000), ("KB", 1_000), ("", 1)):
        if word.upper().endswith(end):
            number = int(word[: len(word) - len(end)])
            if number > 0:
                return number * factor
    raise ValueError(word)


def _folder() -> Path:
    from platformdirs import user_data_path  # noqa: PLC0415 - slow to import, seldom needed

    return user_data_path("soroe", appauthor=False) / "bundle"


def _say(part: str, screen: Screen, **params: object) -> str:
    return text("cli", "bundle", part, screen.lang, **params)


_ACTS: Mapping[str, tuple[Callable[[Any, Screen], int], int, int]] = {
    "create": (_create, 0, 0),
    "verify": (_verify, 1, 1000),
    "show": (_show, 1, 1000),
    "diff": (_diff, 2, 2),
    "import": (_import, 1, 1000),
}
"""What does an action, and how few and how many files it takes."""
