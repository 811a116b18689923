"""The diffs that a diff lies over: from files, or from the registry."""

from __future__ import annotations

from typing import Any

from soroe.cli.documents import read_diff
from soroe.cli.parser import Parser
from soroe.cli.sources import has_source, open_client, read_source
from soroe.diff.layers import Layer, resolve_layers, stack
from soroe.errors import DocumentError, Problem
from soroe.model import Json, LocalDiff


def add_below(parser: Parser) -> None:
    """The option that names the files."""
    parser.option("--below", metavar="DIFF", nargs="+", default=())


def find_below(args: Any, diff: LocalDiff | None) -> tuple[Layer, ...]:
    """The diffs below, the lowest first; none where the diff lies on the core itself.

    A file stands for the revision that the diff above it names. Raises `DiffError` where the layers
    do not lie over each other, and `DocumentError` `layer-not-given` where they are nowhere.
    """
    if diff is None or diff.over is None:
        return ()
    if args.below:
        return _from_files(args.below, diff)
    if not has_source(args):
        raise DocumentError(Problem("layer-not-given", "/over", {"over": diff.over}))
    from soroe.flows.layers import layers_below  # noqa: PLC0415 - local files need no registry

    with open_client(args, diff.form) as client:
        return client.run(layers_below(diff))


def ground(core: Json, below: tuple[Layer, ...]) -> Json:
    """What a diff over these lies on."""
    form, _ = resolve_layers(core, below)
    return form


def _from_files(names: list[str], diff: LocalDiff) -> tuple[Layer, ...]:
    given = [read_diff(read_source(name)) for name in names]
    files = {one.municipality: one for one in given}
    top = Layer(diff, 1)
    known = {top.name: diff}
    over = diff.over
    while over is not None and over not in known:
        found = files.get(over.partition("@")[0])
        if found is None:
            break
        known[over] = found
        over = found.over
    return stack(top.name, known)[:-1]
