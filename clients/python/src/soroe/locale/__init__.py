"""Messages by id in Japanese and English.

One file per section and language, `<section>.<lang>.json`: id -> {part: text}. A text may hold
`{name}` places. House tests compare the ids and places of the two languages.
"""

from __future__ import annotations

from functools import cache
from pkgutil import get_data

import msgspec

from soroe.errors import Problem
from soroe.model import Lang


@cache
def table(section: str, lang: Lang) -> dict[str, dict[str, str]]:
    """All messages of a section (problems, rules, cli, ...) in one language."""
    data = get_data(__name__, f"{section}.{lang}.json") or b"{}"
    return msgspec.json.decode(data, type=dict[str, dict[str, str]])


def text(section: str, id_: str, part: str, lang: Lang, **params: object) -> str:
    """One message with its places filled; a missing id or place is a KeyError, never a blank."""
    return table(section, lang)[id_][part].format_map(params)


def explain(problem: Problem, lang: Lang) -> tuple[str, str, str]:
    """Title, detail and remedy of a problem in a person's language."""
    known = {"at": problem.at or "/", **problem.params}
    effect = table("cli", lang)["effects"].get(problem.params.get("effect", ""))
    if effect is not None:
        known["effect"] = effect
    if (verdict := problem.params.get("verdict")) in ("accept", "reject"):
        known["verdict"] = text("proposals", "proposal", f"became-{verdict}", lang)
    parts = table("problems", lang)[problem.type]
    title, detail, remedy = (
        parts[part].format_map(known) for part in ("title", "detail", "remedy")
    )
    return title, detail, remedy
