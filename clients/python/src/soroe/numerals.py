"""Numbers as Japanese texts spell them: full-width digits and kanji numerals, exactly or not."""

from __future__ import annotations

import kanjize

KANJI = "[〇零一二三四五六七八九十百千]{1,9}"
"""A kanji numeral as a pattern, up to the thousands."""

_WIDE = "０１２３４５６７８９ＭＴＳＨＲｍｔｓｈｒ"
FOLD = str.maketrans(_WIDE, "0123456789MTSHRmtshr")
"""Full-width digits and era letters to half width, one character for one."""

_FLAT = kanjize.KanjizeConfiguration(style=kanjize.KanjizeStyle.FLAT, zero=kanjize.KanjizeZero.SIGN)


def number(text: str) -> int | None:
    """The number that digits or a kanji numeral spell: 29, ２９, 二十九, 二九, 二〇二六; else None.

    A kanji numeral counts only if it is spelt as that number is spelt (二二十 is none).
    """
    digits = text.translate(FOLD)
    if digits.isascii():
        return int(digits) if digits.isdigit() else None
    try:
        value = int(kanjize.kanji2number(digits))
    except ValueError:
        return None
    spelt = digits.replace("零", "〇")
    return value if spelt in (numeral(value), _flat(value)) else None


def numeral(value: int) -> str:
    """The number in kanji as laws write it: 29 is 二十九, 0 is 〇."""
    return str(kanjize.number2kanji(value)) if value else "〇"


def _flat(value: int) -> str:
    return str(kanjize.number2kanji(value, config=_FLAT))
