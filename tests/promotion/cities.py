"""Municipalities with changes of the sample core, made in a line."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

from soroe.cli.sources import from_file, read_source
from soroe.divergence import Member
from soroe.impact import Subject
from soroe.model import Basis, Change, Citation, Json, LocalDiff, Op
from soroe.promotion import Book, Signature

FORM = "gakudo-application"
CORE = Path(__file__).parents[2] / "schemas" / "forms" / FORM / "1.0.0.json"


@cache
def core() -> Json:
    """The sample core, references inlined."""
    return from_file(read_source(str(CORE)))[0]


def path(item: str) -> str:
    """Where the core describes an item."""
    steps = item.split("/")[1:]
    return "".join("/items" if step == "*" else f"/properties/{step}" for step in steps)


def op(kind: str, at: str, **values: Any) -> Op:
    return Op(kind, at, **values)  # type: ignore[arg-type]


def city(code: str, *changes: tuple[str, Op] | tuple[str, tuple[Op, ...]], **facts: Any) -> Member:
    """A municipality; `citation` is what all of its changes rest on."""
    cited: Citation | None = facts.pop("citation", None)
    made = tuple(
        Change(item, ops if isinstance(ops, tuple) else (ops,), Basis("c") if cited else None, "例")
        for item, ops in changes
    )
    facts.setdefault("effective_from", "2027-04-01")
    diff = LocalDiff(FORM, "1.0.0", code, made, citations={"c": cited} if cited else {}, **facts)
    return Member(Subject(code, f"例示{code[-2:]}市", 1), core(), diff)


def added(code: str, schema: dict[str, Any], at: str = "", name: str = "x", **facts: Any) -> Member:
    """A municipality that adds one item."""
    return city(
        code, (f"{at}/{name}", op("add", f"{path(at)}/properties/{name}", value=schema)), **facts
    )


def book(*members: Member) -> Book:
    made = Book()
    for member in members:
        made.add(member.core, member.diff, member.subject.revision)
    return made


def signatures(*members: Member) -> list[Signature]:
    """The signatures of all changes, in order."""
    made = book(*members)
    return [made.signatures[o.signature] for o in made.occurrences]
