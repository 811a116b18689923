"""The depth that a document reaches once its references are written out."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import ParamSpec, TypeVar

from soroe.errors import DocumentError, Problem
from soroe.jsontext import DOOR

P = ParamSpec("P")
T = TypeVar("T")


def bounded(function: Callable[P, T]) -> Callable[P, T]:
    """The function, which says `too-deep` where it meets nesting that it cannot follow.

    The door bounds what is written. References can nest it further: a chain of definitions is flat
    on paper and as deep as it is long.
    """

    @wraps(function)
    def call(*args: P.args, **kwargs: P.kwargs) -> T:
        try:
            return function(*args, **kwargs)
        except RecursionError:
            raise DocumentError(Problem("too-deep", params={"limit": str(DOOR.depth)})) from None

    return call
