"""Texts from outside that are shown: only what can be seen."""

from __future__ import annotations

import unicodedata


def visible(text: str) -> str:
    """The text without controls, surrogates and what turns the direction of what stands beside it.

    These are the general categories C* of Unicode: none of them is part of a name.
    """
    return "".join(letter for letter in text if not unicodedata.category(letter).startswith("C"))
