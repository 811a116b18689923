"""Colours of a terminal; switched off they leave the text as it is."""

from __future__ import annotations

from typing import Literal, TypeAlias

Tone: TypeAlias = Literal["strong", "faint", "bad", "mixed", "good"]

_CODES: dict[Tone, str] = {"strong": "1", "faint": "2", "bad": "31", "mixed": "33", "good": "32"}


class Style:
    """Paints words if `on`."""

    def __init__(self, *, on: bool = False) -> None:
        """`on`: the words go to a terminal that shows colours."""
        self._on = on

    def __call__(self, words: str, *tones: Tone) -> str:
        """The words in the tones."""
        if not self._on or not words:
            return words
        return f"\x1b[{';'.join(_CODES[t] for t in tones)}m{words}\x1b[0m"
