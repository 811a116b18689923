"""JSON Forms and rjsf: a JSON Schema with a second document that says how it is shown.

Both in one file, `{"schema": …, "uischema": …}` (JSON Forms) or `{"schema": …, "uiSchema": …}`
(rjsf), or in two. The schema decides what is accepted; from the other document come labels,
explanations and the order of the items. Its rules hide and show controls, which is no matter of
acceptance.
"""

from __future__ import annotations

from collections.abc import Iterator

from soroe.importers.notes import NoteBook
from soroe.model import Json
from soroe.pointer import MISSING, find, split

_LAYOUTS = frozenset(
    (
        "VerticalLayout",
        "HorizontalLayout",
        "Group",
        "Categorization",
        "Category",
        "Control",
        "Label",
    )
)
_SPECIAL = ("ui:widget", "ui:field", "ui:disabled", "ui:readonly", "ui:enumDisabled")


def is_pair(value: Json) -> bool:
    """Whether the document holds a schema and how it is shown."""
    return (
        isinstance(value, dict)
        and isinstance(value.get("schema"), dict)
        and bool({"uischema", "uiSchema", "formData", "data"} & value.keys())
    )


def pair_of(schema: Json, shown: Json) -> dict[str, Json] | None:
    """A schema and a UI schema from two files as one document; None where they are not that."""
    if not isinstance(schema, dict) or is_pair(schema):
        return None
    name = _tool(shown)
    return {"schema": schema, name: shown} if name else None


def is_ui_schema(value: Json) -> bool:
    """Whether the document says only how a form is shown: of JSON Forms or of rjsf."""
    return bool(_tool(value))


def _tool(value: Json) -> str:
    """Under which name the UI schema stands in a document of both; "" where it is none."""
    if not isinstance(value, dict) or {"$schema", "properties"} & value.keys():
        return ""
    if value.get("type") in _LAYOUTS and ({"elements", "scope", "text"} & value.keys()):
        return "uischema"
    stack: list[tuple[str, Json]] = list(value.items())
    told = False
    while stack:
        name, here = stack.pop()
        if name.startswith("ui:"):
            told = True
        elif isinstance(here, dict):
            stack.extend(here.items())
        elif name != "classNames":
            return ""
    return "uiSchema" if told else ""


def merged(value: dict[str, Json], notes: NoteBook) -> Json:
    """The schema with the titles, explanations, choices' labels and order of the other document."""
    schema = _copied(value["schema"])
    if isinstance(shown := value.get("uiSchema"), dict):
        _mirrored(schema, shown, "/uiSchema", notes)
    if isinstance(shown := value.get("uischema"), dict):
        order = list(_controls(schema, shown, "/uischema", notes))
        _ordered(schema, order)
    if value.get("formData") or value.get("data"):
        notes.one("ui-data-not-read", "/formData" if "formData" in value else "/data")
    _labelled(schema)
    return schema


def _copied(value: Json) -> Json:
    if isinstance(value, dict):
        return {k: _copied(v) for k, v in value.items()}
    return [_copied(v) for v in value] if isinstance(value, list) else value


def _labelled(schema: Json) -> None:
    """`oneOf` of constants with titles, and `enumNames`, as choices with labels."""
    stack = [schema]
    while stack:
        here = stack.pop()
        if isinstance(here, list):
            stack.extend(here)
        if not isinstance(here, dict):
            continue
        names = here.pop("enumNames", None)
        choices = here.get("enum")
        if isinstance(names, list) and isinstance(choices, list):
            here["x-choices"] = {str(c): n for c, n in zip(choices, names, strict=False)}
        options = here.get("oneOf")
        if isinstance(options, list) and options and all(map(_constant, options)):
            held = [o for o in options if isinstance(o, dict)]
            here["enum"] = [o["const"] for o in held]
            here["x-choices"] = {str(o["const"]): o["title"] for o in held if "title" in o}
            del here["oneOf"]
        stack.extend(here.values())


def _constant(option: Json) -> bool:
    return isinstance(option, dict) and "const" in option and option.keys() <= {"const", "title"}


# ---- rjsf: the document mirrors the data


def _mirrored(schema: Json, shown: dict[str, Json], at: str, notes: NoteBook) -> None:
    if not isinstance(schema, dict):
        return
    options = shown.get("ui:options")
    said = {f"ui:{k}": v for k, v in options.items()} if isinstance(options, dict) else {}
    said |= shown
    for name, keyword in (("ui:title", "title"), ("ui:description", "description")):
        if isinstance(words := said.get(name), str):
            schema[keyword] = words
    names, choices = said.get("ui:enumNames"), schema.get("enum")
    if isinstance(names, list) and isinstance(choices, list):
        schema["x-choices"] = {str(c): n for c, n in zip(choices, names, strict=False)}
    if any(said.get(name) not in (None, False) for name in _SPECIAL):
        notes.add("ui-widget", fields=at.removeprefix("/uiSchema") or "/")
    named = schema.get("properties")
    if isinstance(order := said.get("ui:order"), list) and isinstance(named, dict):
        first = [n for n in order if isinstance(n, str) and n in named]
        schema["properties"] = _sorted(named, first)
    for name, inner in shown.items():
        if isinstance(inner, dict) and not name.startswith("ui:"):
            target = schema.get("items") if name == "items" else _property(schema, name)
            _mirrored(target, inner, f"{at}/{name}", notes)


def _sorted(named: dict[str, Json], first: list[str]) -> dict[str, Json]:
    return {name: named[name] for name in dict.fromkeys((*first, *named))}


def _property(schema: dict[str, Json], name: str) -> Json:
    named = schema.get("properties")
    return named.get(name) if isinstance(named, dict) else None


# ---- JSON Forms: a tree of layouts with controls


def _controls(schema: Json, shown: dict[str, Json], at: str, notes: NoteBook) -> Iterator[str]:
    """The names of the items at the top in the order of their controls; labels are carried over."""
    stack: list[tuple[Json, str]] = [(shown, at)]
    while stack:
        here, place = stack.pop()
        if not isinstance(here, dict):
            continue
        if "rule" in here:
            notes.add("ui-rule", fields=str(here.get("scope") or here.get("label") or place))
        scope = here.get("scope")
        if here.get("type") == "Control" and isinstance(scope, str):
            target = find(schema, scope.removeprefix("#"))
            if target is MISSING or not isinstance(target, dict):
                notes.one("ui-scope-unknown", place, scope=scope)
                continue
            if isinstance(label := here.get("label"), str):
                target["title"] = label
            steps = split(scope.removeprefix("#"))
            if len(steps) > 1 and steps[0] == "properties":
                yield steps[1]
        inner = here.get("elements")
        if isinstance(inner, list):
            stack.extend((e, f"{place}/elements/{i}") for i, e in reversed([*enumerate(inner)]))


def _ordered(schema: Json, order: list[str]) -> None:
    named = schema.get("properties") if isinstance(schema, dict) else None
    if isinstance(named, dict) and isinstance(schema, dict):
        first = [n for n in dict.fromkeys(order) if n in named]
        schema["properties"] = _sorted(named, first)
