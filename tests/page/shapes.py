"""Forms for the tests of this folder, and how they read a page."""

from __future__ import annotations

from functools import cache
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

from soroe import jsontext
from soroe.cli.sources import Components
from soroe.diff import apply, decode_diff
from soroe.schema import inline

SCHEMAS = Path(__file__).resolve().parents[2] / "schemas"
VOID = {"meta", "input", "br", "col", "hr", "link"}


@cache
def core(form: str) -> Any:
    """A published form of the library."""
    file = SCHEMAS / "forms" / form / "1.0.0.json"
    return inline(jsontext.read(file.read_bytes()), Components(file))


@cache
def local(code: str) -> Any:
    """A sample municipality's form."""
    file = SCHEMAS / "samples" / code / "gakudo-application.diff.json"
    return apply(core("gakudo-application"), decode_diff(jsontext.read(file.read_bytes())))


FORMS = sorted(folder.name for folder in (SCHEMAS / "forms").iterdir() if folder.is_dir())
CITIES = sorted(
    folder.name
    for folder in (SCHEMAS / "samples").iterdir()
    if (folder / "gakudo-application.diff.json").exists()
)


@cache
def every_form() -> dict[str, Any]:
    return {name: core(name) for name in FORMS} | {code: local(code) for code in CITIES}


class Element:
    """An element of a page with the elements around it and the text in it."""

    def __init__(self, tag: str, attributes: dict[str, str | None], above: Element | None) -> None:
        self.tag = tag
        self.attributes = attributes
        self.above = above
        self.said = ""

    def within(self, tag: str) -> Element | None:
        here = self.above
        while here is not None and here.tag != tag:
            here = here.above
        return here


class Page(HTMLParser):
    """Reads a page; an element that is not closed where it belongs is an error."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.elements: list[Element] = []
        self.open: list[Element] = []
        self.feed(text)
        self.close()
        assert not self.open, [e.tag for e in self.open]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        found = Element(tag, dict(attrs), self.open[-1] if self.open else None)
        self.elements.append(found)
        if tag not in VOID:
            self.open.append(found)

    def handle_endtag(self, tag: str) -> None:
        assert self.open, tag
        assert self.open[-1].tag == tag, (tag, [e.tag for e in self.open])
        self.open.pop()

    def handle_data(self, data: str) -> None:
        for element in self.open:
            element.said += data

    def all(self, *tags: str, **attributes: str) -> list[Element]:
        return [
            e
            for e in self.elements
            if e.tag in tags
            and all(e.attributes.get(k.rstrip("_")) == v for k, v in attributes.items())
        ]

    def at(self, id_: str) -> Element:
        return next(e for e in self.elements if e.attributes.get("id") == id_)
