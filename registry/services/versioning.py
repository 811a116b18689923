"""May this number be published after the highest one? Judged by what the two cores accept."""

from __future__ import annotations

from functools import partial

import msgspec

from registry import names
from registry.compute.versions import judge_documents
from registry.context import Context
from registry.db import cores
from registry.db.pool import Connection, read
from registry.problems import RefusedError, TooSmallError
from soroe.judgement import Judgement, refuse
from soroe.model import Undecided


class Judged(msgspec.Struct, frozen=True):
    """The highest version that a new one was compared with, and the verdict.

    `judgement` is None where there was nothing to compare with: no version yet, or a number that
    does not rise, which is refused for itself.
    """

    head: str | None
    judgement: Judgement | None = None

    def fits(self, version: str) -> bool:
        """Whether `version` keeps what it promises."""
        try:
            self.enforce(version)
        except TooSmallError:
            return False
        return True

    def enforce(self, version: str) -> None:
        """Raise `TooSmallError` where `version` promises more than the documents keep."""
        if self.head is None or self.judgement is None:
            return
        problem = refuse(self.head, version, self.judgement)
        if problem is not None:
            raise TooSmallError(problem, witness=self.judgement.witness)


async def judge_version(context: Context, form: str, version: str, document: bytes) -> Judged:
    """Compare a document with the highest version of its form, in a worker, under no lock.

    The caller asks inside its transaction whether that version still is the highest.
    """
    head, old = await read(context.pool, partial(_highest, form))
    if head is None or old is None or names.version(version) <= names.version(head):
        return Judged(head)
    try:
        return Judged(head, await context.workers.run(judge_documents, old, document))
    except RefusedError as e:
        if e.problem.type != "took-too-long":
            raise
        late = Undecided("budget")  # what takes too long to decide may still go out as major
        return Judged(head, Judgement("major", late, late))


async def _highest(form: str, connection: Connection) -> tuple[str | None, bytes | None]:
    head = await cores.highest(connection, form)
    text = await cores.by_version(connection, form, head) if head is not None else None
    return head, text.document if text is not None else None


class HeadMovedError(RefusedError):
    """Another version became the highest between judging and publishing; judge again."""
