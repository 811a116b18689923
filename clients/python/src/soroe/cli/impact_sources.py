"""The municipalities' diffs of a form: from a folder, or all of a registry."""

from __future__ import annotations

from collections.abc import Callable, Collection
from pathlib import Path
from typing import Any

import msgspec

from soroe.cli.documents import kind_of, read_diff
from soroe.cli.screen import Screen
from soroe.cli.sources import Reference, from_file, has_source, open_client, read_source
from soroe.diff import decode_diff
from soroe.diff.layers import Layer, stack
from soroe.errors import DocumentError, Problem
from soroe.impact import Subject
from soroe.locale import text
from soroe.model import Json, LocalDiff


class Found(msgspec.Struct, frozen=True):
    """A municipality's diff, the core it is pinned to, and the diffs below it, the lowest first."""

    subject: Subject
    diff: LocalDiff
    core: Json
    below: tuple[Layer, ...] = ()


def of_folder(args: Any, form: str, old: tuple[Json, Reference], screen: Screen) -> list[Found]:
    """Every diff of the form in the folder and below; other files are left alone.

    An empty `form` takes the diffs of any. Raises `DocumentError`: `impact-no-diffs`,
    `impact-diff-twice`, `impact-core-missing`, and those of reading a diff.
    """
    folder = Path(args.diffs)
    if not folder.is_dir():
        raise DocumentError(Problem("file-missing", params={"file": args.diffs}))
    found: dict[str, tuple[str, LocalDiff]] = {}
    passed = 0
    for path in sorted(folder.rglob("*.json")):
        source = read_source(str(path))
        diff = read_diff(source) if kind_of(source.value) == "diff" else None
        if diff is None or (form and diff.form != form):
            passed += 1
            continue
        if diff.municipality in found:
            first = found[diff.municipality][0]
            params = {"municipality": diff.municipality, "file": source.name, "first": first}
            raise DocumentError(Problem("impact-diff-twice", "/municipality", params))
        found[diff.municipality] = source.name, diff
    if not found:
        raise DocumentError(Problem("impact-no-diffs", params={"folder": args.diffs, "form": form}))
    if passed:
        screen.tell(text("cli", "impact", "passed", screen.lang, count=passed))
    core_of = _cores(args, old)
    diffs = {code: diff for code, (_, diff) in found.items()}
    return [
        Found(Subject(code, "", 0), diff, core_of(diff, name), _below(diff, diffs))
        for code, (name, diff) in found.items()
    ]


def of_registry(
    args: Any, form: str, old: tuple[Json, Reference], only: Collection[str] | None = None
) -> list[Found]:
    """The latest diff of every municipality (of `only` these) that has one, with its name."""
    from soroe.flows.layers import layers_below  # noqa: PLC0415 - local files need no registry

    with open_client(args, form) as client:
        entries = [
            entry
            for entry in client.form_listing(form).local
            if only is None or entry.municipality in only
        ]
        known = client.search("", fictional="include") if entries else ()
        names = {m.code: m.name for m in known}
        cores: dict[str, Json] = {old[1].version: old[0]} if old[1].version else {}
        out: list[Found] = []
        for entry in sorted(entries, key=lambda e: e.municipality):
            local = client.get_diff(form, entry.municipality, entry.revision)
            diff = decode_diff(local.document)
            if diff.core not in cores:
                cores[diff.core] = client.get_core(form, diff.core).document
            code = entry.municipality
            subject = Subject(code, names.get(code, ""), entry.revision)
            below = client.run(layers_below(diff)) if diff.over is not None else ()
            out.append(Found(subject, diff, cores[diff.core], below))
    return out


def _cores(args: Any, old: tuple[Json, Reference]) -> Callable[[LocalDiff, str], Json]:
    """The core of each diff: the old one, or a file beside it, or that of the registry."""
    core, named = old
    known = {named.version: core} if named.version else {}

    def core_of(diff: LocalDiff, file: str) -> Json:
        if named.version is None:
            return core
        if diff.core not in known:
            beside = Path(args.old).parent / f"{diff.core}.json"
            if beside.is_file():
                known[diff.core] = from_file(read_source(str(beside)))[0]
            elif has_source(args):
                with open_client(args, diff.form) as client:
                    known[diff.core] = client.get_core(diff.form, diff.core).document
            else:
                params = {"file": file, "core": diff.core, "beside": str(beside)}
                raise DocumentError(Problem("impact-core-missing", "/core", params))
        return known[diff.core]

    return core_of


def _below(diff: LocalDiff, found: dict[str, LocalDiff]) -> tuple[Layer, ...]:
    """The diffs below; a file stands for the revision that the diff above it names."""
    top = Layer(diff, 1)
    known = {top.name: diff}
    over = diff.over
    while over is not None and over not in known:
        below = found.get(over.partition("@")[0])
        if below is None:
            break
        known[over] = below
        over = below.over
    return stack(top.name, known)[:-1]
