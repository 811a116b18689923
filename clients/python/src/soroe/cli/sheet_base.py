"""The form that a workbook is written from, and found again when it comes back."""

from __future__ import annotations

from typing import Any

import msgspec

from soroe.cli.below import find_below, ground
from soroe.cli.documents import find_core, kind_of, read_diff
from soroe.cli.sources import Reference, open_client, read_source, reference
from soroe.diff import apply, decode_diff
from soroe.errors import DocumentError, Problem
from soroe.model import Json, LocalDiff
from soroe.schema import items
from soroe.sheet import Origin


class Base(msgspec.Struct, frozen=True):
    """A core, or a municipality's form on it.

    `core` is what the diff lies on: the core with the diffs below; `name` says which core.
    """

    core: Json
    form: Json
    name: Reference
    diff: LocalDiff | None = None

    @property
    def count(self) -> int:
        """How many items the form has."""
        return len(items(self.form))


def from_word(args: Any, word: str) -> Base:
    """What the command line names: a core, a diff's file, or with --municipality its latest form.

    Raises `DocumentError` `core-unnamed` where a core's file does not say which core it is.
    """
    wanted = reference(word)
    if args.municipality is not None and args.diff is None:
        form = wanted.form if wanted is not None else word
        return _local(args, _latest(args, form, args.municipality))
    if args.diff is not None:
        return _local(args, read_diff(read_source(args.diff)), word)
    if wanted is None:
        source = read_source(word)
        if kind_of(source.value) == "diff":
            return _local(args, read_diff(source))
    return _core(args, word)


def from_origin(args: Any, origin: Origin) -> Base:
    """The form that a workbook names: from `--core` and `--diff`, else from the registry.

    Raises `DocumentError`: `sheet-other-core`, `sheet-other-municipality` where what is named is
    something else, `sheet-diff-unsaid` where a local form's diff is nowhere.
    """
    word = args.core or f"{origin.form}@{origin.core}"
    if origin.municipality is None:
        base = _core(args, word)
        _same_core(base, origin)
        return base
    if args.municipality not in (None, origin.municipality):
        _other(origin.municipality, args.municipality)
    if args.diff is not None:
        diff = read_diff(read_source(args.diff))
    elif args.registry:
        diff = _latest(args, origin.form, origin.municipality)
    else:
        params = {"municipality": origin.municipality}
        raise DocumentError(Problem("sheet-diff-unsaid", params=params))
    if diff.municipality != origin.municipality:
        _other(origin.municipality, diff.municipality)
    base = _local(args, diff, word)
    _same_core(base, origin)
    return base


def _core(args: Any, word: str) -> Base:
    core, name = find_core(args, word)
    if name.version is None:
        raise DocumentError(Problem("core-unnamed", params={"file": word}))
    return Base(core, core, name)


def _local(args: Any, diff: LocalDiff, word: str | None = None) -> Base:
    base = _core(args, word or args.core or f"{diff.form}@{diff.core}")
    if (base.name.form, base.name.version) != (diff.form, diff.core):
        found = f"{base.name.form}@{base.name.version}"
        params = {"wanted": f"{diff.form}@{diff.core}", "found": found}
        raise DocumentError(Problem("sheet-other-core", params=params))
    core = ground(base.core, find_below(args, diff))
    return Base(core, apply(core, diff), base.name, diff)


def _latest(args: Any, form: str, code: str) -> LocalDiff:
    with open_client(args, form) as client:
        return decode_diff(client.get_diff(form, code).document)


def _same_core(base: Base, origin: Origin) -> None:
    found, wanted = (base.name.form, base.name.version), (origin.form, origin.core)
    if found != wanted:
        params = {"wanted": "@".join(wanted), "found": f"{found[0]}@{found[1]}"}
        raise DocumentError(Problem("sheet-other-core", params=params))


def _other(wanted: str, found: str) -> None:
    params = {"wanted": wanted, "found": found}
    raise DocumentError(Problem("sheet-other-municipality", params=params))
