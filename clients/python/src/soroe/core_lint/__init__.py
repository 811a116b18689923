"""What an author of a core should mend before others build on it.

`lint_core` and `check_schema` say what the registry refuses; these checks say what makes a core
hard to fill in, to compare or to justify: items without bounds or words, sensitive items that no
law asks for, labels that look alike, items that other forms define differently, conditions that no
refused example tests.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from soroe.core_lint.bounds import unbounded
from soroe.core_lint.examples import Examples, untested
from soroe.core_lint.looks import look_alikes
from soroe.core_lint.neighbours import defined_differently
from soroe.core_lint.sensitive import without_law
from soroe.core_lint.wording import unworded
from soroe.errors import Problem
from soroe.model import Json

__all__ = ["Examples", "lint_form"]


def lint_form(
    published: Json,
    *,
    others: Mapping[str, Json] | None = None,
    examples: Examples | None = None,
) -> tuple[Problem, ...]:
    """Everything an author should mend, in the order of the checks and then of the document.

    `published` is the core with its components in place and must pass `check_schema`. `others` are
    the published documents of other forms by name. Without `examples` nothing is said about them.
    The pointers are those of the published document.
    """
    return tuple(_all(published, others or {}, examples))


def _all(
    published: Json, others: Mapping[str, Json], examples: Examples | None
) -> Iterator[Problem]:
    yield from unworded(published)
    yield from unbounded(published)
    yield from without_law(published)
    yield from look_alikes(published)
    for name, other in others.items():
        yield from defined_differently(published, name, other)
    if examples is not None:
        yield from untested(published, examples)
