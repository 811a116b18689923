"""What a step from one form to another does to applicants, put together from groups of items.

Both forms are products of the same groups (`soroe.diff.regions`): an application is accepted
exactly if its answers to each group are accepted by the form cut down to that group. So the first
form lies in the second one if each of its cuts does; and where one cut does not, the counterexample
for that group, together with any accepted answers to the other groups, is a counterexample for the
whole. (Where a group accepts no answer at all the whole form accepts nothing, and lies in every
other.) Each part of such a witness has been judged by `jsonschema` under its cut. Answers to groups
inside one item (`soroe.diff.nests`) are laid together in it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import NamedTuple

import msgspec

from soroe.contain import Empty, Found, Instance, contains, instance
from soroe.diff.meaning import same_meaning
from soroe.diff.nests import around, copied, lacking, lay, left, present
from soroe.diff.regions import NOBODY, Names
from soroe.effect import effect_of
from soroe.impact.document import Applicants, Words
from soroe.model import Json, Proved, Refuted, Undecided, Verdict
from soroe.report.witness import in_words
from soroe.schema import check_schema


class Direction(msgspec.Struct, frozen=True):
    """One question about one group: is what the first form accepts accepted by the second one?

    `sample` is an accepted answer under the first form, the open items around it present; `said`
    the counterexample in words; None also where one of the forms is no legal schema.
    """

    verdict: Verdict
    sample: Instance
    said: Words | None = None


class Step(msgspec.Struct, frozen=True):
    """Both directions for one group: from the form before to the one after, and back."""

    forward: Direction
    backward: Direction


class Part(NamedTuple):
    """A group of items and the step that it makes; `names` is None where it is the whole form."""

    names: Names | None
    step: Step


def step(before: Json, after: Json, examples: Sequence[Json], names: Names | None = None) -> Step:
    """The two questions about two forms, or about one group of both.

    `examples` are applications from which witnesses are made, as far as they are about the items
    of these forms.
    """
    if same_meaning(before, after):
        sample = _sample(before, examples, names)
        return Step(Direction(Proved(), sample), Direction(Proved(), sample))
    return Step(
        _direction(before, after, examples, names), _direction(after, before, examples, names)
    )


def together(
    parts: Sequence[Part], whole: Callable[[], tuple[Json, Json]], order: Iterable[str]
) -> Applicants:
    """The step as a whole from that of each group.

    `whole` makes the two forms, for the case that a group has no sample and no proof that it has
    none. `order` names the items as an application is filled in.
    """
    names = tuple(order)
    forward = _joined([(p.names, p.step.forward) for p in parts], whole, names)
    backward = _joined([(p.names, p.step.backward) for p in parts], lambda: whole()[::-1], names)
    return Applicants(
        effect_of(forward, backward),
        forward,
        backward,
        refused=_said(forward, [p.step.forward for p in parts]),
        accepted=_said(backward, [p.step.backward for p in parts]),
    )


def _direction(one: Json, two: Json, examples: Sequence[Json], names: Names | None) -> Direction:
    familiar = _familiar(one, examples, names)
    verdict = contains(familiar, two)
    said = None
    if isinstance(verdict, Refuted) and not (check_schema(one) or check_schema(two)):
        witness = verdict.witness
        said = Words(in_words(witness, two, one, "ja"), in_words(witness, two, one, "en"))
    return Direction(verdict, _sample(one, examples, names), said)


def _sample(form: Json, examples: Sequence[Json], names: Names | None) -> Instance:
    """An accepted answer to a group in which the open items around it are present."""
    return instance(present(_familiar(form, examples, names), names or NOBODY))


def _familiar(form: Json, examples: Sequence[Json], names: Names | None) -> Json:
    """The form with the examples as far as they are about its items."""
    if not isinstance(form, dict) or "examples" in form or not examples:
        return form
    named = form.get("properties")
    known = named if isinstance(named, dict) else {}
    kept = [example if names is None else left(example, names) for example in examples]
    given: list[Json] = [
        {k: v for k, v in example.items() if k in known}
        for example in kept
        if isinstance(example, dict)
    ]
    return {**form, "examples": given}


def _joined(
    parts: Sequence[tuple[Names | None, Direction]],
    whole: Callable[[], tuple[Json, Json]],
    order: Sequence[str],
) -> Verdict:
    if any(isinstance(p.sample, Empty) for _, p in parts):
        return Proved()
    told = next((part for part in parts if isinstance(part[1].verdict, Refuted)), None)
    if told is None:
        open_ = (p.verdict for _, p in parts if isinstance(p.verdict, Undecided))
        return next(open_, Proved())
    names, refuted = told
    assert isinstance(refuted.verdict, Refuted), "chosen so"
    if len(parts) == 1:
        return refuted.verdict
    answers = copied(refuted.verdict.witness)
    missing = lacking(answers, around(names or NOBODY))
    for _, part in parts:
        if part is not refuted:
            if isinstance(part.sample, Undecided):
                return contains(*whole())
            lay(answers, _value(part.sample), missing)
    assert isinstance(answers, dict), "applications are objects"
    ranked = [n for n in order if n in answers]
    return Refuted({n: answers[n] for n in dict.fromkeys([*ranked, *answers])})


def _value(sample: object) -> Json:
    value: Json = sample.value if isinstance(sample, Found) else {}
    return value


def _said(verdict: Verdict, parts: Sequence[Direction]) -> tuple[Words, ...]:
    if not isinstance(verdict, Refuted):
        return ()
    return tuple(p.said for p in parts if p.said is not None)
