"""A counterexample as a form that is filled in: the form that refuses it, with what it refuses."""

from __future__ import annotations

from typing import Literal, TypeAlias

import msgspec
from msgspec.structs import replace

from registry.compute.depth import bounded
from registry.compute.form_check import read_result
from soroe.diff.apply import apply_op
from soroe.diff.differences import differences
from soroe.jsontext import read
from soroe.model import Json, Lang, Refuted
from soroe.page import FormPage, form_page
from soroe.page.model import Entries, Group, Node
from soroe.pointer import join, split
from soroe.report.finding import Context, heading, sentence
from soroe.report.words import title_at
from soroe.schema import inline

Way: TypeAlias = Literal["refused", "accepted"]
"""refused: the city's form refuses what the core accepts; accepted: the other way round."""


class Example(msgspec.Struct, frozen=True):
    """The page of the refusing form with the application in it, and what it is an example of."""

    title: str
    message: str
    way: Way
    page: FormPage


@bounded
def example(
    result: bytes, core_text: bytes, mark: str, way: Way | None, lang: Lang
) -> Example | None:
    """The example of the finding with this fingerprint; None where there is none.

    Without a `way` it is the one that there is, of two the first.

    The city's form is shown as the core with this one difference, which is what the example was
    proved against: other differences would refuse other answers.
    """
    checked = read_result(result)
    finding = next((f for f in checked.report.findings if f.fingerprint == mark), None)
    if finding is None:
        return None
    if way is None:
        way = "refused" if isinstance(finding.core_in_form, Refuted) else "accepted"
    verdict = finding.core_in_form if way == "refused" else finding.form_in_core
    if not isinstance(verdict, Refuted):
        return None
    core = inline(read(core_text))
    refusing: Json = core
    if way == "refused":
        here = (d for d in differences(core, checked.form) if d.fingerprint == mark)
        for op in next(here).hit.ops:
            refusing = apply_op(refusing, op)
    context = Context(core, checked.form, lang)
    page = _named(form_page(refusing, lang, verdict.witness), core, checked.form)
    message = sentence(finding, "message", context)
    return Example(heading(finding, context), message, way, page)


def _named(page: FormPage, *forms: Json) -> FormPage:
    """The page with the titles of answers that its form has no item for, from either form."""

    def title(at: str) -> str:
        item = join(["*" if step.isdecimal() else step for step in split(at)])
        return next(filter(None, (title_at(form, item) for form in forms)), "")

    def group(one: Group) -> Group:
        unknown = tuple(
            (at, title(at).rpartition(" › ")[2] or name, said) for at, name, said in one.unknown
        )
        return replace(one, unknown=unknown, nodes=tuple(map(node, one.nodes)))

    def node(one: Node) -> Node:
        if isinstance(one, Group):
            return group(one)
        if isinstance(one, Entries):
            return replace(one, entries=tuple(map(group, one.entries)))
        return one

    def mistake(at: str, said: str) -> str:
        item = join(["*" if step.isdecimal() else step for step in split(at)])
        known = title(at)
        return known + said.removeprefix(item) if known and said.startswith(item) else said

    mistakes = tuple((at, mistake(at, said)) for at, said in page.mistakes)
    return replace(page, whole=group(page.whole), mistakes=mistakes)
