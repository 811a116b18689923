"""What is shown of a publication: where it stands, and what its publisher should look at."""

from __future__ import annotations

from soroe.cli.screen import Screen
from soroe.jsontext import pretty
from soroe.listing import Publication, Remark, to_json
from soroe.locale import text
from soroe.report.width import wrap


def show(receipt: Publication, form: str, screen: Screen) -> None:
    """As JSON (`form`), or in words."""
    if form == "json":
        screen.json(pretty(to_json(receipt)))
        return
    part = "created" if receipt.created else "unchanged"
    told = text("cli", "push", part, screen.lang, name=receipt.name)
    screen.say(f"{screen.style(told, 'strong', 'good')}\n  {receipt.url}\n  {receipt.digest}\n")
    if receipt.remarks:
        count = len(receipt.remarks)
        screen.say(f"\n{text('cli', 'push', 'look', screen.lang, count=count)}\n")
    for remark in receipt.remarks:
        screen.say("\n".join(_lines(remark, screen)) + "\n")


def _lines(remark: Remark, screen: Screen) -> list[str]:
    title, detail, remedy = {
        "ja": (remark.title, remark.detail, remark.remedy),
        "en": (remark.title_en, remark.detail_en, remark.remedy_en),
    }[screen.lang]
    head = "  ".join(part for part in (title, remark.at) if part)
    todo = text("cli", "error", "remedy", screen.lang) + remedy
    width = screen.columns
    return [
        *wrap(head, width, "  ・", "    "),
        *wrap(detail, width, "    ", "    "),
        *wrap(todo, width, "    ", "    "),
    ]
