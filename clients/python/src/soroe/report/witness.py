"""A counterexample in words: only the answers that the refusing form refuses."""

from __future__ import annotations

import re
from typing import Any

import msgspec
from msgspec import UNSET

from soroe.locale import text
from soroe.model import Json, Lang
from soroe.pointer import MISSING, find, join, split
from soroe.report.words import schema_at, title_at, value
from soroe.schema import validator

_SHOWN = 3

_MISSING_NAME = re.compile(r"(['\"])(.*)\1 is a required property$", re.DOTALL)
"""The validator names a missing item in its sentence alone, also where a condition asks for it."""


class Answer(msgspec.Struct, frozen=True):
    """One answer of an application: where it stands, and what (UNSET: left blank)."""

    pointer: str
    given: Any


def refused_answers(witness: Json, refusing: Json) -> list[Answer]:
    """The answers of the application that the form refuses, by pointer, each once."""
    found: dict[str, Answer] = {}
    for pointer, keyword, message in validator(refusing).errors(witness):
        missing = _MISSING_NAME.match(message) if keyword == "required" else None
        here = join((*split(pointer), missing[2])) if missing else pointer
        given = find(witness, here)
        found[here] = Answer(here, UNSET if given is MISSING else given)
    return [found[pointer] for pointer in sorted(found)]


def in_words(
    witness: Json, refusing: Json, titles: Json, lang: Lang, item: str | None = None
) -> str:
    """`学年: 4`, and how many more there are.

    `titles` is the other form, which names the items that the refusing one lacks. With `item` only
    that item is shown: its neighbours may be refused for reasons that are findings of their own.
    """
    answers = refused_answers(witness, refusing)
    if item:
        answers = [a for a in answers if _is(a.pointer, item)] or [_given(witness, item)]
    said = [_pair(a, refusing, titles, lang, item) for a in answers[:_SHOWN]]
    if len(answers) > _SHOWN:
        said.append(text("report", "verdict", "more", lang, count=len(answers) - _SHOWN))
    return text("report", "words", "comma", lang).join(said)


def _pair(answer: Answer, refusing: Json, titles: Json, lang: Lang, item: str | None) -> str:
    """`学年: 4`; the value alone where it is that of the item spoken of."""
    known = refusing if schema_at(refusing, answer.pointer) else titles
    schemas = [schema_at(form, answer.pointer) for form in (titles, refusing)]
    given = value(answer.given, _with_all_labels(*schemas), lang, brief=True)
    if item and len(split(answer.pointer)) == len(split(item)):
        return given
    title = title_at(known, answer.pointer)
    if item:
        title = title.rpartition(" › ")[2]
    return text("report", "verdict", "pair", lang, title=title, value=given)


def _with_all_labels(one: dict[str, Json], two: dict[str, Json]) -> dict[str, Json]:
    """The second schema, or the first where there is none, with the choices' labels of both."""
    labels: dict[str, Json] = {}
    for schema in (one, two):
        shown = schema.get("x-choices")
        labels |= shown if isinstance(shown, dict) else {}
    return {**(two or one), "x-choices": labels}


def _is(pointer: str, item: str) -> bool:
    """Whether the place is the item or lies in it; `*` stands for any member."""
    place, wanted = split(pointer), split(item)
    return len(place) >= len(wanted) and all(
        w in ("*", p) for p, w in zip(place, wanted, strict=False)
    )


def _given(witness: Json, item: str) -> Answer:
    pointer = join("0" if name == "*" else name for name in split(item))
    found = find(witness, pointer)
    return Answer(pointer, UNSET if found is MISSING else found)
