"""Folding of words for the directory's search: however a clerk types it, the same word."""

from __future__ import annotations

import unicodedata

_SMALL = str.maketrans("ァィゥェォヵヶッャュョヮ", "アイウエオカケツヤユヨワ")
_TO_KATAKANA = {h: h + 0x60 for h in range(0x3041, 0x3097)}


def fold(text: str) -> str:
    """One spelling for half and full width, hiragana and katakana, small and large kana, spaces.

    For searching only: names are stored and shown as they were given.
    """
    wide = unicodedata.normalize("NFKC", text).casefold().translate(_TO_KATAKANA)
    kept = "".join(c for c in wide.translate(_SMALL) if not c.isspace() and c != "・")
    return unicodedata.normalize("NFKC", kept)
