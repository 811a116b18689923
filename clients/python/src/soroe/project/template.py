"""The text of a new `soroe.toml`, with comments for the person who goes on from there."""

from __future__ import annotations

import json
from collections.abc import Iterator

from soroe.locale import text
from soroe.model import Base, Lang


class Found(Base, frozen=True):
    """Files of one form that are compared with the same: `version` is a range, "" for none."""

    form: str
    files: tuple[str, ...]
    version: str = ""
    municipality: str = ""
    diff: str = ""


class Template(Base, frozen=True):
    """What goes into the file; `unclear` are files with the forms that they are close to."""

    forms: tuple[Found, ...]
    registry: str = ""
    bundle: str = ""
    unclear: tuple[tuple[str, str], ...] = ()


def render(template: Template, lang: Lang) -> str:
    """The text, with a final newline."""
    return "\n".join(_lines(template, lang)) + "\n"


def quoted(words: str) -> str:
    """The text as a basic string of TOML 1.0."""
    return json.dumps(words, ensure_ascii=False).replace("\x7f", "\\u007f")


def _lines(template: Template, lang: Lang) -> Iterator[str]:
    def comment(part: str) -> str:
        return f"# {text('project', 'init', f'comment-{part}', lang)}"

    yield comment("head")
    yield ""
    yield comment("source")
    yield "[source]"
    if template.bundle:
        yield f"bundle = {quoted(template.bundle)}"
    else:
        yield f"registry = {quoted(template.registry)}"
    yield ""
    yield comment("policy")
    yield "[policy]"
    yield 'fail-on = "unexplained"'
    for found in template.forms:
        yield ""
        yield from _entry(found, comment("core-only"))
    if not template.forms:
        yield ""
        yield comment("example")
        yield from _entry(Found("gakudo-application", ("forms/*.json",), "1"), comment("core-only"))
    if template.unclear:
        yield ""
        yield comment("unclear")
        for file, near in template.unclear:
            yield f"# files = [{quoted(file)}]  form = {near}"
    yield ""
    yield comment("waivers")
    yield "# [[waivers]]"
    yield '# fingerprint = "0123456789ab"'
    yield '# reason = ""'
    yield "# expires = 2027-03-31"


def _entry(found: Found, core_only: str) -> Iterator[str]:
    yield "[[forms]]"
    if len(found.files) == 1:
        yield f"files = [{quoted(found.files[0])}]"
    else:
        yield "files = ["
        yield from (f"  {quoted(file)}," for file in found.files)
        yield "]"
    yield f"form = {quoted(found.form)}"
    if found.version:
        yield f"version = {quoted(found.version)}"
    if found.municipality:
        yield f"municipality = {quoted(found.municipality)}"
    if found.diff:
        yield f"diff = {quoted(found.diff)}"
    if not found.municipality and not found.diff:
        yield core_only
