"""Which words changed between two texts, so that the underlines look right in Japanese.

Compared are words: a run of latin letters, of digits or of katakana is one, any other character
stands for itself. What then remains equal between two changes and is shorter than they are is
underlined with them (the semantic cleanup of diff-match-patch), because a lone の between two
underlines reads worse than one underline.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from difflib import SequenceMatcher

from soroe.report.markup import visible
from soroe.table.model import Run

_WORD = re.compile(r"[A-Za-zＡ-Ｚａ-ｚ]+|[0-9０-９]+(?:[.．][0-9０-９]+)?|[ァ-ヴー]+|.", re.DOTALL)
_MOST = 1_000_000
"""Pairs of words to compare; beyond that only what the texts begin and end with is told apart."""

_Span = tuple[bool, int, int, int, int]
"""Whether it is equal, and the words on both sides."""


def underlined(old: str, new: str) -> tuple[tuple[Run, ...], tuple[Run, ...]]:
    """The two texts as runs; only what differs is marked as changed."""
    left, right = _WORD.findall(visible(old)), _WORD.findall(visible(new))
    spans = _merged(_spans(left, right))
    return _runs(left, [(s[0], s[1], s[2]) for s in spans]), _runs(
        right, [(s[0], s[3], s[4]) for s in spans]
    )


def whole(text: str, *, changed: bool) -> tuple[Run, ...]:
    """A text of which all or nothing changed."""
    return (Run(visible(text), changed),) if text else ()


def _spans(left: Sequence[str], right: Sequence[str]) -> list[_Span]:
    start = 0
    while start < min(len(left), len(right)) and left[start] == right[start]:
        start += 1
    end = 0
    while end < min(len(left), len(right)) - start and left[-1 - end] == right[-1 - end]:
        end += 1
    a, b = left[start : len(left) - end], right[start : len(right) - end]
    spans: list[_Span] = [(True, 0, start, 0, start)]
    if len(a) * len(b) > _MOST:
        spans.append((False, start, start + len(a), start, start + len(b)))
    else:
        for tag, i, j, k, m in SequenceMatcher(None, a, b, autojunk=False).get_opcodes():
            spans.append((tag == "equal", start + i, start + j, start + k, start + m))
    spans.append((True, len(left) - end, len(left), len(right) - end, len(right)))
    return [s for s in spans if s[2] > s[1] or s[4] > s[3]]


def _merged(spans: list[_Span]) -> list[_Span]:
    """Equal stretches that are no longer than the changes on both their sides join them."""
    out = _joined(spans)
    while True:
        for index in range(1, len(out) - 1):
            before, here, after = out[index - 1 : index + 2]
            if here[0] and here[2] - here[1] <= min(_size(before), _size(after)):
                out[index] = (False, *here[1:])
                out = _joined(out)
                break
        else:
            return out


def _size(span: _Span) -> int:
    return max(span[2] - span[1], span[4] - span[3])


def _joined(spans: list[_Span]) -> list[_Span]:
    """Neighbours of one kind as one."""
    out: list[_Span] = []
    for span in spans:
        if out and out[-1][0] == span[0]:
            last = out.pop()
            span = (span[0], last[1], span[2], last[3], span[4])  # noqa: PLW2901 - it grows
        out.append(span)
    return out


def _runs(words: Sequence[str], spans: list[tuple[bool, int, int]]) -> tuple[Run, ...]:
    return tuple(Run("".join(words[i:j]), not equal) for equal, i, j in spans if j > i)
