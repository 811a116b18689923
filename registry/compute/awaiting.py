"""What awaits a municipality, from the facts of its handover document, with pages to do it on."""

from __future__ import annotations

import msgspec
from msgspec.structs import replace

from registry.compute.depth import bounded
from registry.web.paths import address
from soroe.handover.awaiting import Awaiting, awaiting
from soroe.handover.facts import HandoverFacts
from soroe.model import Lang


@bounded
def awaited(facts: bytes, lang: Lang) -> Awaiting:
    """What to do and by when, in a language; `facts` as `compute.handover.write_facts` writes.

    What is done on a page of ours has the address of that page, which begins with a slash.
    """
    return awaiting(_on_pages(msgspec.json.decode(facts, type=HandoverFacts), lang), lang)


def _on_pages(facts: HandoverFacts, lang: Lang) -> HandoverFacts:
    code = facts.municipality.code
    return replace(
        facts,
        reviews=tuple(
            replace(one, url=address(lang, "forms", one.form, "reviews", one.version))
            for one in facts.reviews
        ),
        drafts=tuple(replace(one, url=address(lang, "drafts", one.id)) for one in facts.drafts),
        rebases=tuple(
            replace(one, url=address(lang, "rebases", one.form, code)) for one in facts.rebases
        ),
        proposals=tuple(
            replace(one, url=address(lang, "forms", one.form, "proposals", str(one.proposal)))
            for one in facts.proposals
        ),
    )
