"""The command `soroe`: one module per command, loaded when it is asked for.

Exit codes: 0 conforming (or done); 1 a divergence at or above `--fail-on`, or something that `lint`
misses; 2 usage, unreadable input, a refusal, or a fault of this program: there is no verdict; 3 the
registry cannot be reached or what came does not verify. 130 after Ctrl-C.
"""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Sequence
from importlib import import_module
from keyword import iskeyword
from typing import Protocol, cast

from soroe.cli.languages import chosen, option
from soroe.cli.parser import Parser, UsageError, add_common
from soroe.cli.screen import Screen
from soroe.errors import IntegrityError, RegistryError, SoroeError, UnreachableError
from soroe.locale import text
from soroe.model import Lang
from soroe.report.width import table

COMMANDS = (
    "check", "init", "update", "import", "derive", "justify", "lint", "rebase", "draft",
    "review", "push", "state", "pull", "bundle", "show", "diff", "compare", "impact",
    "candidates", "cluster", "proposal", "what-if", "divergence", "neighbours", "table",
    "handover", "status", "digest", "webhook", "succession", "log", "cite", "validate",
    "carry", "browse", "page", "sheet", "codegen", "explain", "rules",
)  # fmt: skip


class Command(Protocol):
    """What each module of a command offers."""

    def add_arguments(self, parser: Parser) -> None:
        """Declare its options."""

    def run(self, args: object, screen: Screen) -> int:
        """Do it; the exit code."""


def main(argv: Sequence[str] | None = None) -> int:
    """Run the command line; the exit code (see the head of this module)."""
    words = list(sys.argv[1:] if argv is None else argv)
    screen = Screen("ja", "auto")
    try:
        lang = chosen(words, os.environ)
        screen = Screen(lang, option(words, "--color") or "auto")
        return _run(words, lang)
    except UsageError as e:
        screen.usage(e.prog, e.message)
        return 2
    except SoroeError as e:
        screen.explain(e)
        return exit_code(e)
    except KeyboardInterrupt:
        return 130
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except Exception as e:  # noqa: BLE001 - the last resort: a fault is explained, not dumped
        screen.fault(e)
        return 2


def exit_code(error: SoroeError) -> int:
    """3 where the registry is away or not to be trusted, 2 where something here must be mended."""
    if isinstance(error, UnreachableError | IntegrityError):
        return 3
    return 3 if isinstance(error, RegistryError) and error.status >= 500 else 2


def _run(words: Sequence[str], lang: Lang) -> int:
    top = Parser(prog="soroe", lang=lang, description=text("cli", "soroe", "help", lang))
    top.tail = _listed(lang)
    top.option("--version", action=_Version, nargs=0)
    add_common(top, lang)
    top.argument("command", choices=COMMANDS)
    top.add_argument("rest", nargs=argparse.REMAINDER, help=argparse.SUPPRESS)
    first = top.parse_args(words)
    module = command(first.command)
    parser = Parser(
        prog=f"soroe {first.command}",
        lang=lang,
        description=text("cli", first.command, "help", lang),
    )
    module.add_arguments(parser)
    add_common(parser, lang, color=first.color)
    args = parser.parse_args(first.rest)
    return module.run(args, Screen(lang, args.color))


def command(name: str) -> Command:
    """The module of a command."""
    # A module cannot be called like a word of the language: `import` is in `import_`.
    file = f"{name}_" if iskeyword(name) else name.replace("-", "_")
    return cast("Command", import_module(f"soroe.cli.{file}"))


class _Version(argparse.Action):
    """Looks the version up only when it is asked for, because that takes a while."""

    def __call__(self, parser: argparse.ArgumentParser, *_: object) -> None:
        from importlib.metadata import version  # noqa: PLC0415

        print(f"soroe {version('soroe')}")  # noqa: T201
        parser.exit()


def _listed(lang: Lang) -> str:
    """The commands with what each is for."""
    rows = [(f"  {name}", text("cli", name, "title", lang)) for name in COMMANDS]
    lines = "\n".join(table(rows))
    return f"\n{text('cli', 'usage', 'commands', lang)}:\n{lines}\n"
