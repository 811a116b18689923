"""What the assessments of one run share."""

from __future__ import annotations


class Memo:
    """Work that several municipalities have in common; give one object to all calls of a run.

    Not safe to share between threads; each worker process has its own.
    """
