"""What a local diff still lacks before it is published."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from msgspec.structs import replace

from soroe.check import check
from soroe.citation import CLASS
from soroe.contain import DEFAULT, Budget
from soroe.diff.apply import apply, apply_op
from soroe.diff.cancel import cancelling
from soroe.diff.change_effects import change_effects
from soroe.diff.meaning import same_meaning
from soroe.diff.place import item_of
from soroe.effect import effect_of, verdicts
from soroe.errors import DiffError, Problem
from soroe.jsontext import digest
from soroe.model import Change, Citation, Effect, Input, Json, LocalDiff
from soroe.pointer import join, split
from soroe.schema.house import check_schema
from soroe.slots import findings, problem_of


def lint_diff(core: Json, diff: LocalDiff, budget: Budget = DEFAULT) -> tuple[Problem, ...]:
    """Everything that is missing or does not match, in the order of the document.

    First what keeps the diff from being applied (the types of `apply`), then `operations-cancel`;
    for each change `basis-missing` where it alters what is accepted, `reason-missing` where it
    alters more than words, `article-missing`, `item-mismatch`; for each citation
    `citation-incomplete` and `citation-unused`; then what goes beyond the slots (`soroe.slots`).
    """
    problems: list[Problem] = []
    effects: Sequence[Effect | None] = [None] * len(diff.changes)
    try:
        made = apply(core, diff)
    except DiffError as e:
        problems.extend(e.problems)
    else:
        effects = _effects(core, made, diff) or effects
    problems.extend(cancelling(diff))
    form = core
    for index, change in enumerate(diff.changes):
        before, form = form, _made(form, change)
        effect = effects[index] or _alone(change, (before, form), budget)
        problems.extend(_change(diff, change, f"/changes/{index}", (before, form), effect))
    for key, cited in diff.citations.items():
        problems.extend(_citation(diff, key, cited))
    problems.extend(problem_of(f) for f in findings(core, diff, budget))
    return tuple(problems)


def _effects(core: Json, form: Json, diff: LocalDiff) -> tuple[Effect, ...] | None:
    """The effects by which the registry asks for a basis; None where the form is no schema."""
    if check_schema(form):
        return None
    sides = (Input("", digest(side)) for side in (core, form))
    declared = replace(diff, over=None)
    report = check(core, form, core_input=next(sides), form_input=next(sides), declared=declared)
    return change_effects(core, diff, report)


def _made(form: Json, change: Change) -> Json:
    for op in change.ops:
        try:
            form = apply_op(form, op)
        except DiffError:
            continue  # named already
    return form


def _change(
    diff: LocalDiff, change: Change, at: str, forms: tuple[Json, Json], effect: Effect
) -> Iterator[Problem]:
    if change.basis is None:
        if effect != "none":
            yield Problem("basis-missing", at, {"item": change.item, "effect": effect})
    else:
        cited = diff.citations.get(change.basis.cite)
        if (
            cited is not None
            and CLASS[cited.kind] == "grounded"
            and not (change.basis.article or "").strip()
        ):
            facts = {"item": change.item, "title": cited.title}
            yield Problem("article-missing", at + "/basis", facts)
    if not change.reason.strip() and not _words_only(forms):
        yield Problem("reason-missing", at + "/reason", {"item": change.item})
    if change.ops and not any(_related(change.item, item_of(op)) for op in change.ops):
        facts = {"item": change.item or "/", "found": item_of(change.ops[0]) or "/"}
        yield Problem("item-mismatch", at + "/item", facts)


def _words_only(forms: tuple[Json, Json]) -> bool:
    """Whether the change was made, and what it changes are names, explanations and the like."""
    before, after = forms
    return before is not after and same_meaning(before, after)


def _alone(change: Change, forms: tuple[Json, Json], budget: Budget) -> Effect:
    """The effect of the change on what came before it; what is no schema is undecided.

    For a diff that cannot be applied as a whole: what is wrong with it is named first.
    """
    before, after = forms
    if before is after:
        return "none"
    if check_schema(after):
        return "undecided"
    return effect_of(*verdicts(before, change.ops, budget))


def _related(item: str, other: str) -> bool:
    """Whether one item is the other one or lies inside it."""
    one, two = split(item), split(other)
    short = min(len(one), len(two))
    return one[:short] == two[:short]


def _citation(diff: LocalDiff, key: str, cited: Citation) -> Iterator[Problem]:
    at = join(("citations", key))
    if not any(c.basis is not None and c.basis.cite == key for c in diff.changes):
        yield Problem("citation-unused", at, {"cite": key, "title": cited.title})
    if cited.kind == "慣行":
        return
    missing = ["number"] if not cited.number else []
    if CLASS[cited.kind] == "grounded":
        missing += ["promulgated"] if not cited.promulgated else []
        missing += ["inForceFrom"] if not cited.in_force_from else []
    for field in missing:
        facts = {"cite": key, "title": cited.title, "field": field}
        yield Problem("citation-incomplete", at, facts)
