r"""Unicode property escapes `\p{...}`: general categories and scripts, as RE2 knows them."""

from __future__ import annotations

import re
from functools import lru_cache

import re2

from soroe.contain.automata.charset import ALL, CharSet, normal

_NAME = re.compile(r"(?:(?:Script|sc|Script_Extensions|scx|General_Category|gc)=)?([A-Za-z_]+)\Z")
_LONG = {
    "Letter": "L", "Lowercase_Letter": "Ll", "Uppercase_Letter": "Lu", "Titlecase_Letter": "Lt",
    "Modifier_Letter": "Lm", "Other_Letter": "Lo", "Mark": "M", "Number": "N",
    "Decimal_Number": "Nd", "Punctuation": "P", "Symbol": "S", "Separator": "Z",
    "Space_Separator": "Zs", "Other": "C", "Control": "Cc",
    "Hira": "Hiragana", "Kana": "Katakana", "Hani": "Han", "Latn": "Latin",
}  # fmt: skip


@lru_cache(1)
def _everything() -> str:
    return "".join(chr(p) for lo, hi in ALL for p in range(lo, hi + 1))


@lru_cache(64)
def property_set(name: str) -> CharSet | None:
    """The code points with this property, or None when the name is not one that RE2 knows.

    `Script_Extensions` differ from `Script`, and unassigned code points differ between Unicode
    versions; the former is refused.
    """
    if name.startswith(("Script_Extensions=", "scx=")):
        return None
    found = _NAME.match(name)
    if found is None:
        return None
    short = _LONG.get(found[1], found[1])
    if short == "Any":
        return ALL
    options = re2.Options()
    options.log_errors = False
    try:
        pattern = re2.compile(rf"\p{{{short}}}+", options)
    except re2.error:
        return None
    return normal(
        [(ord(m.group()[0]), ord(m.group()[-1])) for m in pattern.finditer(_everything())]
    )
