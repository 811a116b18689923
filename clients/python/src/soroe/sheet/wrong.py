"""Collecting what is wrong in a workbook: a clerk mends all cells at once, not one a day."""

from __future__ import annotations

from soroe.errors import Problem

_SHOWN = 80


class Wrong:
    """Problems in the order in which they were found; words of cells are cut to a line."""

    def __init__(self) -> None:
        """Start with none."""
        self.problems: list[Problem] = []

    def __call__(self, kind: str, at: str, /, **params: str) -> None:
        """One more, at a cell."""
        cut = {name: " ".join(words.split())[:_SHOWN] for name, words in params.items()}
        self.problems.append(Problem(kind, at, cut))

    def said(self, at: str) -> bool:
        """Whether something is wrong at this cell already; the rest follows from that."""
        return any(problem.at == at for problem in self.problems)

    def __bool__(self) -> bool:
        """Whether there is any."""
        return bool(self.problems)
