"""What pages show of a proposal: what its draft does to each municipality."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import msgspec

from registry.compute.depth import bounded
from soroe.impact.document import Impact, MunicipalityImpact
from soroe.impact.document import Words as Both
from soroe.locale import text
from soroe.model import Effect, Lang
from soroe.report.impact import concerned


class Touched(msgspec.Struct, frozen=True):
    """A municipality: what is to `decide`, what falls `away`, what applicants notice.

    `urgent` where somebody has to decide something or to look at it.
    """

    code: str
    name: str
    revision: int
    core: str
    decide: tuple[str, ...]
    away: tuple[str, ...]
    effect: Effect
    told_effect: str
    examples: tuple[str, ...]

    @property
    def urgent(self) -> bool:
        """Whether somebody has to decide about it, or its applicants notice it."""
        return bool(self.decide) or self.effect != "none"


class Effects(msgspec.Struct, frozen=True):
    """What a draft does: to applicants of the core itself, and to each municipality."""

    told_level: str
    examples: tuple[str, ...]
    places: tuple[Touched, ...]

    def of(self, code: str) -> Touched | None:
        """What it does to a municipality that has a diff of the form."""
        return next((one for one in self.places if one.code == code), None)


@bounded
def effects(impact: bytes, lang: Lang) -> Effects:
    """The effects that stand in an impact (JSON); the most urgent municipality first."""
    found = msgspec.json.decode(impact, type=Impact)
    step = found.applicants
    places = sorted((_touched(one, lang) for one in found.municipalities), key=_order)
    return Effects(
        told_level=text("impact", "level", found.level, lang),
        examples=tuple(_examples(step.refused, step.accepted, lang)),
        places=tuple(places),
    )


def _touched(one: MunicipalityImpact, lang: Lang) -> Touched:
    step = one.applicants
    return Touched(
        code=one.code,
        name=one.name or one.code,
        revision=one.revision,
        core=one.core,
        decide=tuple(
            text(
                "impact",
                "say",
                "change",
                lang,
                title=change.title or change.item,
                reason=text(
                    "impact",
                    "reason",
                    "effect-turned" if change.kind == "adjusted" else change.reasons[0],
                    lang,
                ),
            )
            for change in concerned(one)
        ),
        away=tuple(o.title or o.item for o in one.outcomes if o.kind == "absorbed"),
        effect=step.effect,
        told_effect=text("impact", "effect", step.effect, lang),
        examples=tuple(_examples(step.refused, step.accepted, lang)),
    )


def _examples(refused: Sequence[Both], accepted: Sequence[Both], lang: Lang) -> Iterator[str]:
    for part, several in (("refused", refused), ("accepted", accepted)):
        for words in several[:3]:
            said = words.ja if lang == "ja" else words.en
            yield f"{text('impact', 'example', part, lang)}: {said}"


def _order(one: Touched) -> tuple[bool, bool, str]:
    return not one.decide, one.effect == "none", one.code
