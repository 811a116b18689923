"""Writes the reference pages that are made from the message files and the catalogue of rules.

Run it after a message or a rule has changed; a test compares the pages with what it would write.
"""

from __future__ import annotations

import json
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
LOCALE = ROOT / "clients" / "python" / "src" / "soroe" / "locale"
HEADS = {
    "rules": (
        "規則の一覧 / Rules",
        "`soroe check` の指摘に付く規則です。ID はいつまでも変わりません。",
        "The rules that findings of `soroe check` carry. An id never changes.",
        {"message": "指摘 / Finding", "applicant": "申請する人には / For an applicant"},
    ),
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
    return {ROOT / "docs" / f"{section}.md": page(section) for section in HEADS}


def page(section: str) -> str:
    """One page: a heading for every id, Japanese first."""
    title, japanese, english, parts = HEADS[section]
    lines = [f"# {title}", "", japanese, "", english, ""]
    lines += ["(`scripts/reference.py` が作るページです。 Written by `scripts/reference.py`.)", ""]
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
