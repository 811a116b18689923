"""Which language to speak: --lang, then SOROE_LANG, then the locale, else Japanese."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from soroe.cli.parser import UsageError
from soroe.locale import text
from soroe.model import Lang

LANGS: tuple[Lang, ...] = ("ja", "en")


def chosen(words: Sequence[str], environ: Mapping[str, str]) -> Lang:
    """The language of this run; looked up before parsing, so that usage errors are in it, too."""
    asked = option(words, "--lang")
    if asked in LANGS:
        return asked
    setting = environ.get("SOROE_LANG", "").strip()
    if setting in LANGS:
        return setting
    if setting:
        usage = text("cli", "usage", "environment", "ja", name="SOROE_LANG", value=setting)
        raise UsageError("soroe", usage)
    return _locale(environ)


def option(words: Sequence[str], name: str) -> str | None:
    """The value of an option before anything is parsed; errors of parsing need it, too."""
    for index, word in enumerate(words):
        if word == "--":
            return None
        if word == name and index + 1 < len(words):
            return words[index + 1]
        if word.startswith(f"{name}="):
            return word.removeprefix(f"{name}=")
    return None


def _locale(environ: Mapping[str, str]) -> Lang:
    """English where the first of the locale variables that is set says so (POSIX order)."""
    for name in ("LC_ALL", "LC_MESSAGES", "LANG"):
        if value := environ.get(name):
            return "en" if value.lower().startswith("en") else "ja"
    return "ja"
