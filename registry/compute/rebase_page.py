"""A rebase as a document for people."""

from __future__ import annotations

from typing import Literal

import msgspec

from registry.compute.depth import bounded
from registry.compute.rebase import Ground, read_decisions, read_result
from soroe.jsontext import read
from soroe.model import Lang
from soroe.report.rebased import Account, account
from soroe.report.rebased_html import html
from soroe.report.rebased_markdown import markdown


class Wish(msgspec.Struct, frozen=True):
    """As what, in which language, and what the municipality is called."""

    shown: Literal["markdown", "html"]
    lang: Lang
    name: str


@bounded
def render_rebase(result: bytes, decisions: bytes | None, ground: Ground, wish: Wish) -> str:
    """Markdown or a whole HTML page."""
    cores = read(ground.old), read(ground.new)
    told = account(read_result(result), *cores, wish.lang, read_decisions(decisions))
    return (markdown if wish.shown == "markdown" else html)(told, wish.name, wish.lang)


@bounded
def account_of(result: bytes, decisions: bytes | None, ground: Ground, lang: Lang) -> Account:
    """The account of a rebase in words, for a page that lets people decide."""
    cores = read(ground.old), read(ground.new)
    return account(read_result(result), *cores, lang, read_decisions(decisions))
