"""What publishing a core would do to each municipality, in pieces that end in time."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

import msgspec

from registry.compute.depth import bounded
from registry.compute.shared import Shared, shared
from soroe.diff import decode_diff
from soroe.errors import Problem, SoroeError
from soroe.impact import (
    Applicants,
    Impact,
    MunicipalityImpact,
    Subject,
    assemble,
    assess,
    bases,
)
from soroe.jsontext import read
from soroe.model import Lang, Undecided
from soroe.report.impact_html import html
from soroe.report.impact_markdown import markdown

_UNDECIDED = Undecided("budget")


class City(msgspec.Struct, frozen=True):
    """A municipality's latest diff, and the diffs that it lies over, the lowest first."""

    subject: Subject
    core: str
    diff: bytes
    below: tuple[bytes, ...] = ()


class Step(msgspec.Struct, frozen=True):
    """From one published document to the next."""

    form: str
    old: bytes
    old_version: str
    new: bytes
    new_version: str


class View(msgspec.Struct, frozen=True):
    """As what the impact is wanted, and in which language."""

    shown: Literal["json", "markdown", "html"]
    lang: Lang


def assess_cities(step: Step, cities: Sequence[City]) -> bytes:
    """What the step would do to each, as JSON (a list of `MunicipalityImpact`)."""
    common = shared(step.old, step.new, len(cities))
    return msgspec.json.encode([_assess(common, step.new_version, city) for city in cities])


def unknown(city: City, problems: Sequence[Problem]) -> MunicipalityImpact:
    """A municipality that could not be assessed: somebody has to look at it, and is told why."""
    subject = city.subject
    return MunicipalityImpact(
        code=subject.code,
        name=subject.name,
        revision=subject.revision,
        core=city.core,
        applies=False,
        needs_decision=True,
        applicants=Applicants("undecided", _UNDECIDED, _UNDECIDED),
        misfits=tuple(problems),
    )


def _assess(common: Shared, version: str, city: City) -> MunicipalityImpact:
    try:
        return _assessed(common, version, city)
    except SoroeError as error:
        return unknown(city, error.problems)


@bounded
def _assessed(common: Shared, version: str, city: City) -> MunicipalityImpact:
    below = [decode_diff(read(text)) for text in city.below]
    old, new = bases(common.old, common.new, below, new_version=version, memo=common.memo)
    diff = decode_diff(read(city.diff))
    return assess(old, new, diff, subject=city.subject, new_version=version, memo=common.memo)


@bounded
def assemble_impact(step: Step, parts: Sequence[bytes], view: View) -> bytes:
    """The whole, from the pieces that `assess_cities` made: JSON, Markdown or an HTML page."""
    found = [m for part in parts for m in msgspec.json.decode(part, type=list[MunicipalityImpact])]
    impact: Impact = assemble(
        read(step.old),
        read(step.new),
        found,
        form=step.form,
        old_version=step.old_version,
        new_version=step.new_version,
    )
    if view.shown == "json":
        return msgspec.json.encode(impact)
    return (markdown if view.shown == "markdown" else html)(impact, view.lang).encode()
