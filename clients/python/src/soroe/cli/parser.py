"""`argparse` that speaks Japanese: headings, help and its own complaints."""

from __future__ import annotations

import argparse
import re
from collections.abc import Iterable
from typing import Any, NoReturn

from soroe.locale import table, text
from soroe.model import Lang


class UsageError(Exception):
    """A command line that cannot be understood."""

    def __init__(self, prog: str, message: str) -> None:
        """`prog` is the command whose help is of use; the message is in the run's language."""
        super().__init__(message)
        self.prog = prog
        self.message = message


class Parser(argparse.ArgumentParser):
    """A parser whose every word is in one language; it raises `UsageError`, it does not exit."""

    def __init__(self, *, prog: str, lang: Lang, description: str) -> None:
        """`-h` is added here because argparse would add it in English."""
        super().__init__(
            prog=prog,
            description=description,
            add_help=False,
            allow_abbrev=False,
            formatter_class=lambda prog: _Formatter(prog, lang),
        )
        self.lang = lang
        self.tail = ""
        self.named = self.add_argument_group(text("cli", "usage", "arguments", lang))
        self.options = self.add_argument_group(text("cli", "usage", "options", lang))
        self.options.add_argument(
            "-h", "--help", action="help", help=text("cli", "options", "help", lang)
        )

    def option(self, name: str, **settings: Any) -> None:
        """An option; its help stands in the locale under its name, or under `told`."""
        key = settings.pop("told", name.lstrip("-"))
        short = settings.pop("short", None)
        names = (name,) if short is None else (short, name)
        self.options.add_argument(*names, help=text("cli", "options", key, self.lang), **settings)

    def argument(self, name: str, **settings: Any) -> None:
        """A positional argument; its help stands in the locale under its name, or under `told`."""
        shown, key = settings.pop("metavar", name.upper()), settings.pop("told", name)
        self.named.add_argument(
            name, metavar=shown, help=text("cli", "arguments", key, self.lang), **settings
        )

    def format_help(self) -> str:
        """The help, and below it what `tail` holds."""
        return super().format_help() + self.tail

    def error(self, message: str) -> NoReturn:
        """Complain in the chosen language."""
        raise UsageError(self.prog, translate(message, self.lang))


class _Formatter(argparse.HelpFormatter):
    def __init__(self, prog: str, lang: Lang) -> None:
        super().__init__(prog, max_help_position=34)
        self._lang = lang

    def add_usage(
        self,
        usage: str | None,
        actions: Iterable[argparse.Action],
        groups: Iterable[Any],
        prefix: str | None = None,
    ) -> None:
        prefix = text("cli", "usage", "prefix", self._lang) if prefix is None else prefix
        super().add_usage(usage, actions, groups, prefix)


def add_common(parser: Parser, lang: Lang, color: str = "auto") -> None:
    """The options that every command takes."""
    parser.option("--lang", choices=("ja", "en"), default=lang)
    parser.option("--color", choices=("auto", "always", "never"), default=color)


_COMPLAINTS = (
    ("missing", r"the following arguments are required: (?P<names>.*)"),
    ("unknown", r"unrecognized arguments: (?P<names>.*)"),
    (
        "choice",
        r"argument (?P<name>.*?): invalid choice: (?P<value>.*?) \(choose from (?P<all>.*)\)",
    ),
    ("value", r"argument (?P<name>.*?): invalid (?P<kind>\S+) value: (?P<value>.*)"),
    ("lacks", r"argument (?P<name>.*?): expected (?:at least )?(?:one|\d+) arguments?"),
    ("surplus", r"argument (?P<name>.*?): ignored explicit argument (?P<value>.*)"),
    ("together", r"argument (?P<name>.*?): not allowed with argument (?P<other>.*)"),
    ("oneof", r"one of the arguments (?P<names>.*) is required"),
)


def translate(message: str, lang: Lang) -> str:
    """The complaint in the language; what a later argparse words anew is shown as it says it."""
    for part, pattern in _COMPLAINTS:
        if match := re.fullmatch(pattern, message, re.DOTALL):
            return table("cli", lang)["complaints"][part].format_map(match.groupdict())
    return text("cli", "complaints", "other", lang, message=message)
