"""What is wrong with what was typed: said beside the field, or above the form."""

from __future__ import annotations

from collections.abc import Collection, Mapping

import msgspec

from registry.web.view import View
from soroe.errors import SoroeError
from soroe.locale import explain


class Mistakes(msgspec.Struct, frozen=True):
    """Sentences by field; what belongs to none stands under the name "".

    `type` is that of the first problem, "" where nothing is wrong.
    """

    said: dict[str, str] = {}
    type: str = ""

    def at(self, field: str) -> str:
        """What is wrong with a field, "" for nothing."""
        return self.said.get(field, "")


def mistakes(
    view: View,
    error: SoroeError,
    fields: Collection[str],
    about: Mapping[str, str] | None = None,
) -> Mistakes:
    """A refusal for a form with these fields.

    Places are pointers into what was sent; `about` names the field of problems that have no place.
    """
    said: dict[str, str] = {}
    for problem in error.problems:
        _, detail, remedy = explain(problem, view.lang)
        placed = problem.at.split("/")[1] if problem.at.startswith("/") else ""
        field = placed or (about or {}).get(problem.type, "")
        text = detail + ("" if view.lang == "ja" else " ") + remedy
        said.setdefault(field if field in fields else "", text)
    return Mistakes(said, error.problem.type)
