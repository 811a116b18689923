"""The two cells of a row from what is said of an item before and after."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from difflib import SequenceMatcher
from typing import TypeAlias

from soroe.locale import text
from soroe.model import Lang
from soroe.report.words import say
from soroe.table.model import Line, Run
from soroe.table.underline import underlined, whole
from soroe.table.words import Said

Cells: TypeAlias = tuple[tuple[Line, ...], tuple[Line, ...]]
"""The lines of the newer and of the older form."""

_Pair: TypeAlias = tuple[list[Line], list[Line]]

_NEAR = 2
"""So many unchanged choices stand beside a changed one; the others are left out."""

_FULL = 8
"""A list of choices up to this length is written out."""


def both(old: Iterable[Said], new: Iterable[Said], lang: Lang) -> Cells | None:
    """The cells, newer first; None where nothing differs.

    What stays the same is said for its context (asked, takes), left out with a sign (description,
    choices) or passed over.
    """
    before, after = ({f"{s.part} {s.key}": s for s in side} for side in (old, new))
    changed = False
    cells: _Pair = [], []
    for key in _merged(list(before), list(after)):
        left, right = before.get(key), after.get(key)
        same = left is not None and right is not None and left.same(right)
        changed |= not same
        for cell, lines in zip(cells, _lines(left, right, lang, same=same), strict=True):
            cell.extend(lines)
    return (tuple(cells[0]), tuple(cells[1])) if changed else None


def alone(found: Iterable[Said], lang: Lang, inside: Sequence[str] = ()) -> tuple[Line, ...]:
    """The cell of an item that stands in one form only: everything changed.

    `inside` are the titles of the items that went with a group. How an answer is spelt is told by
    example where there is one.
    """
    told = list(found)
    example = any(said.part == "example" for said in told)
    shown = [said for said in told if said.part != "pattern" or not example]
    lines = [line for said in shown for line in _all(said, lang)]
    if inside:
        label = text("old_new", "lines", "inside", lang)
        lines.append(Line(label, whole(say(lang, "comma").join(inside), changed=True)))
    return tuple(lines)


def _merged(old: list[str], new: list[str]) -> list[str]:
    """The keys of the newer side, those of the older alone where they stood."""
    out = list(new)
    for index, key in enumerate(old):
        if key not in out:
            above = next((k for k in reversed(old[:index]) if k in out), None)
            out.insert(out.index(above) + 1 if above else 0, key)
    return out


def _lines(left: Said | None, right: Said | None, lang: Lang, *, same: bool) -> _Pair:
    if left is None or right is None:
        shown = left or right
        assert shown is not None
        lines = _all(shown, lang)
        return (lines, []) if left is None else ([], lines)
    if same:
        return _same(right, lang)
    if right.part == "choices":
        return _choices(left, right, lang)
    if right.part == "rule":
        return _rules(left, right, lang)
    before, after = underlined(left.text, right.text)
    return [Line(right.label, after)], [Line(left.label, before)]


def _same(said: Said, lang: Lang) -> _Pair:
    if said.part in ("asked", "takes"):
        lines = [Line(said.label, whole(said.text, changed=False))]
    elif said.part in ("choices", "description") and not said.key:
        omitted = text("old_new", "row", "omitted", lang)
        lines = [Line(said.label, whole(omitted, changed=False))]
    else:
        lines = []
    return lines, list(lines)


def _all(said: Said, lang: Lang) -> list[Line]:
    if said.part == "rule":
        return [Line(said.label, whole(rule, changed=True)) for _, rule in said.parts]
    joined = say(lang, "comma").join(part for _, part in said.parts)
    return [Line(said.label, whole(joined, changed=True))]


def _rules(left: Said, right: Said, lang: Lang) -> _Pair:
    """Rule by rule; those that stay are left out together."""
    old, new = ([rule for rule, _ in said.parts] for said in (left, right))
    cells: _Pair = [], []
    omitted = whole(text("old_new", "row", "omitted", lang), changed=False)
    for tag, i, j, k, m in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if tag == "equal":
            cells[0].append(Line(right.label, omitted))
            cells[1].append(Line(left.label, omitted))
            continue
        paired = min(j - i, m - k)
        for n in range(paired):
            before, after = underlined(left.parts[i + n][1], right.parts[k + n][1])
            cells[0].append(Line(right.label, after))
            cells[1].append(Line(left.label, before))
        more = right.parts[k + paired : m], left.parts[i + paired : j]
        for cell, parts in zip(cells, more, strict=True):
            cell.extend(Line(right.label, whole(rule, changed=True)) for _, rule in parts)
    return cells


def _choices(left: Said, right: Said, lang: Lang) -> _Pair:
    """Choice by choice by their codes: a new one is underlined whole, a label word by word."""
    old, new = dict(left.parts), dict(right.parts)
    labels = {label: code for code, label in [*left.parts, *right.parts]}
    clash = {c for c, label in [*left.parts, *right.parts] if labels[label] != c}
    clash |= {labels[label] for c, label in [*left.parts, *right.parts] if labels[label] != c}

    def side(mine: Mapping[str, str], other: Mapping[str, str], index: int) -> tuple[Run, ...]:
        entries: list[tuple[Run, ...]] = []
        for code, label in mine.items():
            shown = f"{label} ({code})" if code in clash else label
            if code in other:
                pair = (other[code], label) if index else (label, other[code])
                entries.append(underlined(*pair)[index])
            else:
                entries.append(whole(shown, changed=True))
        return _joined(entries, lang)

    return [Line(right.label, side(new, old, 1))], [Line(left.label, side(old, new, 0))]


def _joined(entries: list[tuple[Run, ...]], lang: Lang) -> tuple[Run, ...]:
    """The choices in a row; long stretches that did not change are left out."""
    comma, omitted = say(lang, "comma"), text("old_new", "row", "omitted", lang)
    marked = [any(run.changed for run in entry) for entry in entries]
    out: list[Run] = []
    wholly_before = left_out = False
    for index, entry in enumerate(entries):
        near = any(marked[max(0, index - _NEAR) : index + _NEAR + 1])
        if len(entries) > _FULL and not near:
            if not left_out:
                out.extend((Run(comma), Run(omitted)) if out else (Run(omitted),))
            left_out, wholly_before = True, False
            continue
        wholly = all(run.changed for run in entry)
        if out:
            out.append(Run(comma, wholly and wholly_before))
        out.extend(entry)
        wholly_before, left_out = wholly, False
    return _melted(out)


def _melted(runs: list[Run]) -> tuple[Run, ...]:
    """Neighbouring runs of one kind as one."""
    out: list[Run] = []
    for run in runs:
        if out and out[-1].changed == run.changed:
            run = Run(out.pop().text + run.text, run.changed)  # noqa: PLW2901 - it grows
        out.append(run)
    return tuple(out)
