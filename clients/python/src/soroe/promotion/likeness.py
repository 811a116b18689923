"""Whether two signatures are the same intention: how sure, of which parts, and why.

`sure` is the product of the parts: name (the labels), answers (what is taken), place (the group).
Each part is 1 where nothing differs; what each difference takes away stands in the tables below.
"""

from __future__ import annotations

from soroe.model import Base
from soroe.promotion.answers import Answers
from soroe.promotion.equal import Judge, Relation
from soroe.promotion.signature import Signature
from soroe.promotion.spelling import alike
from soroe.promotion.words import FILLERS, GENERIC

SAME = 0.75
"""From here on two signatures are taken for the same intention."""

POSSIBLE = 0.4
"""From here on, below `SAME`, a steward is asked."""

NEARLY_ALL = 0.85
"""The share of choices that two lists must have in common."""

FAR = 5
"""Upper bounds of numbers without a unit that differ by so much may be of two units."""

_BY_RELATION: dict[Relation, tuple[float, str]] = {
    "equal": (1.0, "engine-equal"),
    "within": (0.93, "engine-within"),
    "around": (0.93, "engine-within"),
    "apart": (0.82, "engine-apart"),
    "unknown": (0.82, "engine-unknown"),
}


class Likeness(Base, frozen=True):
    """How sure it is, 0 to 1, the parts it is made of, and the ids of the reasons.

    The reasons stand in the order name, answers, place; their words are in `locale/promotion`.
    """

    sure: float
    parts: dict[str, float]
    why: tuple[str, ...]


def compare(one: Signature, other: Signature, judge: Judge) -> Likeness | None:
    """How alike two signatures are; None where nothing speaks for it.

    Asks the engine where the answers are built too differently to be compared as they are written.
    """
    if one.kind != other.kind:
        return None
    if one.kind == "added":
        return _items(one, other, judge)
    if one.group != other.group:
        return None
    if one.kind == "choice-added":
        return _labels(one, other)
    if one.kind in ("limit", "condition") and one.after is not None and other.after is not None:
        if one.kind == "condition" and one.keyword != other.keyword:
            return None
        if judge.relation(one.after, other.after) == "equal":
            parts = {"name": 1.0, "answers": 1.0, "place": 1.0}
            return Likeness(1.0, parts, ("same-item", "engine-equal"))
    return None


def _labels(one: Signature, other: Signature) -> Likeness | None:
    found = max(alike(a, b) for a in one.names for b in other.names) / 100
    if not found:
        return None
    name, why = (0.98, "same-words") if found == 1 else (found, "alike-label")
    return Likeness(name, {"name": name, "answers": 1.0, "place": 1.0}, (why, "same-item"))


def _items(one: Signature, other: Signature, judge: Judge) -> Likeness | None:
    place = _place(one, other)
    if place is None:
        return None
    name = _name(one, other, near=place[0] == 1)
    if name is None or one.answers is None or other.answers is None:
        return None
    takes = same_answers(one.answers, other.answers, judge)
    parts = {"name": name[0], "answers": takes[0], "place": place[0]}
    sure = round(name[0] * takes[0] * place[0], 3)
    return Likeness(sure, parts, (name[1], takes[1], place[1]))


def _place(one: Signature, other: Signature) -> tuple[float, str] | None:
    """The same group, or a group and the one around it; one person's answer is no list of them."""
    if one.item == other.item:
        return 1.0, "same-place"
    inner, outer = (one, other) if len(one.item) > len(other.item) else (other, one)
    if inner.item.startswith(f"{outer.item}/") and inner.item.count("*") == outer.item.count("*"):
        return 0.92, "group-around"
    same_count = one.item.count("*") == other.item.count("*")
    return (0.6, "other-group") if same_count and one.item and other.item else None


def _name(one: Signature, other: Signature, *, near: bool) -> tuple[float, str] | None:
    if not near:
        inner, outer = (one, other) if len(one.item) > len(other.item) else (other, one)
        if set(inner.full) & set(outer.names):
            return 0.97, "label-with-group"
        shared = (set(inner.names) & set(outer.names)) - GENERIC
        return (0.92, "same-label") if any(len(n) > 2 for n in shared) else None
    if one.spelled[:1] == other.spelled[:1]:
        return 1.0, "same-label"
    if one.names[:1] == other.names[:1]:
        return 0.98, "same-words"
    if set(one.names) & set(other.names):
        return 0.97, "synonym"
    if set(one.unordered) & set(other.unordered):
        return 0.95, "other-word-order"
    found = max((alike(a, b) for a in one.names for b in other.names), default=0)
    return (found / 100, "alike-label") if found else None


def same_answers(one: Answers, other: Answers, judge: Judge) -> tuple[float, str]:
    """How alike what two items take is, 0 to 1, and the id of the reason."""
    if one.family != other.family:
        return _other_family(one, other)
    match one.family:
        case "yes-no":
            if one.verb and other.verb and one.verb != other.verb:
                return 0.0, "other-question"
            return (1.0, "same-answers") if one.must == other.must else (0.93, "other-bounds")
        case "choice":
            return _choices(one.choices, other.choices)
        case "number":
            return _numbers(one, other)
        case "date" | "time":
            return 1.0, "same-answers"
        case "text":
            return _texts(one, other, judge)
        case "group":
            return _groups(one, other)
        case "list":
            assert one.inner is not None
            assert other.inner is not None
            score, why = same_answers(one.inner, other.inner, judge)
            alike_ = (one.low, one.high) == (other.low, other.high)
            return (score, why) if alike_ else (score * 0.96, "other-bounds" if score == 1 else why)
        case "other":
            return _BY_RELATION[judge.relation(one.schema, other.schema)]


def _other_family(one: Answers, other: Answers) -> tuple[float, str]:
    families = {one.family, other.family}
    listed = next((a.inner for a in (one, other) if a.family == "list"), None)
    if listed is not None and listed.family in families:
        return 0.6, "one-or-many"
    return (
        (0.5, "free-text")
        if "text" in families and "group" not in families
        else (0.0, "other-kind")
    )


def _choices(one: tuple[str, ...], other: tuple[str, ...]) -> tuple[float, str]:
    left, right = set(one) - set(other), set(other) - set(one)
    shared = len(set(one)) - len(left)
    spelled = 0
    for a in sorted(left):
        twin = next((b for b in sorted(right) if alike(a, b)), None)
        if twin is not None:
            left, right, spelled = left - {a}, right - {twin}, spelled + 1
    beside = {c for c in left | right if c.removeprefix("非") not in FILLERS}
    fillers = len(left | right) - len(beside)
    share = (shared + spelled) / (shared + spelled + len(beside)) if shared + spelled else 0.0
    if share < NEARLY_ALL:
        return round(0.6 * share, 3), "other-choices"
    if beside:
        return round(share, 3), "nearly-same-choices"
    if fillers:
        return 0.93, "other-filler"
    return (0.97, "alike-choices") if spelled else (1.0, "same-choices")


def _numbers(one: Answers, other: Answers) -> tuple[float, str]:
    if one.unit and other.unit and one.unit != other.unit:
        return 0.0, "other-unit"
    if (one.low, one.high, one.whole) == (other.low, other.high, other.whole):
        return 1.0, "same-answers"
    highs = sorted(h for h in (one.high, other.high) if h is not None)
    sure_of_unit = one.unit and one.unit == other.unit
    if len(highs) == 2 and not sure_of_unit and highs[1] >= FAR * max(highs[0], 1):
        return 0.6, "far-bounds"
    return 0.93, "other-bounds"


def _texts(one: Answers, other: Answers, judge: Judge) -> tuple[float, str]:
    if one.verb and other.verb and one.verb != other.verb:
        return 0.0, "other-kind"
    if one.pattern == other.pattern:
        same = (one.low, one.high) == (other.low, other.high)
        return (1.0, "same-answers") if same else (0.95, "other-bounds")
    if not one.pattern or not other.pattern:
        return 0.93, "other-bounds"
    return _BY_RELATION[judge.relation(one.schema, other.schema)]


def _groups(one: Answers, other: Answers) -> tuple[float, str]:
    left, right = dict(one.parts), dict(other.parts)
    if any(left[n].family != right[n].family for n in left.keys() & right.keys()):
        return 0.5, "other-choices"
    score, why = _choices(tuple(left), tuple(right))
    return score, {"same-choices": "same-items", "other-choices": "other-items"}.get(why, why)
