"""Writes the reference pages that are made from the message files and the commands.

Run it after a message or a command has changed; a test compares the pages with what it would write.
"""

from __future__ import annotations

import argparse
import json
from pathlib import Path

from soroe.cli import COMMANDS, command
from soroe.cli.parser import Parser, add_common
from soroe.model import Lang

ROOT = Path(__file__).resolve().parent.parent
LOCALE = ROOT / "clients" / "python" / "src" / "soroe" / "locale"
NOTE = "(`scripts/reference.py` が作るページです。 Written by `scripts/reference.py`.)"
HEADS = {
    "problems": (
        "断りの一覧 / Problems",
        "登録簿とコマンドが断るときの種類です。`type` はいつまでも変わりません。",
        "The types with which the registry and the command refuse. A type never changes.",
        {"detail": "内容 / Detail", "remedy": "直し方 / Remedy"},
    ),
}


def table(section: str, language: str) -> dict[str, dict[str, str]]:
    """The messages of one section in one language."""
    found: dict[str, dict[str, str]] = json.loads(
        (LOCALE / f"{section}.{language}.json").read_bytes()
    )
    return found


def pages() -> dict[Path, str]:
    """Every page by its place."""
    made = {f"{section}.md": page(section) for section in HEADS} | {"commands.md": commands()}
    return {ROOT / "docs" / name: text for name, text in made.items()}


def commands() -> str:
    """The page of the commands: what each does and takes."""
    lines = ["# コマンドの一覧 / Commands", "", NOTE, ""]
    for name in COMMANDS:
        japanese, english = (table("cli", language)[name] for language in ("ja", "en"))
        lines += [f"## `soroe {name}`", "", f"**{japanese['title']}** / {english['title']}", ""]
        lines += [japanese["help"], "", english["help"], ""]
        in_english = {_key(action): action.help for action in _actions(name, "en")}
        for action in _actions(name, "ja"):
            words = " ".join(filter(None, [_key(action), _values(action)]))
            lines.append(f"- `{words}`: {action.help} / {in_english[_key(action)]}")
        lines.append("")
    return "\n".join(lines).rstrip() + "\n"


def _actions(name: str, language: Lang) -> list[argparse.Action]:
    parser = Parser(prog=name, lang=language, description="")
    command(name).add_arguments(parser)
    add_common(parser, language)
    return [action for action in parser._actions if action.dest != "help"]  # noqa: SLF001


def _key(action: argparse.Action) -> str:
    return ", ".join(action.option_strings) or str(action.metavar)


def _values(action: argparse.Action) -> str:
    if not action.option_strings or action.nargs == 0:
        return ""
    return "|".join(action.choices) if action.choices else str(action.metavar or "")


def page(section: str) -> str:
    """One page: a heading for every id, Japanese first."""
    title, japanese, english, parts = HEADS[section]
    lines = [f"# {title}", "", japanese, "", english, ""]
    lines += [NOTE, ""]
    in_english = table(section, "en")
    for id_, texts in sorted(table(section, "ja").items()):
        lines += [f"## `{id_}`", "", f"**{texts['title']}** / {in_english[id_]['title']}", ""]
        for part, label in parts.items():
            if text := texts.get(part):
                lines += [f"- {label}:", f"  {_shown(text)}", f"  {_shown(in_english[id_][part])}"]
        lines.append("")
    return "\n".join(lines).rstrip() + "\n"


def _shown(text: str) -> str:
    """A message with its places as code, so that no page takes them for something else."""
    return text.replace("{", "`{").replace("}", "}`") + "  "


if __name__ == "__main__":
    for path, text in pages().items():
        path.write_text(text)
        print(path.relative_to(ROOT))
