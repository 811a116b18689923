"""The two forms of a table: files, core versions, local diffs, revisions of a municipality."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from soroe.cli.documents import find_core, kind_of, read_diff
from soroe.cli.forms import FormFile, import_form, read_form_source
from soroe.cli.names import read_names
from soroe.cli.parser import UsageError
from soroe.cli.sources import (
    Source,
    from_file,
    named,
    open_client,
    read_source,
    reference,
    required_reference,
)
from soroe.client import Client
from soroe.diff import decode_diff
from soroe.diff.layers import Layer, resolve_layers, together
from soroe.errors import DocumentError
from soroe.importers.content import content_of
from soroe.jsontext import read
from soroe.locale import text
from soroe.model import Base, Json, Lang, Note
from soroe.schema import inline
from soroe.table import Side


class Sides(Base, frozen=True):
    """The older and the newer form, and what reading them could not express or decide."""

    old: Side
    new: Side
    notes: tuple[Note, ...] = ()


def sides(args: Any, lang: Lang) -> Sides:
    """The older and the newer form that the command line names.

    Two words are two forms. A diff alone is compared with the core that it lies on; a form with
    `--municipality` is the core against the municipality's latest revision, or with `--revisions`
    one revision against another.
    """
    if args.municipality is not None:
        _without(args, "B", args.b, "--municipality")
        return _municipality(args, lang)
    _without(args, "--revisions", args.revisions, "A B")
    if args.b is not None:
        old, notes = _first(args, lang)
        new, more = _second(args, old, lang)
        return Sides(old, new, (*notes, *more))
    source = None if reference(args.a) else _diff_source(read_form_source(args.a))
    if source is None:
        wrong = text("cli", "complaints", "missing", lang, names="B")
        raise UsageError("soroe table", wrong)
    return _diff(args, source, lang)


def _without(args: Any, name: str, value: object, other: str) -> None:
    if value is not None:
        wrong = text("cli", "complaints", "together", args.lang, name=name, other=other)
        raise UsageError("soroe table", wrong)


def _municipality(args: Any, lang: Lang) -> Sides:
    form, code = required_reference(args.a).form, args.municipality
    with open_client(args, form) as client:
        if args.revisions:
            old, new = (_revision(client, form, code, int(n), lang) for n in args.revisions)
            return Sides(old, new)
        new = _revision(client, form, code, None, lang)
        assert new.diff is not None
        core = client.get_core(form, new.diff.core)
    return Sides(Side(core.document, _core_name(core.version, lang)), new)


def _revision(client: Client, form: str, code: str, number: int | None, lang: Lang) -> Side:
    """A published revision: the form it makes, and all diffs that made it."""
    listing = client.local_listing(form, code)
    local = client.get_local_form(form, code, number)
    diff = decode_diff(client.get_diff(form, code, local.revision).document)
    label = text(
        "old_new", "head", "local", lang, name=listing.name or code, revision=local.revision
    )
    return Side(local.document, label, together(_below(client, Layer(diff, local.revision)))[0])


def _below(client: Client, top: Layer) -> list[Layer]:
    """The layers down to the core, the lowest first; the registry has refused any circle."""
    layers = [top]
    while (over := layers[0].diff.over) is not None:
        code, _, number = over.partition("@")
        found = client.get_diff(top.diff.form, code, int(number))
        layers.insert(0, Layer(decode_diff(found.document), int(number)))
    return layers


def _first(args: Any, lang: Lang) -> tuple[Side, tuple[Note, ...]]:
    """A core version, what a diff's file makes of its core, or a form's file."""
    found = _named(args, args.a, lang)
    if isinstance(found, Side):
        return found, ()
    if content_of(found.data).kind == "json":
        form, _ = from_file(read_source(found.name))
        return Side(form, Path(found.name).name), ()
    return _imported(args, found, None)


def _second(args: Any, old: Side, lang: Lang) -> tuple[Side, tuple[Note, ...]]:
    """The same; a file of another kind (kintone, Excel) is read against the first form."""
    found = _named(args, args.b, lang)
    return (found, ()) if isinstance(found, Side) else _imported(args, found, old.form)


def _imported(args: Any, file: FormFile, core: Json | None) -> tuple[Side, tuple[Note, ...]]:
    imported = import_form(file, core, read_names(args.aliases, {}))
    return Side(inline(imported.schema), Path(file.name).name), imported.notes


def _named(args: Any, word: str, lang: Lang) -> Side | FormFile:
    wanted = reference(word)
    if wanted is not None:
        with open_client(args, wanted.form) as client:
            core = client.get_core(wanted.form, wanted.version or "latest")
        return Side(core.document, _core_name(core.version, lang))
    file = read_form_source(word)
    source = _diff_source(file)
    return file if source is None else _diff(args, source, lang).new


def _diff_source(file: FormFile) -> Source | None:
    """The file as JSON if it is a local diff."""
    if content_of(file.data).kind != "json":
        return None
    try:
        source = Source(file.name, file.data, read(file.data))
    except DocumentError as e:
        raise named(e, {"file": file.name}) from None
    return source if kind_of(source.value) == "diff" else None


def _diff(args: Any, source: Source, lang: Lang) -> Sides:
    """A diff's core, and the form that it makes with the diffs it lies over."""
    diff = read_diff(source)
    core, found = find_core(args, args.core or f"{diff.form}@{diff.core}")
    layers = [Layer(diff, 0)]
    if diff.over is not None:
        with open_client(args, diff.form) as client:
            layers = _below(client, layers[0])
    form, _ = resolve_layers(core, layers)
    label = text(
        "old_new", "head", "draft", lang, code=diff.municipality, file=Path(source.name).name
    )
    old = Side(core, _core_name(found.version or diff.core, lang))
    return Sides(old, Side(form, label, together(layers)[0]))


def _core_name(version: str, lang: Lang) -> str:
    return text("old_new", "head", "core", lang, version=version)
