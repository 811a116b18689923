"""One finding in words: what differs, what it means for an applicant, on what it rests."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import msgspec
from msgspec import UNSET

from soroe.locale import table, text
from soroe.model import Finding, Json, Lang, Note, Place, Refuted, Undecided
from soroe.pointer import MISSING, find, split
from soroe.report import words
from soroe.report.width import clip
from soroe.report.witness import in_words
from soroe.rules import catalogue
from soroe.schema.keywords import SCHEMA_LISTS, SCHEMA_MAPS

_PRESENCE = {
    "item-required": ("optional", "required"),
    "item-optional": ("required", "optional"),
    "item-added": ("absent", "optional"),
    "required-item-added": ("absent", "required"),
    "item-removed": ("optional", "absent"),
    "required-item-removed": ("required", "absent"),
}


_BY_MEMBER = frozenset({"choice-added", "choice-removed"})
"""Rules that fire once for each member of a set."""

_BRANCHES = {
    "then": "condition",
    "else": "condition",
    "dependentSchemas": "condition",
    "anyOf": "alternative",
    "oneOf": "alternative",
}


class Context(msgspec.Struct, frozen=True):
    """What a view needs beside the report: both forms (references inlined) and the language."""

    core: Json
    form: Json
    lang: Lang

    def say(self, part: str, **params: object) -> str:
        """A phrase about a finding."""
        return text("report", "finding", part, self.lang, **params)


def place(finding: Finding, file: str) -> str:
    """`form.json:12:5`, `list.xlsx 項目一覧!D12`; empty where neither is known."""
    at = finding.form
    if at is not None and at.cell is not None:
        return f"{file} {at.cell}"
    return f"{file}:{at.line}:{at.column}" if at is not None and at.line is not None else ""


def heading(finding: Finding, context: Context) -> str:
    """The titles that lead to the item, and whether it is spoken of in some cases only."""
    plain = _titles(finding, context)
    branch = _branch(finding)
    return text("pages", "branches", branch, context.lang, title=plain) if branch else plain


def _titles(finding: Finding, context: Context) -> str:
    """The titles that lead to the item; for the form itself, the form's title."""
    if finding.title:
        return finding.title
    for schema in (context.form, context.core):
        title = schema.get("title") if isinstance(schema, dict) else None
        if isinstance(title, str):
            return title
    return text("report", "head", "form", context.lang)


def sentence(
    finding: Finding, part: str, context: Context, others: tuple[Finding, ...] = ()
) -> str:
    """A message of the finding's rule (title, message, applicant) with its places filled.

    `others` are findings of the same rule on the same item (five choices that are missing): their
    values are named along with the finding's own.
    """
    name = catalogue()[finding.rule].keyword
    core, form = _schemas(finding, context)
    labels = {"x-choices": core["x-choices"]} if "x-choices" in core else {}
    comma = words.say(context.lang, "comma")

    def said(values: list[Any], schema: dict[str, Json]) -> str:
        return comma.join(words.keyword(name, v, schema, context.lang) for v in values)

    alike = (finding, *others)
    return text(
        "rules",
        finding.rule,
        part,
        context.lang,
        item=heading(finding, context).rpartition(" › ")[2],
        before=said([f.before for f in alike], core),
        after=said([f.after for f in alike], {**labels, **form}),
        keyword=name or _keyword(finding),
    )


def change(finding: Finding, context: Context, *, wording: bool = False) -> str:
    """`1〜6 → 1〜3`, `任意 → 必須`; empty where the message alone says it best.

    `wording`: the two texts as well, cut to a line.
    """
    lang = context.lang
    core, form = _schemas(finding, context)
    if finding.rule in _PRESENCE:
        before, after = (words.say(lang, part) for part in _PRESENCE[finding.rule])
    elif about := words.range_of(catalogue()[finding.rule].keyword):
        before, after = (
            words.span(schema, about, lang) or words.say(lang, "unset") for schema in (core, form)
        )
    elif wording and not isinstance(finding.before, dict):
        name = catalogue()[finding.rule].keyword
        before, after = (
            clip(words.keyword(name, told, {}, lang), 30)
            for told in (finding.before, finding.after)
        )
    else:
        return ""
    return context.say("change", before=before, after=after)


def effects(finding: Finding, context: Context, others: tuple[Finding, ...] = ()) -> Iterator[str]:
    """What the difference means: for an applicant, by example, or that it could not be decided.

    What a rule says of applicants is shown where the engine has confirmed an effect, never alone.
    """
    core, form, lang = context.core, context.form, context.lang
    examples = []
    if isinstance(finding.core_in_form, Refuted):
        given = in_words(finding.core_in_form.witness, form, core, lang, finding.item)
        examples.append(context.say("refused") + given)
    if isinstance(finding.form_in_core, Refuted):
        given = in_words(finding.form_in_core.witness, core, form, lang, finding.item)
        examples.append(context.say("accepted") + given)
    if examples or finding.effect != "undecided":
        yield context.say("applicant") + _applicant(finding, context, others)
        yield from examples
    else:
        yield context.say("undecided", reason=reason(finding, lang))


def _applicant(finding: Finding, context: Context, others: tuple[Finding, ...]) -> str:
    """The rule's words where the engine found what the rule expects, else what the engine found."""
    expected = catalogue()[finding.rule].effect
    if expected is None or finding.effect in (expected, "undecided"):
        return sentence(finding, "applicant", context, others)
    return text("pages", "effects", finding.effect, context.lang)


def gathered(found: list[Finding], context: Context) -> list[tuple[Finding, ...]]:
    """Findings of one item; members of a set that differ alike (choices) are one entry."""
    groups: dict[object, list[Finding]] = {}
    for finding in found:
        confirmed = finding.effect != "undecided" or any(
            isinstance(v, Refuted) for v in (finding.core_in_form, finding.form_in_core)
        )
        alike = (finding.rule, confirmed, grounds(finding, context))
        member = finding.rule in _BY_MEMBER
        groups.setdefault(alike if member else id(finding), []).append(finding)
    return [tuple(sorted(group, key=lambda f: _order(f, context))) for group in groups.values()]


def _order(finding: Finding, context: Context) -> int:
    """The place of a choice among the choices of the form that offers it."""
    form, offered = (
        (context.core, finding.before) if finding.after is UNSET else (context.form, finding.after)
    )
    choices = words.schema_at(form, finding.item).get("enum")
    return choices.index(offered) if isinstance(choices, list) and offered in choices else 0


def grounds(finding: Finding, context: Context) -> tuple[str, ...]:
    """On what the difference rests, as far as it was declared."""
    said = (("layer", finding.layer), ("basis", finding.basis), ("reason", finding.reason))
    return tuple(context.say(part) + told for part, told in said if told)


def own_title(finding: Finding, context: Context) -> str:
    """What the form itself calls the item, where that differs."""
    known = _titles(finding, context).rpartition(" › ")[2]
    if not finding.form_title or finding.form_title == known:
        return ""
    return context.say("form-title", title=finding.form_title)


def _schemas(finding: Finding, context: Context) -> tuple[dict[str, Json], dict[str, Json]]:
    """What the two forms say of the item, at the very place of the finding."""
    core, form = (
        _schema_of(whole, place, finding.item)
        for whole, place in ((context.core, finding.core), (context.form, finding.form))
    )
    return core, form


def _schema_of(whole: Json, place: Place | None, item: str) -> dict[str, Json]:
    """The schema at a place of a form; in a condition, with the item's own labels of choices."""
    own = words.schema_at(whole, item)
    found = find(whole, place.pointer) if place is not None else MISSING
    if not isinstance(found, dict):
        return own
    labels = {"x-choices": own["x-choices"]} if "x-choices" in own else {}
    return {**labels, **found}


def _branch(finding: Finding) -> str:
    """Whether the finding lies in a condition or in an alternative; empty where it does not."""
    place = finding.core or finding.form
    steps = list(split(place.pointer)) if place is not None else []
    branch = ""
    while steps:
        keyword = steps.pop(0)
        branch = _BRANCHES.get(keyword, branch)
        if keyword in SCHEMA_MAPS or keyword in SCHEMA_LISTS:
            steps = steps[1:]
    return branch


def reason(finding: Finding, lang: Lang) -> str:
    """Why the effect of a finding is undecided."""
    for verdict in (finding.core_in_form, finding.form_in_core):
        if isinstance(verdict, Undecided):
            return why(verdict, lang)
    return text("verdicts", "not-asked", "title", lang)


def why(verdict: Undecided, lang: Lang) -> str:
    """The reason of an undecided verdict in words."""
    return text("verdicts", verdict.reason, "title", lang)


def explain_note(note: Note, lang: Lang) -> tuple[str, str, str]:
    """Title, detail and remedy of a note of an importer or of the command."""
    known = {"at": note.at or "/", **note.params}
    parts = table("notes", lang)[note.type]
    title, detail, remedy = (parts[p].format_map(known) for p in ("title", "detail", "remedy"))
    return title, detail, remedy


def _keyword(finding: Finding) -> str:
    """The keyword of a finding whose rule watches none in particular."""
    found = finding.before if finding.after is UNSET else finding.after
    return ", ".join(map(str, found)) if isinstance(found, dict) else "?"
