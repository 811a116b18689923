"""Where a form goes beyond what the core leaves to a municipality: each kind once, by example."""

from __future__ import annotations

from collections.abc import Iterator

from msgspec.structs import replace

from soroe.locale import explain, text
from soroe.model import Refuted, SlotFinding
from soroe.pointer import find
from soroe.report import words
from soroe.report.finding import Context
from soroe.report.style import Style
from soroe.report.width import wrap
from soroe.report.witness import in_words
from soroe.slots import problem_of


def slot_lines(
    found: tuple[SlotFinding, ...], context: Context, columns: int, style: Style
) -> Iterator[str]:
    """The findings in their order, under the title of their kind, whose remedy is said once."""
    alike: dict[str, list[SlotFinding]] = {}
    for one in found:
        alike.setdefault(one.type, []).append(one)
    for members in alike.values():
        told = [told_of(one, context) for one in members]
        count = " " + text("report", "words", "cases", context.lang, count=len(members))
        yield ""
        yield "  " + style(told[0][0], "strong") + (count if len(members) > 1 else "")
        for one, (_, detail, _) in zip(members, told, strict=True):
            yield from wrap(detail, columns, "  ・", "    ")
            for example in examples_of(one, context):
                yield from wrap(example, columns, "    ", "      ")
        yield from wrap(context.say("todo") + told[0][2], columns, "    ", "    ")


def told_of(found: SlotFinding, context: Context) -> tuple[str, str, str]:
    """Title, detail and remedy, with items, effects and ranges in words."""
    problem = problem_of(found)
    params = dict(problem.params)
    params["item"] = _title(found.item, context)
    params["effect"] = text("cli", "effects", found.effect, context.lang)
    if found.type.startswith("delegated"):
        params["allowed"] = _range(found, context)
    return explain(replace(problem, params=params), context.lang)


def _range(found: SlotFinding, context: Context) -> str:
    """`1〜6`, or as the core spells it where that is no range."""
    here = find(context.core, found.place)
    left = here.get("x-delegated") if isinstance(here, dict) else None
    bounds = left.get("range") if isinstance(left, dict) else None
    said = words.limits(bounds, context.lang) if isinstance(bounds, dict) else []
    return words.say(context.lang, "comma").join(said) or found.allowed


def examples_of(found: SlotFinding, context: Context) -> Iterator[str]:
    """An application, or a value, that shows how far it goes."""
    core, form, lang = context.core, context.form, context.lang
    forward, backward = found.core_in_form, found.form_in_core
    if isinstance(forward, Refuted) and found.allowed == "wording":
        yield context.say("refused") + in_words(forward.witness, form, core, lang, found.item)
    if isinstance(backward, Refuted) and found.type.startswith("delegated"):
        value = words.value(backward.witness, words.schema_at(core, found.item), lang)
        yield context.say("outside") + value
    elif isinstance(backward, Refuted):
        yield context.say("accepted") + in_words(backward.witness, core, form, lang, found.item)


def _title(item: str, context: Context) -> str:
    form = context.core if words.schema_at(context.core, item) else context.form
    title = words.title_at(form, item)
    return title or text("report", "head", "form", context.lang)
