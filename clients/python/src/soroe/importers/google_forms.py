"""Google Forms: a form as `GET https://forms.googleapis.com/v1/forms/{formId}` hands it out.

Questions stand in `items`, sections begin at page breaks, and grids hold one question for each row.
False settings are left out (proto JSON), and no rule on length or characters is exposed at all.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NoReturn

import msgspec

from soroe.errors import DocumentError, Problem
from soroe.importers.field import Field, Fragment, Kind, Text
from soroe.importers.notes import NoteBook
from soroe.importers.spelled import TIME
from soroe.model import Json

TOOL = "Google フォーム"
CHOICES: dict[str, Kind] = {"RADIO": "choice", "DROP_DOWN": "choice", "CHECKBOX": "choices"}
SHOWN = ("textItem", "imageItem", "videoItem")
"""Items that hold no question."""

DAY = "^(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])$"
DURATION = "^[0-9]+:[0-5][0-9]:[0-5][0-9]$"
EMAIL = "emailAddress"


def is_google_form(value: Json) -> bool:
    """Whether the document is one form of Google Forms."""
    return (
        isinstance(value, dict)
        and bool({"formId", "responderUri", "revisionId"} & value.keys())
        and isinstance(value.get("info", {}), dict)
        and isinstance(value.get("items", []), list)
        and bool({"info", "items"} & value.keys())
    )


def read_google_form(value: dict[str, Json], notes: NoteBook) -> tuple[Field, ...]:
    """The questions in their order.

    Raises `DocumentError`: `google-item-unreadable` with every item that has not the shape that the
    API gives it, `form-without-items`.
    """
    reader = _Reader(notes)
    fields = [*_collected(value, notes), *reader.items(value.get("items"))]
    if reader.problems:
        raise DocumentError(*reader.problems)
    if not fields:
        raise DocumentError(Problem("form-without-items", "/items"))
    return tuple(fields)


def title_of(value: dict[str, Json]) -> str:
    """The title that applicants see."""
    info = _object(value.get("info"))
    return _text(info, "title") or _text(info, "documentTitle")


def _collected(value: dict[str, Json], notes: NoteBook) -> Iterator[Field]:
    """The address that the form itself asks for, and what its settings say beside."""
    settings = _object(value.get("settings"))
    if _text(settings, "emailCollectionType") in ("RESPONDER_INPUT", "VERIFIED"):
        notes.one("google-email-collected", "/settings/emailCollectionType")
        schema: Fragment = {"type": "string", "format": "email"}
        yield Field(EMAIL, "メールアドレス", "/settings", schema=schema, required=True)
    if _object(settings.get("quizSettings")).get("isQuiz") is True:
        notes.one("google-quiz", "/settings/quizSettings")


class _Reader:
    def __init__(self, notes: NoteBook) -> None:
        self.notes = notes
        self.problems: list[Problem] = []
        self.section = ""
        self._codes: set[str] = set()

    def items(self, held: Json) -> Iterator[Field]:
        for index, item in enumerate(held if isinstance(held, list) else ()):
            at = f"/items/{index}"
            try:
                yield from self._item(item, at)
            except DocumentError as e:
                self.problems.extend(e.problems)

    def _item(self, item: Json, at: str) -> Iterator[Field]:
        if not isinstance(item, dict):
            _refuse(at)
        title = _text(item, "title")
        if "pageBreakItem" in item:
            self.section = title
        elif "questionItem" in item:
            question = _object(item["questionItem"], at).get("question")
            yield self._question(_object(question, at), title, item, at)
        elif "questionGroupItem" in item:
            yield from self._grid(_object(item["questionGroupItem"], at), title, at)
        elif any(kind in item for kind in SHOWN):
            if title:
                self.notes.add("google-not-an-input", fields=title)
        else:
            self.notes.one("google-question-unknown", at, field=title or at)

    def _grid(self, group: dict[str, Json], title: str, at: str) -> Iterator[Field]:
        """One question for each row, all with the columns as choices."""
        columns = _object(_object(group.get("grid"), at).get("columns"), at)
        questions = group.get("questions")
        if not isinstance(questions, list):
            _refuse(at)
        for index, held in enumerate(questions):
            here = f"{at}/questionGroupItem/questions/{index}"
            question = _object(held, here)
            label = _text(_object(question.get("rowQuestion"), here), "title")
            one: dict[str, Json] = {**question, "choiceQuestion": columns}
            yield self._question(one, label, {}, here, title)

    def _question(
        self,
        question: dict[str, Json],
        title: str,
        item: dict[str, Json],
        at: str,
        above: str = "",
    ) -> Field:
        code = _text(question, "questionId") or _text(item, "itemId")
        label = title or code
        if not code or code in self._codes:
            _refuse(at)
        self._codes.add(code)
        if "grading" in question:
            self.notes.add("google-graded", fields=label)
        field = self._kind(question, Field(code, label, at), at)
        return msgspec.structs.replace(
            field,
            required=question.get("required") is True,
            groups=tuple(g for g in (self.section, above) if g),
            description=_text(item, "description"),
        )

    def _kind(self, question: dict[str, Json], field: Field, at: str) -> Field:
        if isinstance(choice := question.get("choiceQuestion"), dict):
            return self._choice(choice, field, at)
        if isinstance(text := question.get("textQuestion"), dict):
            kind: Text = "note" if text.get("paragraph") is True else "line"
            return msgspec.structs.replace(field, schema={"type": "string"}, text=kind)
        if isinstance(scale := question.get("scaleQuestion"), dict):
            bounds = (_whole(scale.get("low"), 0), _whole(scale.get("high"), 5))
            return _number(field, *bounds)
        if isinstance(rating := question.get("ratingQuestion"), dict):
            return _number(field, 1, _whole(rating.get("ratingScaleLevel"), 5))
        if isinstance(date := question.get("dateQuestion"), dict):
            return self._date(date, field)
        if isinstance(time := question.get("timeQuestion"), dict):
            pattern = DURATION if time.get("duration") is True else TIME
            schema: Fragment = {"type": "string", "pattern": pattern}
            return msgspec.structs.replace(field, schema=schema)
        if isinstance(upload := question.get("fileUploadQuestion"), dict):
            limit = _whole(upload.get("maxFiles"), 1)
            return msgspec.structs.replace(field, kind="files", limit=limit)
        self.notes.one("google-question-unknown", at, field=field.label)
        return msgspec.structs.replace(field, schema={"type": "string"})

    def _choice(self, choice: dict[str, Json], field: Field, at: str) -> Field:
        kind = CHOICES.get(_text(choice, "type"))
        options = choice.get("options")
        if kind is None or not isinstance(options, list):
            _refuse(at)
        held = [_object(option, at) for option in options]
        if any(option.get("isOther") is True for option in held):
            self.notes.one("google-other-option", at, field=field.label)
        if any({"goToAction", "goToSectionId"} & option.keys() for option in held):
            self.notes.add("google-branching", fields=field.label)
        labels = tuple(_text(o, "value") for o in held if o.get("isOther") is not True)
        labels = tuple(label for label in labels if label)
        return msgspec.structs.replace(field, kind=kind, options=labels or None)

    def _date(self, date: dict[str, Json], field: Field) -> Field:
        schema: Fragment = {"type": "string", "format": "date"}
        if date.get("includeYear") is not True:
            self.notes.one("google-no-year", field.at, field=field.label)
            schema = {"type": "string", "pattern": DAY}
        elif date.get("includeTime") is True:
            schema = {"type": "string", "format": "date-time"}
        return msgspec.structs.replace(field, schema=schema)


def _number(field: Field, low: int, high: int) -> Field:
    schema: Fragment = {"type": "integer", "minimum": low, "maximum": high}
    return msgspec.structs.replace(field, schema=schema)


def _whole(value: Json, otherwise: int) -> int:
    """A whole number; proto JSON leaves out what is 0, and writes large ones as text."""
    return value if isinstance(value, int) and not isinstance(value, bool) else otherwise


def _object(value: Json, at: str | None = None) -> dict[str, Json]:
    if isinstance(value, dict):
        return value
    if at is not None:
        _refuse(at)
    return {}


def _text(value: dict[str, Json], name: str) -> str:
    said = value.get(name)
    return " ".join(said.split()) if isinstance(said, str) else ""


def _refuse(at: str) -> NoReturn:
    raise DocumentError(Problem("google-item-unreadable", at))
