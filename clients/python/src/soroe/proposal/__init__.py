"""What becomes core: the draft, what it does to every municipality, and why (docs/proposals.md)."""

from soroe.proposal.document import Kept, Proposed
from soroe.proposal.drafted import drafted
from soroe.proposal.evidence import evidence
from soroe.proposal.proposed import proposed

__all__ = ["Kept", "Proposed", "drafted", "evidence", "proposed"]
