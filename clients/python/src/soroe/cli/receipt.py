"""What is shown of a publication: where it stands, and what its publisher should look at."""

from __future__ import annotations

from soroe.cli.screen import Screen
from soroe.jsontext import pretty
from soroe.listing import Publication, to_json
from soroe.locale import text
from soroe.report.remarks import remark_lines


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
    lines = remark_lines(receipt.remarks, screen.lang, screen.columns, screen.style)
    screen.say("".join(f"{line}\n" for line in lines))
