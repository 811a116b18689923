"""The core with some municipalities' changes in it: a draft, which nobody has published."""

from __future__ import annotations

from collections.abc import Sequence

import msgspec

from soroe.contain import Empty, instance
from soroe.diff.apply import apply_op
from soroe.errors import DiffError, DocumentError, Problem
from soroe.model import Change, Json, Op
from soroe.schema import check_schema


def promoted(core: Json, changes: Sequence[Change]) -> Json:
    """`core` with the operations of all changes made, each once; its `$id` is left out.

    Where two changes write the same operation (several cities do the same), it is made once. Raises
    `DocumentError`: `promotion-does-not-fit` for each change that does not fit the core and the
    changes before it, `promotion-accepts-nothing` where no application would be accepted any more,
    or the problems of a result that is no legal schema.
    """
    made: set[bytes] = set()
    problems: list[Problem] = []
    draft = core
    for change in changes:
        after = draft
        try:
            for op in change.ops:
                if _key(op) not in made:
                    after = apply_op(after, op)
        except DiffError as e:
            params = {"item": change.item, "detail": e.problem.params.get("path", "")}
            problems.append(Problem("promotion-does-not-fit", params=params))
            continue
        made |= {_key(op) for op in change.ops}
        draft = after
    problems = problems or list(check_schema(draft))
    if (
        not problems
        and isinstance(instance(draft), Empty)
        and not isinstance(instance(core), Empty)
    ):
        problems = [Problem("promotion-accepts-nothing")]
    if problems:
        raise DocumentError(*problems)
    if isinstance(draft, dict) and draft is not core:
        return {key: value for key, value in draft.items() if key != "$id"}
    return draft


def _key(op: Op) -> bytes:
    """What the operation makes, whatever stood there."""
    return msgspec.json.encode(msgspec.structs.replace(op, was=msgspec.UNSET))
