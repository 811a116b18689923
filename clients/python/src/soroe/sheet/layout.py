"""The columns of the workbook, their headings in both languages, and how cells are compared."""

from __future__ import annotations

import re
import unicodedata
from typing import Final, Literal, TypeAlias, get_args

from soroe.locale import table, text
from soroe.model import Base, Lang
from soroe.report.markup import visible

Key: TypeAlias = Literal[
    "group", "title", "item", "kind", "need", "choices", "range", "writing", "description",
    "rules", "local", "differs",
]  # fmt: skip
KEYS: Final[tuple[Key, ...]] = get_args(Key)
EDITED: Final[frozenset[Key]] = frozenset(
    {"title", "kind", "need", "choices", "range", "writing", "description"}
)
"""What may be changed in the row of an item; in that of a new one also its group."""

CHOICE_KEYS: Final = ("item", "title", "value", "label")
ORIGIN: Final = "soroe"
"""The hidden sheet that says where the workbook is from."""

LONGEST: Final = 16_000
"""Characters of a cell; Excel holds 32,767 units of UTF-16."""

LANGS: Final[tuple[Lang, ...]] = ("ja", "en")


class Origin(Base, frozen=True):
    """What a workbook was made from: form, core version, and whose local form, if one's.

    `digest` is that of the form without its address; `lang` is the language of the cells.
    """

    form: str
    core: str
    digest: str
    lang: Lang
    municipality: str | None = None


def say(section: str, part: str, lang: Lang, **params: object) -> str:
    """A text of the workbook."""
    return text("item_sheet", section, part, lang, **params)


def heading(key: str, lang: Lang) -> str:
    """A column's heading; ※ marks what cannot be changed."""
    fixed = key not in EDITED and key not in ("group", "label")
    return say("columns", key, lang) + ("※" if fixed else "")


def key_of(words: str) -> str | None:
    """The column under a heading in either language."""
    plain = unicodedata.normalize("NFKC", words).casefold().rstrip("※").strip()
    for lang in LANGS:
        for key, said in table("item_sheet", lang)["columns"].items():
            if plain == unicodedata.normalize("NFKC", said).casefold():
                return key
    return None


def written(words: str) -> str:
    """The text as a cell holds it: control characters as signs, not longer than a cell takes."""
    shown = visible(words)
    return shown if len(shown) <= LONGEST else shown[: LONGEST - 1] + "…"


def plain(words: str) -> str:
    """What is compared: the text as programs that save the workbook again may leave it."""
    unified = words.replace("\r\n", "\n").replace("\r", "\n")
    return re.sub(r"[ \t　]+(?=\n)", "", unified).strip(" \t\n　")
