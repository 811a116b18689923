"""引継書: what the next person in charge of a municipality's forms has to know."""

from soroe.handover.facts import HandoverFacts
from soroe.handover.model import Handover
from soroe.handover.write import handover

__all__ = ["Handover", "HandoverFacts", "handover"]
