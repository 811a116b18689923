"""In which state a proposal is, and refusing what that state does not allow."""

from __future__ import annotations

from datetime import date
from typing import Literal, TypeAlias

from registry import days
from registry.db import proposals
from registry.db.pool import Connection
from registry.db.proposals import Proposal
from registry.db.tokens import Holder
from registry.problems import RefusedError
from soroe.errors import Problem

ProposalState: TypeAlias = Literal[
    "open", "closed", "accepted", "rejected", "postponed", "published", "withdrawn"
]

RUNNING = frozenset({"open", "closed", "accepted", "postponed"})
"""States in which a proposal can still become a version."""

_LAST = 2**31 - 1

_DECIDED: dict[str, ProposalState] = {
    "accept": "accepted",
    "reject": "rejected",
    "postpone": "postponed",
}


def state_of(proposal: Proposal, today: date) -> ProposalState:
    """What was decided, else open until the last day is over in Japan, then closed."""
    if proposal.published is not None:
        return "published"
    if proposal.withdrawn_at is not None:
        return "withdrawn"
    if proposal.decided is not None:
        return _DECIDED[proposal.decided]
    return "closed" if closed(proposal, today) else "open"


def closed(proposal: Proposal, today: date) -> bool:
    """Whether the last day for voices is over, whatever was decided."""
    return today > proposal.closes_on


def stale(proposal: Proposal) -> bool:
    """Whether a core was published since its draft was made."""
    return proposal.published is None and proposal.against != proposal.newest


async def found(connection: Connection, form: str, number: int, *, lock: bool = False) -> Proposal:
    """The proposal, or `RefusedError` `no-such-proposal`."""
    known = None
    if 0 < number <= _LAST:
        known = await proposals.get(connection, form, number, lock=lock)
    if known is None:
        params = {"form": form, "proposal": str(number)[:20]}
        raise RefusedError(Problem("no-such-proposal", params=params))
    return known


async def running(connection: Connection, form: str, number: int) -> Proposal:
    """The proposal, locked, if it is neither published nor withdrawn; else as `refuse_over`."""
    proposal = await found(connection, form, number, lock=True)
    refuse_over(proposal)
    return proposal


def refuse_over(proposal: Proposal) -> None:
    """`RefusedError` `proposal-published`, `proposal-withdrawn` where nothing can be done."""
    if proposal.published is not None:
        params = {"proposal": str(proposal.proposal), "version": proposal.published}
        raise RefusedError(Problem("proposal-published", params=params))
    if proposal.withdrawn_at is not None:
        params = {"proposal": str(proposal.proposal), "reason": proposal.withdraw_reason or "-"}
        raise RefusedError(Problem("proposal-withdrawn", params=params))


def refuse_closed(proposal: Proposal) -> None:
    """`RefusedError` `proposal-closed` where the last day is over."""
    if closed(proposal, days.today()):
        params = {"proposal": str(proposal.proposal), "closed": str(proposal.closes_on)}
        raise RefusedError(Problem("proposal-closed", params=params))


def refuse_moved(proposal: Proposal, edit: int | None) -> None:
    """`RefusedError` `proposal-text-moved` where the caller means another text than there is."""
    if edit is not None and edit != proposal.edit:
        params = {"edit": str(edit)[:20], "current": str(proposal.edit)}
        params["by"] = proposal.edited_by or "-"
        raise RefusedError(Problem("proposal-text-moved", "/edit", params))


def refuse_stale(proposal: Proposal) -> None:
    """`RefusedError` `proposal-stale` where a newer core is there than the draft was made in."""
    if stale(proposal):
        params = {"proposal": str(proposal.proposal), "against": proposal.against}
        params["newest"] = proposal.newest or "-"
        raise RefusedError(Problem("proposal-stale", params=params))


def is_steward(actor: Holder | None) -> bool:
    """Whether stewards (or the operator) act."""
    return actor is None or actor.kind == "steward"


def refuse_others(proposal: Proposal, actor: Holder | None) -> None:
    """`RefusedError` `proposal-not-yours`: only who opened it, and stewards, may change it.

    Once the last day is over, or it is accepted, only stewards may.
    """
    if is_steward(actor):
        return
    own = actor is not None and actor.organisation == proposal.opened_by
    late = proposal.decided is not None or closed(proposal, days.today())
    if not own or late:
        params = {"proposal": str(proposal.proposal), "by": proposal.opened_by or "-"}
        raise RefusedError(Problem("proposal-not-yours", params=params))
