"""The schema of one item as its row says: kind, choices, bounds, way of writing, words."""

from __future__ import annotations

import msgspec

from soroe.model import Json, Lang
from soroe.sheet import kinds
from soroe.sheet.bounds import KEYWORDS, bounds
from soroe.sheet.choices import Option, with_options
from soroe.sheet.kinds import Kind
from soroe.sheet.layout import Key, say
from soroe.sheet.rows import Row
from soroe.sheet.wrong import Wrong

Schema = dict[str, Json]


class Wanted(msgspec.Struct, frozen=True):
    """What is wanted of an item: the row, the cells of it that changed, the kind before and after.

    `was` is None for a new item. `before` and `after` are its choices.
    """

    row: Row
    changed: frozenset[Key]
    was: Kind | None
    kind: Kind
    before: tuple[Option, ...]
    after: tuple[Option, ...] | None

    @property
    def anew(self) -> bool:
        """Whether the schema is made anew, because of its kind."""
        return self.was != self.kind


def shaped(schema: Schema, wanted: Wanted, lang: Lang, wrong: Wrong) -> Schema:
    """The schema that the row wants; what cannot be read is in `wrong`."""
    made = dict(schema)
    if wanted.anew:
        made = {**kinds.remarks(schema), **kinds.body(wanted.kind)}
    made = _offering(made, wanted, wrong)
    made = _bounded(made, wanted, wrong)
    made = _spelled(made, wanted, lang, wrong)
    return _worded(made, wanted, wrong)


def _offering(made: Schema, wanted: Wanted, wrong: Wrong) -> Schema:
    row, after = wanted.row, wanted.after
    if wanted.kind not in ("one", "any"):
        if "choices" in wanted.changed and row.cells["choices"]:
            wrong("sheet-choices-unasked", row.at("choices"), kind=row.cells["kind"])
        return made
    if not after:
        if (wanted.anew or wanted.before) and not wrong.said(row.at("choices")):
            wrong("sheet-choices-missing", row.at("choices"))
        return made
    if wanted.anew:
        held: Schema = {"type": _type(after), "enum": []}
        made = {**made, "items": held} if wanted.kind == "any" else {**made, **held}
        return with_options(made, (), after)
    return made if after == wanted.before else with_options(made, wanted.before, after)


def _type(options: tuple[Option, ...]) -> str:
    whole = all(isinstance(o.value, int) and not isinstance(o.value, bool) for o in options)
    return "integer" if whole else "string"


def _bounded(made: Schema, wanted: Wanted, wrong: Wrong) -> Schema:
    row, about = wanted.row, kinds.about(wanted.kind)
    words, edited = row.cells["range"], "range" in wanted.changed
    if about is None:
        if edited and words:
            wrong("sheet-range-unasked", row.at("range"), kind=row.cells["kind"])
        return made
    # What still stands there after the kind changed counts where it can mean the same.
    told = wanted.anew and (wanted.was is None or kinds.about(wanted.was) == about)
    if not edited and not told:
        return made
    found = bounds(words, about, whole=wanted.kind != "number")
    if found is None:
        wrong("sheet-range-unreadable", row.at("range"), words=words)
        return made
    return {**{k: v for k, v in made.items() if k not in KEYWORDS[about]}, **found}


def _spelled(made: Schema, wanted: Wanted, lang: Lang, wrong: Wrong) -> Schema:
    row = wanted.row
    words = row.cells["writing"]
    if "writing" not in wanted.changed:
        return made
    if wanted.kind != "text":
        if words:
            wrong("sheet-writing-unasked", row.at("writing"), kind=row.cells["kind"])
        return made
    kept = {k: v for k, v in made.items() if k not in ("pattern", "format")}
    if not words:
        return kept
    pattern = kinds.pattern_meant(words)
    if pattern is None:
        figures = say("writings", "exactly", lang, count=7)
        known = "、".join([*kinds.writings(lang), figures])
        wrong("sheet-writing-unknown", row.at("writing"), words=words, known=known)
        return made
    return {**kept, "pattern": pattern}


def _worded(made: Schema, wanted: Wanted, wrong: Wrong) -> Schema:
    row = wanted.row
    if "title" in wanted.changed:
        if not row.cells["title"]:
            wrong("sheet-title-missing", row.at("title"))
        made = {**made, "title": row.cells["title"]}
    if "description" in wanted.changed:
        made = {k: v for k, v in made.items() if k != "description"}
        if row.cells["description"]:
            made["description"] = row.cells["description"]
    return made
