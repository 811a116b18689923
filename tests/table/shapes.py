"""Small forms and how the tests of this folder read a table."""

from __future__ import annotations

from typing import Any

from soroe.table import Line, OldNew, Side, old_new


def form(items: dict[str, Any], *required: str, **more: Any) -> dict[str, Any]:
    """A closed form of these items."""
    return {
        "title": "申請書",
        "type": "object",
        "properties": items,
        "required": list(required),
        "additionalProperties": False,
        **more,
    }


def table(old: Any, new: Any, lang: Any = "ja") -> OldNew:
    return old_new(Side(old, "旧の様式"), Side(new, "新の様式"), lang)


def marked(line: Line) -> str:
    """The line with what changed between brackets."""
    said = "".join(f"[{run.text}]" if run.changed else run.text for run in line.runs)
    return f"{line.label}: {said}"


def cells(made: OldNew) -> dict[str, tuple[list[str], list[str]]]:
    """The marked lines of the newer and of the older form, by item."""
    return {row.item: ([*map(marked, row.new)], [*map(marked, row.old)]) for row in made.rows}
