"""What the pages say: one file for each section and language, `locale/<section>.<lang>.json`.

A file maps keys to sentences; a sentence may hold `{name}` places. A key is used as
`section.key`. House tests compare keys and places of the two languages.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path

import msgspec

from soroe.model import Lang

FOLDER = Path(__file__).parent / "locale"


@cache
def table(section: str, lang: Lang) -> dict[str, str]:
    """All sentences of a section in one language."""
    return msgspec.json.decode(
        (FOLDER / f"{section}.{lang}.json").read_bytes(), type=dict[str, str]
    )


def say(lang: Lang, name: str, /, **params: object) -> str:
    """The sentence `section.key` with its places filled; a missing one is a KeyError."""
    section, _, key = name.partition(".")
    return table(section, lang)[key].format_map(params)
