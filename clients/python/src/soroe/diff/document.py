"""Reading a local diff: the shape, and what the shape alone can tell is wrong."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from typing import cast

import msgspec
from msgspec import UNSET

from soroe.errors import DocumentError, Problem
from soroe.model import Change, Citation, Json, LocalDiff, Op
from soroe.pointer import join, split

_PATH = re.compile(r"at `\$(.*)`$")
LAYER_NAME = re.compile(r"[0-9]{6}@[1-9][0-9]*")
"""How a diff names the one below it: code and revision."""

_STEP = re.compile(r"\.([^.\[\]]+)|\[(\d+|\.\.\.)\]")


def decode_diff(value: Json) -> LocalDiff:
    """The local diff that the document spells, or `DocumentError` with every problem found.

    Checks the shape, pointers, own keys, that each operation has what its verb needs, dates, the
    name of the diff below, that no citation contradicts itself, that every basis cites a citation
    of the document, and that no two changes write to the same place.
    Whether the diff fits its core is `apply`'s question.
    """
    try:
        diff = msgspec.convert(value, LocalDiff)
    except msgspec.ValidationError as e:
        raise DocumentError(_shape(str(e))) from None
    problems = [*_dates(diff), *_citations(diff), *_over(diff), *_aliases(diff)]
    for index, change in enumerate(diff.changes):
        problems.extend(_change(diff, change, f"/changes/{index}"))
    problems.extend(_collisions(diff))
    if problems:
        raise DocumentError(*problems)
    return diff


def encode_diff(diff: LocalDiff) -> Json:
    """The JSON document of a diff; `decode_diff` reads it back."""
    return cast("Json", msgspec.json.decode(msgspec.json.encode(diff)))


def spell(diff: LocalDiff) -> Json:
    """The document of a diff in the order in which a person reads it, without what is not said."""
    spelled = encode_diff(diff)
    assert isinstance(spelled, dict)
    order = (
        "$schema", "form", "core", "over", "municipality", "effectiveFrom", "citations", "aliases",
        "changes",
    )  # fmt: skip
    return {name: spelled[name] for name in order if name in spelled}


def _shape(message: str) -> Problem:
    match = _PATH.search(message)
    steps = [a or b for a, b in _STEP.findall(match[1])] if match else []
    detail = message[: match.start()].rstrip(" -") if match else message
    return Problem("not-a-local-diff", join(steps), {"detail": detail})


def decode_citation(value: Json, at: str = "") -> Citation:
    """The citation that stands at the pointer `at` of a document, or `DocumentError`.

    Checks the shape, that dates are dates, and that it does not contradict itself.
    """
    try:
        cited = msgspec.convert(value, Citation)
    except msgspec.ValidationError as e:
        shape = _shape(str(e))
        raise DocumentError(Problem("not-a-citation", at + shape.at, shape.params)) from None
    if problems := tuple(_citation(cited, at)):
        raise DocumentError(*problems)
    return cited


def _dates(diff: LocalDiff) -> Iterator[Problem]:
    if diff.effective_from and not _date(diff.effective_from):
        yield Problem("date-invalid", "/effectiveFrom", {"date": diff.effective_from})


def _citations(diff: LocalDiff) -> Iterator[Problem]:
    for key, cited in diff.citations.items():
        yield from _citation(cited, join(("citations", key)))


def _citation(cited: Citation, at: str) -> Iterator[Problem]:
    from soroe.citation import contradictions  # noqa: PLC0415 - 30 ms, spent only on citations

    for name, day in (
        ("promulgated", cited.promulgated),
        ("inForceFrom", cited.in_force_from),
        ("inForceUntil", cited.in_force_until),
        ("asOf", cited.as_of),
    ):
        if day and not _date(day):
            yield Problem("date-invalid", f"{at}/{name}", {"date": day})
    yield from contradictions(cited, at)


def _over(diff: LocalDiff) -> Iterator[Problem]:
    if diff.over is not None and not LAYER_NAME.fullmatch(diff.over):
        yield Problem("layer-name-invalid", "/over", {"over": diff.over})


def _aliases(diff: LocalDiff) -> Iterator[Problem]:
    for item, key in diff.aliases.items():
        at = join(("aliases", item))
        if not _is_pointer(item) or item == "":
            yield Problem("pointer-invalid", at, {"pointer": item})
        if not key:
            yield Problem("not-a-local-diff", at, {"detail": "Expected `str` of length >= 1"})


def _date(text: str) -> bool:
    if not re.fullmatch(r"\d{4}-\d{2}-\d{2}", text):
        return False
    try:
        date.fromisoformat(text)
    except ValueError:
        return False
    return True


def _change(diff: LocalDiff, change: Change, at: str) -> list[Problem]:
    problems: list[Problem] = []
    if not _is_pointer(change.item):
        problems.append(Problem("pointer-invalid", at + "/item", {"pointer": change.item}))
    if not change.ops:
        problems.append(Problem("change-empty", at + "/ops", {"item": change.item}))
    if change.basis and change.basis.cite not in diff.citations:
        problems.append(
            Problem("citation-unknown", at + "/basis/cite", {"cite": change.basis.cite})
        )
    for index, op in enumerate(change.ops):
        problems.extend(_op(op, f"{at}/ops/{index}"))
    return problems


def _op(op: Op, at: str) -> list[Problem]:
    if not _is_pointer(op.path) or op.path == "":
        return [Problem("pointer-invalid", at + "/path", {"pointer": op.path})]
    needs = {"add": ("value",), "replace": ("was", "value"), "remove": ()}[op.op]
    missing = [name for name in needs if getattr(op, name) is UNSET]
    if op.op == "remove" and op.was is UNSET and op.value is UNSET:
        missing = ["was"]
    return [Problem("operation-incomplete", at, {"op": op.op, "field": name}) for name in missing]


def _is_pointer(text: str) -> bool:
    try:
        split(text)
    except ValueError:
        return False
    return True


def _collisions(diff: LocalDiff) -> list[Problem]:
    seen: dict[tuple[str, bytes], str] = {}
    problems = []
    for c, change in enumerate(diff.changes):
        for o, op in enumerate(change.ops):
            member = (
                b"" if op.value is UNSET or op.op == "replace" else msgspec.json.encode(op.value)
            )
            key = (op.path, member)
            at = f"/changes/{c}/ops/{o}"
            if key in seen:
                problems.append(
                    Problem("operation-twice", at + "/path", {"path": op.path, "first": seen[key]})
                )
            seen.setdefault(key, at)
    return problems
