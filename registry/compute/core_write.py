"""Writing what was typed into the fields of an item, or of the form as a whole, into the source."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final, cast

import msgspec

from registry.compute.core_fields import (
    FORMATS,
    NEW,
    NUMBERS,
    OWN,
    SCALARS,
    lines,
    number,
    split_choice,
    value_of,
    without_shape,
)
from registry.compute.core_source import (
    Kind,
    Node,
    Schema,
    answers_at,
    kind_of,
    required_of,
)
from soroe.pointer import split
from soroe.schema.validator import pattern_error

Typed = Mapping[str, str]

MEMBER: Final = "member-"
"""Before the fields of what a list has several of."""


class Wrong(msgspec.Struct, frozen=True):
    """Why something typed was not taken: the key of a sentence (`core.wrong-<key>`)."""

    key: str
    params: dict[str, str] = {}


def write_form(source: Schema, typed: Typed) -> dict[str, Wrong]:
    """Title, description and other names of the form."""
    wrong: dict[str, Wrong] = {}
    _words(source, typed, wrong)
    _text(source, "x-gif", typed.get("gif"))
    return wrong


def write_item(source: Schema, node: Node, typed: Typed) -> dict[str, Wrong]:
    """All fields of an item that were sent; those that are wrong stay as they were."""
    schema = node.schema
    wrong: dict[str, Wrong] = {}
    _words(schema, typed, wrong)
    for keyword, field in (("x-gif", "gif"), ("x-sensitive", "sensitive"), ("x-local", "local")):
        _text(schema, keyword, typed.get(field))
    if "formerly" in typed:
        _list(schema, "x-formerly", lines(typed["formerly"]))
    if "law-0" in typed:
        _laws(schema, typed)
    if "delegated-law" in typed:
        _delegated(schema, typed, wrong)
    kind = kind_of(schema)
    wanted = cast("Kind", typed.get("kind", kind))
    if wanted != kind and wanted in SCALARS and kind in SCALARS:
        kind = _turn(node, wanted)
    else:
        _shape(schema, kind, typed, wrong)
    if "examples" in typed and kind not in ("group", "list"):
        _examples(schema, kind, typed["examples"], wrong)
    if "required-shown" in typed:
        asked = bool(typed.get("required"))
        ask(node.parent, node.name, asked=asked)
        if asked:
            _fill_examples(source, node)
    return wrong


def ask(group: Schema, name: str, *, asked: bool) -> None:
    """Require an item in its group, or no longer."""
    now = required_of(group)
    if asked == (name in now):
        return
    group["required"] = [*now, name] if asked else [one for one in now if one != name]


def _words(schema: Schema, typed: Typed, wrong: dict[str, Wrong]) -> None:
    if "title" in typed and not typed["title"] and "$ref" not in schema:
        wrong["title"] = Wrong("title-needed")
    else:
        _text(schema, "title", typed.get("title"))
    _text(schema, "description", typed.get("description"))
    if "synonyms" in typed:
        _list(schema, "x-synonyms", lines(typed["synonyms"]))


def _text(schema: Schema, keyword: str, typed: str | None) -> None:
    """A text, or none where nothing is typed; None is a field that the page did not have."""
    if typed:
        schema[keyword] = typed
    elif typed is not None:
        schema.pop(keyword, None)


def _list(schema: Schema, keyword: str, values: list[Any]) -> None:
    if values:
        schema[keyword] = values
    else:
        schema.pop(keyword, None)


def _laws(schema: Schema, typed: Typed) -> None:
    found: list[Any] = []
    place = 0
    while f"law-{place}" in typed:
        if said := typed[f"law-{place}"]:
            law: Schema = {"law": said}
            if id_ := typed.get(f"law-id-{place}"):
                law["lawId"] = id_
            if typed.get(f"law-municipal-{place}"):
                law["municipal"] = True
            found.append(law)
        place += 1
    _list(schema, "x-law", found)


def _delegated(schema: Schema, typed: Typed, wrong: dict[str, Wrong]) -> None:
    law = typed["delegated-law"]
    bounds: Schema = {}
    for name in ("minimum", "maximum"):
        try:
            value = number(typed.get(f"delegated-{name}", ""), whole=False)
        except ValueError:
            wrong[f"delegated-{name}"] = Wrong("number")
            return
        if value is not None:
            bounds[name] = value
    kind = kind_of(schema)
    try:
        values = [value_of(one, kind, schema) for one in lines(typed.get("delegated-enum", ""))]
    except ValueError:
        wrong["delegated-enum"] = Wrong("value")
        return
    if values:
        bounds["enum"] = values
    if not law and not bounds:
        schema.pop("x-delegated", None)
    elif not law or not bounds:
        wrong["delegated-law"] = Wrong("delegated-half")
    else:
        made: Schema = {"law": law}
        if id_ := typed.get("delegated-law-id"):
            made["lawId"] = id_
        schema["x-delegated"] = {**made, "range": bounds}


def _turn(node: Node, kind: Kind) -> Kind:
    """Another kind, with its usual limits; what was said of the old one is gone."""
    shape: Schema = msgspec.json.decode(msgspec.json.encode(NEW[kind]))
    made = {**shape, **without_shape(node.schema)}
    made.pop("examples", None)
    node.schema.clear()
    node.schema.update(made)
    return kind


def _shape(schema: Schema, kind: Kind, typed: Typed, wrong: dict[str, Wrong]) -> None:
    limits = NUMBERS.get(kind, ())
    before = {keyword: schema.get(keyword) for keyword in limits}
    for keyword in limits:
        if keyword in typed:
            _number(schema, keyword, typed[keyword], kind, wrong)
    low, high = (schema.get(name) for name in limits or ("", ""))
    if low is not None and high is not None and low > high:
        wrong[limits[0]] = Wrong("limits")
        for keyword, value in before.items():
            schema.pop(keyword, None)
            schema |= {} if value is None else {keyword: value}
    if kind == "list" and "unique-shown" in typed:
        if typed.get("unique"):
            schema["uniqueItems"] = True
        else:
            schema.pop("uniqueItems", None)
    member = schema.get("items")
    if kind == "list" and isinstance(member, dict) and kind_of(member) in SCALARS:
        inner: dict[str, Wrong] = {}
        own = {k.removeprefix(MEMBER): v for k, v in typed.items() if k.startswith(MEMBER)}
        _shape(member, kind_of(member), own, inner)
        wrong |= {MEMBER + name: one for name, one in inner.items()}
    if kind == "text" and "format" in typed:
        _pattern(schema, typed, wrong)
    if kind == "choice" and "choices" in typed:
        _choices(schema, typed["choices"], wrong)


def _number(schema: Schema, keyword: str, typed: str, kind: Kind, wrong: dict[str, Wrong]) -> None:
    try:
        value = number(typed, whole=kind != "number")
    except ValueError:
        wrong[keyword] = Wrong("number")
        return
    if value is None:
        schema.pop(keyword, None)
    elif value < 0 and kind in ("text", "list"):
        wrong[keyword] = Wrong("number")
    else:
        schema[keyword] = value


def _pattern(schema: Schema, typed: Typed, wrong: dict[str, Wrong]) -> None:
    named = typed["format"]
    pattern = FORMATS.get(named, "") if named != OWN else typed.get("pattern", "")
    if named == OWN and not pattern:
        wrong["pattern"] = Wrong("pattern-needed")
    elif pattern and (reason := pattern_error(pattern)):
        wrong["pattern"] = Wrong("pattern", {"reason": reason})
    else:
        _text(schema, "pattern", pattern)


def _choices(schema: Schema, typed: str, wrong: dict[str, Wrong]) -> None:
    pairs = [split_choice(line) for line in lines(typed)]
    names = [value for value, _ in pairs]
    unlabelled = [value for value, label in pairs if not label]
    if not pairs:
        wrong["choices"] = Wrong("choices-none")
    elif unlabelled or "" in names:
        wrong["choices"] = Wrong("choice-label", {"line": (unlabelled or [":"])[0]})
    elif len(set(names)) < len(names):
        twice = next(name for name in names if names.count(name) > 1)
        wrong["choices"] = Wrong("choice-twice", {"value": twice})
    else:
        try:
            schema["enum"] = [value_of(value, "choice", schema) for value in names]
        except ValueError:
            wrong["choices"] = Wrong("number")
            return
        schema["x-choices"] = dict(pairs)


def _examples(schema: Schema, kind: Kind, typed: str, wrong: dict[str, Wrong]) -> None:
    if kind in ("component", "other"):
        now = schema.get("examples")
        if isinstance(now, list) and not all(isinstance(one, str) for one in now):
            return  # what is no text was written in a file, and stays
        _list(schema, "examples", list(lines(typed)))
        return
    try:
        _list(schema, "examples", [value_of(one, kind, schema) for one in lines(typed)])
    except ValueError:
        wrong["examples"] = Wrong("value")


def _fill_examples(source: Schema, node: Node) -> None:
    """The examples of the whole have an answer to what is required, where the item has one."""
    known, group = node.schema.get("examples"), split(node.item)[:-1]
    values: list[Any] = known if isinstance(known, list) else []
    if not values and kind_of(node.schema) == "choice":
        values = node.schema["enum"]
    examples = source.get("examples")
    for example in examples if isinstance(examples, list) and values else []:
        for answer in answers_at(example, group):
            if isinstance(answer, dict):
                answer.setdefault(node.name, values[0])
