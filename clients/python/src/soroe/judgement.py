"""What a version number promises: computed by the engine, not declared by hope (DESIGN 5).

patch: the same applications are accepted; minor: every application that the old core accepts stays
accepted, proved; major: anything else, undecided included.
"""

from __future__ import annotations

from soroe.contain import DEFAULT, Budget, contains
from soroe.errors import Problem
from soroe.model import Base, Json, Proved, Refuted, Undecided, Verdict
from soroe.report.witness import in_words
from soroe.versions import Level, parse


class Judgement(Base, frozen=True):
    """What publishing one core after another promises, and the two verdicts it rests on.

    `example` is the witness in words (title: answer), for the person who has to choose a number;
    empty where no verdict has one.
    """

    level: Level
    old_in_new: Verdict
    new_in_old: Verdict
    example: str = ""

    @property
    def witness(self) -> Json:
        """The application that shows why the level is not lower; None where there is none."""
        told = self.old_in_new if self.level == "major" else self.new_in_old
        found: Json = told.witness if isinstance(told, Refuted) else None
        return found


def level_of(old_in_new: Verdict, new_in_old: Verdict) -> Level:
    """The level that two verdicts make."""
    if not isinstance(old_in_new, Proved):
        return "major"
    return "patch" if isinstance(new_in_old, Proved) else "minor"


def judge(old: Json, new: Json, budget: Budget = DEFAULT) -> Judgement:
    """The level of a change from one published core to another; references have been inlined."""
    old_in_new, new_in_old = contains(old, new, budget), contains(new, old, budget)
    level = level_of(old_in_new, new_in_old)
    told, refusing, other = old_in_new, new, old
    if level != "major":
        told, refusing, other = new_in_old, old, new
    example = in_words(told.witness, refusing, other, "ja") if isinstance(told, Refuted) else ""
    return Judgement(level, old_in_new, new_in_old, example)


def refuse(old_version: str, new_version: str, judgement: Judgement) -> Problem | None:
    """Why `new_version` is too small a number after `old_version`; None where it is large enough.

    `version-too-small` (something is no longer accepted), `version-too-small-wider` (something
    more is accepted) and `version-too-small-undecided` have the level, the smallest number allowed,
    and an example or the slug of the undecided verdict. ValueError where the two are not versions,
    the new one above the old.
    """
    old, new = parse(old_version), parse(new_version)
    if old is None or new is None or new <= old:
        raise ValueError(f"{old_version} {new_version}")
    smallest = str(old.raised(judgement.level))
    if new >= old.raised(judgement.level):
        return None
    told = judgement.old_in_new if judgement.level == "major" else judgement.new_in_old
    params = {"version": new_version, "highest": old_version, "smallest": smallest}
    params |= {"level": judgement.level, "example": judgement.example}
    if isinstance(told, Undecided):
        return Problem("version-too-small-undecided", params=params | {"reason": told.reason})
    if judgement.level == "major":
        return Problem("version-too-small", params=params)
    return Problem("version-too-small-wider", params=params)
