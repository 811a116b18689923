"""SurveyJS: the JSON of a survey, as its creator and its form library keep it.

Questions stand in `elements` of pages and panels. What a question may be answered with is in its
type, `inputType`, bounds and `validators`; `…If` settings hold expressions of their own language.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NoReturn

from msgspec.structs import replace

from soroe.errors import DocumentError, Problem
from soroe.importers.field import Field, Fragment, Kind
from soroe.importers.notes import NoteBook
from soroe.importers.spelled import TIME
from soroe.model import Json
from soroe.schema.validator import pattern_error

TOOL = "SurveyJS"
ONE = frozenset({"radiogroup", "dropdown", "buttongroup", "imagepicker"})
MANY = frozenset({"checkbox", "tagbox", "ranking"})
SHOWN = frozenset({"html", "image"})
TABLES = {"matrixdynamic": "columns", "paneldynamic": "templateElements"}
KNOWN = ONE | MANY | SHOWN | TABLES.keys() | {
    "text", "comment", "boolean", "rating", "slider", "file", "expression", "multipletext",
    "matrix", "panel", "page", "signaturepad", "matrixdropdown",
}  # fmt: skip
INPUTS: dict[str, Fragment] = {
    "email": {"type": "string", "format": "email"},
    "url": {"type": "string", "format": "uri"},
    "number": {"type": "number"},
    "range": {"type": "number"},
    "date": {"type": "string", "format": "date"},
    "datetime-local": {"type": "string", "pattern": r"^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}"},
    "time": {"type": "string", "pattern": TIME},
    "month": {"type": "string", "pattern": "^[0-9]{4}-(0[1-9]|1[0-2])$"},
}
CONDITIONS = ("visibleIf", "requiredIf", "enableIf", "choicesVisibleIf", "resetValueIf")


def is_survey(value: Json) -> bool:
    """Whether the document is a survey: pages or elements with questions that have a type."""
    return (
        isinstance(value, dict)
        and "$schema" not in value
        and any(
            isinstance(element, dict) and element.get("type") in KNOWN and "name" in element
            for element in _elements(value)
        )
    )


def read_survey(value: dict[str, Json], notes: NoteBook) -> tuple[Field, ...]:
    """The questions in their order.

    Raises `DocumentError`: `survey-question-unreadable` with every question that lacks a type or a
    name or has the name of another one, `form-without-items`.
    """
    reader = _Reader(notes)
    if value.get("triggers") or value.get("calculatedValues"):
        notes.one("survey-logic", "/triggers" if value.get("triggers") else "/calculatedValues")
    fields = tuple(reader.inside(value, "", ()))
    if reader.problems:
        raise DocumentError(*reader.problems)
    if not fields:
        raise DocumentError(Problem("form-without-items", "/pages"))
    return fields


def title_of(value: dict[str, Json]) -> str:
    """The survey's title."""
    return words(value.get("title"))


def words(said: Json) -> str:
    """A text, or of a text in several languages the Japanese or the default one."""
    if isinstance(said, dict):
        said = next((said[k] for k in ("ja", "default", "en") if k in said), None)
    return " ".join(said.split()) if isinstance(said, str) else ""


def _elements(value: dict[str, Json]) -> Iterator[Json]:
    for page in _list(value.get("pages")):
        if isinstance(page, dict):
            yield from _list(page.get("elements") or page.get("questions"))
    yield from _list(value.get("elements") or value.get("questions"))


def _list(value: Json) -> list[Json]:
    return value if isinstance(value, list) else []


class _Reader:
    def __init__(self, notes: NoteBook) -> None:
        self.notes = notes
        self.problems: list[Problem] = []
        self._names: set[tuple[str, str]] = set()

    def inside(self, held: dict[str, Json], at: str, groups: tuple[str, ...]) -> Iterator[Field]:
        """Everything in the pages and elements of a survey, page or panel."""
        for name in ("pages", "elements", "questions"):
            for index, element in enumerate(_list(held.get(name))):
                yield from self._element(element, f"{at}/{name}/{index}", groups)

    def _element(self, element: Json, at: str, groups: tuple[str, ...]) -> Iterator[Field]:
        if not isinstance(element, dict):
            self.problems.append(Problem("survey-question-unreadable", at))
            return
        kind, name = element.get("type"), element.get("name")
        label = words(element.get("title")) or str(name or at)
        self._conditions(element, label)
        if kind == "panel" or "elements" in element or "questions" in element:
            inner = (*groups, title) if (title := words(element.get("title"))) else groups
            yield from self.inside(element, at, inner)
            return
        try:
            if kind in SHOWN:
                self.notes.add("survey-not-an-input", fields=label)
            elif kind in ("multipletext", "matrix"):
                yield from self._several(element, label, at, groups)
            else:
                yield replace(self._question(element, at), groups=groups)
        except DocumentError as e:
            self.problems.extend(e.problems)

    def _conditions(self, element: dict[str, Json], label: str) -> None:
        found = [k for k in CONDITIONS if element.get(k)]
        if found:
            self.notes.add("survey-condition", fields=f"{label} ({', '.join(found)})")
        if "defaultValue" in element:
            self.notes.add("survey-default", fields=label)

    def _named(self, element: dict[str, Json], at: str, table: str = "") -> tuple[str, str]:
        name = element.get("name")
        if not isinstance(name, str) or not name or (table, name) in self._names:
            _refuse(at)
        self._names.add((table, name))
        return name, words(element.get("title")) or name

    def _several(
        self, element: dict[str, Json], label: str, at: str, groups: tuple[str, ...]
    ) -> Iterator[Field]:
        """Several questions in one: texts with titles, or a choice for each row."""
        name, _ = self._named(element, at)
        rows = "items" if element.get("type") == "multipletext" else "rows"
        for index, held in enumerate(_list(element.get(rows))):
            here = f"{at}/{rows}/{index}"
            alone: dict[str, Json] = {"name": held, "value": held}
            row = held if isinstance(held, dict) else alone
            key = str(row.get("name", row.get("value", index)))
            title = words(row.get("title")) or words(row.get("text")) or key
            needed = row.get("isRequired", element.get("isRequired")) is True
            field = Field(f"{name}.{key}", title, here, required=needed, groups=(*groups, label))
            if rows == "items":
                yield self._text(row, replace(field, text="line"))
            else:
                columns: dict[str, Json] = {"choices": element.get("columns")}
                yield self._choice(columns, replace(field, kind="choice"))

    def _question(self, element: dict[str, Json], at: str, table: str = "") -> Field:
        kind = element.get("type", element.get("cellType", "text"))
        name, label = self._named(element, at, table)
        description = words(element.get("description"))
        needed = element.get("isRequired") is True
        field = Field(name, label, at, required=needed, description=description)
        if kind in ONE or kind in MANY:
            many = kind in MANY or element.get("multiSelect") is True
            chosen: Kind = "choices" if many else "choice"
            return self._choice(element, replace(field, kind=chosen))
        if kind in TABLES:
            return self._table(element, field, TABLES[str(kind)])
        if kind == "text":
            return self._text(element, field)
        if kind == "comment":
            return replace(self._text({**element, "inputType": ""}, field), text="note")
        if kind == "boolean":
            return replace(field, schema={"type": "boolean"})
        if kind == "rating":
            low, high = _rating(element)
            schema: Fragment = {"type": "integer", "minimum": low, "maximum": high}
            return replace(field, schema=schema)
        if kind == "slider":
            return self._text({**element, "inputType": "number"}, field)
        if kind in ("file", "signaturepad"):
            limit = None if element.get("allowMultiple") is True else 1
            return replace(field, kind="files", limit=limit)
        if kind == "expression":
            self.notes.add("survey-calculated", fields=label)
            return replace(field, schema={"type": "string", "readOnly": True}, entered=False)
        self.notes.one("survey-type-unknown", at, field=label, kind=str(kind))
        return replace(field, schema={})

    def _text(self, element: dict[str, Json], field: Field) -> Field:
        kind = str(element.get("inputType") or "")
        schema: Fragment = dict(INPUTS.get(kind, {"type": "string"}))
        number = schema.get("type") == "number"
        for setting, keyword in (("min", "minimum"), ("max", "maximum")):
            bound = element.get(setting)
            if number and isinstance(bound, int | float) and not isinstance(bound, bool):
                schema[keyword] = bound
            elif bound is not None and not number:
                self.notes.add("survey-bound", fields=field.label)
        most = element.get("maxLength")
        if isinstance(most, int) and most > 0 and not number:
            schema["maxLength"] = most
        for rule in _list(element.get("validators")):
            self._validator(rule if isinstance(rule, dict) else {}, schema, field)
        if element.get("maskType") not in (None, "none"):
            self.notes.add("survey-mask", fields=field.label)
        free = schema.keys() <= {"type", "maxLength", "minLength"} and not number
        return replace(field, schema=schema, text="line" if free else "")

    def _validator(self, rule: dict[str, Json], schema: Fragment, field: Field) -> None:
        """A rule on the answer, where JSON Schema can say it."""
        kind = rule.get("type")
        pattern = rule.get("regex")
        names = {"text": ("minLength", "maxLength"), "numeric": ("minValue", "maxValue")}
        keywords = {"minValue": "minimum", "maxValue": "maximum"}
        if kind == "email":
            schema["format"] = "email"
        elif kind == "regex" and isinstance(pattern, str) and not pattern_error(pattern):
            schema["pattern"] = pattern
        elif kind in names:
            for name in names[str(kind)]:
                bound = rule.get(name)
                if isinstance(bound, int | float) and not isinstance(bound, bool) and bound > 0:
                    schema[keywords.get(name, name)] = bound
        else:
            self.notes.add("survey-validator", fields=f"{field.label} ({kind})")

    def _choice(self, element: dict[str, Json], field: Field) -> Field:
        labels: list[str] = []
        codes: dict[str, str] = {}
        for option in _list(element.get("choices")):
            held = option if isinstance(option, dict) else {"value": option}
            value = held.get("value")
            label = words(held.get("text")) or str(value)
            labels.append(label)
            if isinstance(value, str | int) and str(value) != label:
                codes[label] = str(value)
        if any(element.get(k) is True for k in ("showOtherItem", "hasOther")):
            self.notes.one("survey-other-option", field.at, field=field.label)
        if any(element.get(k) is True for k in ("showNoneItem", "hasNone")):
            labels.append(words(element.get("noneText")) or "なし")
        if not labels:
            self.notes.one("survey-options-unknown", field.at, field=field.label)
        if any(k in element for k in ("maxSelectedChoices", "minSelectedChoices")):
            self.notes.add("survey-selection-limit", fields=field.label)
        return replace(field, options=tuple(labels) or None, codes=codes)

    def _table(self, element: dict[str, Json], field: Field, name: str) -> Field:
        columns: list[Field] = []
        for index, held in enumerate(_list(element.get(name))):
            here = f"{field.at}/{name}/{index}"
            if not isinstance(held, dict):
                _refuse(here)
            kind = held.get("cellType", element.get("cellType", "dropdown"))
            inner = {"type": kind, "choices": element.get("choices"), **held}
            if inner["type"] in TABLES or inner["type"] in ("panel", "multipletext", "matrix"):
                self.notes.one("survey-type-unknown", here, field=field.label, kind=str(kind))
                continue
            columns.append(self._question(inner, here, field.code))
        most = element.get("maxRowCount", element.get("maxPanelCount"))
        least = element.get("minRowCount", element.get("minPanelCount"))
        needed = field.required or (isinstance(least, int) and least > 0)
        limit = most if isinstance(most, int) else None
        return replace(field, kind="table", children=tuple(columns), limit=limit, required=needed)


def _rating(element: dict[str, Json]) -> tuple[int, int]:
    """The least and the greatest answer of a rating."""
    low = element.get("rateMin")
    least = low if isinstance(low, int) else 1
    values = _list(element.get("rateValues"))
    count = len(values) or element.get("rateCount")
    high = element.get("rateMax")
    if isinstance(count, int) and count:
        return least, least + count - 1
    return least, high if isinstance(high, int) else 5


def _refuse(at: str) -> NoReturn:
    raise DocumentError(Problem("survey-question-unreadable", at))
