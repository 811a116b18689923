"""What can be wrong with a document, a request or an answer, as values.

A `Problem` carries a stable type, a place and parameters, never a sentence: the sentences, in
Japanese and English, are in `locale/problems.*.json` under the type. The registry turns a problem
into an RFC 9457 document, the command line turns it into a message, and tests compare fields.

    SoroeError
    ├── DocumentError      a document is refused (the strict door, a meta-schema, house dialect)
    ├── DiffError          a local diff does not fit the core that it names
    ├── RegistryError      the registry answered with a problem document
    ├── UnreachableError   no answer: refused, timed out, TLS, proxy
    └── IntegrityError     an answer that does not carry the digest it was promised with
"""

from __future__ import annotations

import msgspec


class Problem(msgspec.Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """One thing that is wrong: `type` (slug, see locale/problems), `at` (place), `params` (facts).

    `at` is a JSON Pointer into the document in question, or "" for the whole of it. `line` and
    `column` count from 1 and are given where the text is at hand.
    """

    type: str
    at: str = ""
    params: dict[str, str] = {}
    line: int | None = None
    column: int | None = None


class SoroeError(Exception):
    """Base of all errors this package raises on purpose; equal when their problems are equal."""

    def __init__(self, *problems: Problem) -> None:
        """Hold one or more problems; an error without one cannot be explained to anybody."""
        if not problems:
            raise ValueError("an error needs a problem")
        super().__init__(*problems)
        self.problems: tuple[Problem, ...] = problems

    @property
    def problem(self) -> Problem:
        """The first problem, which is the one to mend first."""
        return self.problems[0]

    def __eq__(self, other: object) -> bool:
        return type(self) is type(other) and self.problems == getattr(other, "problems", None)

    def __hash__(self) -> int:
        return hash((type(self), tuple((p.type, p.at) for p in self.problems)))

    def __str__(self) -> str:
        return "; ".join(
            f"{p.type} at {p.at or '/'}"
            + (f" ({', '.join(f'{k}={v}' for k, v in p.params.items())})" if p.params else "")
            for p in self.problems
        )


class DocumentError(SoroeError):
    """A document that is refused before anything is made of it."""


class DiffError(SoroeError):
    """A local diff that cannot be applied: an operation that hits nothing is an error."""


class RegistryError(SoroeError):
    """The registry refused: carries its problem and the HTTP `status`."""

    def __init__(self, status: int, *problems: Problem) -> None:
        """Keep the status beside the problems."""
        super().__init__(*problems)
        self.status = status


class UnreachableError(SoroeError):
    """The registry could not be reached or did not answer in time."""


class IntegrityError(SoroeError):
    """An answer whose digest is not the one it was promised with."""
