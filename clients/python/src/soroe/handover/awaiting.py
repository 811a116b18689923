"""What awaits a municipality now, without the document around it."""

from __future__ import annotations

from msgspec.structs import replace

from soroe.handover.deadlines import deadlines, in_order
from soroe.handover.facts import FormFact, HandoverFacts
from soroe.handover.model import Deadline, Todo
from soroe.handover.waiting import waiting
from soroe.handover.write import form_part
from soroe.model import Base, Lang


class Awaiting(Base, frozen=True):
    """What to do, the most urgent first, and the days to keep, in their order."""

    todo: tuple[Todo, ...]
    deadlines: tuple[Deadline, ...]


def awaiting(facts: HandoverFacts, lang: Lang) -> Awaiting:
    """What waits, without what waits for nobody here: discarded drafts, reviews commented on."""
    facts = replace(
        facts,
        drafts=tuple(draft for draft in facts.drafts if not draft.discarded),
        reviews=tuple(review for review in facts.reviews if not review.commented),
    )
    forms = tuple(form_part(form, lang) for form in facts.forms if _unfounded(form))
    return Awaiting(waiting(facts, forms, lang), deadlines(facts, lang))


def _unfounded(form: FormFact) -> bool:
    """Whether a change lacks its basis; only then is it worth working out what it changes."""
    latest = in_order(form)[-1:]
    return any(change.basis is None for r in latest for change in r.diff.changes)
