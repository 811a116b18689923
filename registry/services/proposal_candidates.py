"""The measured candidates that a proposal is made of, and whether they are still the same."""

from __future__ import annotations

from collections.abc import Sequence

import msgspec

from registry.context import Context
from registry.problems import RefusedError
from registry.services.measured import measured_candidate
from soroe.errors import Problem
from soroe.jsontext import digest_bytes
from soroe.promotion import Candidate


async def find_candidates(
    context: Context, form: str, ids: Sequence[str], version: str
) -> tuple[Candidate, ...]:
    """The candidates, measured against this very version.

    Raises `RefusedError`: `candidate-unknown`, `not-measured-yet` (also where an older version was
    measured last).
    """
    found = []
    for id_ in ids:
        one, measured = await measured_candidate(context, form, id_)
        if measured != version:
            raise RefusedError(Problem("not-measured-yet", params={"form": form}))
        found.append(one)
    return tuple(found)


def basis_of(candidates: Sequence[Candidate]) -> str | None:
    """A digest of what they are and would change; None of none.

    Who makes the change may differ: that does not touch the draft.
    """
    if not candidates:
        return None
    facts = [(one.id, one.signatures, one.items, one.ops) for one in candidates]
    return digest_bytes(msgspec.json.encode(facts))
