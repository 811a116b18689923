"""Whether a form accepts an application, and if not, which answers must be mended."""

from __future__ import annotations

import copy
from typing import Any, cast

from soroe.model import Base, Json
from soroe.pointer import find, join, split
from soroe.schema import Item, items, subschemas, validator
from soroe.schema.validator import FORMATS, Refusal


class Mistake(Base, frozen=True):
    """One answer that the form does not accept.

    `at` is the place in the application, `item` the item pointer with `*` for members of lists,
    `keyword` what refuses it, `condition` the title of the condition that asks for it, if any. No
    answer is quoted: applications are personal data.
    """

    at: str
    item: str
    title: str
    keyword: str
    condition: str | None = None


class Judge:
    """Judges applications against one form, quickly where they are accepted.

    The bulk is decided by `jsonschema-rs`; whatever it refuses is judged again by `jsonschema`,
    which also says why. Both assert the same formats and read patterns in linear time, so that the
    verdicts are the same.
    """

    def __init__(self, form: Json) -> None:
        """Take a published form that `check_schema` passed."""
        import jsonschema_rs  # noqa: PLC0415 - a large library; only bulk work needs it

        self.form = form
        self.items: dict[str, Item] = items(form)
        self._slow = validator(form)
        self._fast: Any = jsonschema_rs.Draft202012Validator(
            cast("Any", _dated(form)),
            validate_formats=True,
            formats={name: _format(name) for name in FORMATS.checkers if name != "date"},
            pattern_options=jsonschema_rs.RegexOptions(),
            offline=True,
        )

    def accepts(self, application: Json) -> bool:
        """Whether the form accepts the application."""
        return bool(self._fast.is_valid(application)) or self._slow.is_valid(application)

    def mistakes(self, application: Json) -> tuple[Mistake, ...]:
        """What must be mended, in the order of the items; nothing where it is accepted."""
        if self._fast.is_valid(application):
            return ()
        found = [m for r in self._slow.refusals(application) for m in self._mistakes(r)]
        order = {pointer: n for n, pointer in enumerate(self.items)}
        last = len(order)
        return tuple(sorted(dict.fromkeys(found), key=lambda m: (order.get(m.item, last), m.at)))

    def _mistakes(self, refusal: Refusal) -> list[Mistake]:
        places = [join((*split(refusal.pointer), name)) for name in refusal.names]
        condition = self._condition(refusal.place)
        return [self._mistake(at, refusal.keyword, condition) for at in places or [refusal.pointer]]

    def _mistake(self, at: str, keyword: str, condition: str | None) -> Mistake:
        item = join("*" if step.isdecimal() else step for step in split(at))
        known = self.items.get(item)
        title = " › ".join((*known.parents, known.title)) if known else item or "/"
        return Mistake(at, item, title, keyword, condition)

    def _condition(self, place: str) -> str | None:
        """The title of the innermost condition that the keyword stands in."""
        steps = split(place)
        for end in range(len(steps) - 1, 1, -1):
            if steps[end - 2] in {"allOf", "anyOf", "oneOf"}:
                here = find(self.form, join(steps[:end]))
                title = here.get("title") if isinstance(here, dict) else None
                if isinstance(title, str):
                    return title
        return None


def _dated(form: Json) -> Json:
    """The form with the year 0000 refused beside each date.

    The quick validator knows dates itself, which is faster than asking Python, but takes that year.
    """
    out = copy.deepcopy(form)
    for _, schema in list(subschemas(out)):
        if isinstance(schema, dict) and schema.get("format") == "date":
            known = schema.get("allOf")
            schema["allOf"] = [*(known if isinstance(known, list) else []), _YEAR_ZERO]
    return out


_YEAR_ZERO: Json = {"not": {"type": "string", "pattern": "^0000-"}}


def _format(name: str) -> Any:
    def conforms(text: str) -> bool:
        return bool(FORMATS.conforms(text, name))

    return conforms
