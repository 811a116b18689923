"""What awaits a municipality, from the facts of its handover document."""

from __future__ import annotations

import msgspec

from registry.compute.depth import bounded
from soroe.handover.awaiting import Awaiting, awaiting
from soroe.handover.facts import HandoverFacts
from soroe.model import Lang


@bounded
def awaited(facts: bytes, lang: Lang) -> Awaiting:
    """What to do and by when, in a language; `facts` as `compute.handover.write_facts` writes."""
    return awaiting(msgspec.json.decode(facts, type=HandoverFacts), lang)
