"""Gathering what the page shows, from a registry, a mirror or a bundle alike."""

from __future__ import annotations

from collections.abc import Sequence

from soroe.diff import decode_diff
from soroe.directory import Directory
from soroe.errors import Problem, RegistryError, UnreachableError
from soroe.flows import Core, Flow, Request, form_listing, get_core, get_diff, get_local_form
from soroe.flows.answers import value_of
from soroe.listing import FormListing, Forms, decode
from soroe.model import Base, Json, LocalDiff

LACKED = frozenset({"bundle-lacks", "offline-missing"})
"""What a source that was chosen from, or kept, says of what it does not have."""


class Local(Base, frozen=True):
    """The latest revision of a municipality: the diff, the form it makes, the core it lies on."""

    municipality: str
    revision: int
    core: Core
    form: Json
    diff: LocalDiff


class Chapter(Base, frozen=True):
    """A form: its listing, the core that applies (None where all are withdrawn), who differs.

    `lacking` are municipalities that the listing names and the source does not have.
    """

    listing: FormListing
    core: Core | None
    local: tuple[Local, ...]
    lacking: tuple[str, ...] = ()


class Book(Base, frozen=True):
    """All of it: the forms, and the directory of municipalities."""

    chapters: tuple[Chapter, ...]
    directory: Directory


def gather(forms: Sequence[str] = (), municipalities: Sequence[str] = ()) -> Flow[Book]:
    """The latest of everything; of chosen forms and municipalities where any are named.

    Forms that the source does not have are left out, unless they were named: `no-such-form`.
    """
    path = "/forms.json"
    response = yield Request("GET", path, keep="ask")
    there = [entry.form for entry in decode(value_of(path, response), Forms, path).forms]
    for form in forms:
        if form not in there:
            raise RegistryError(404, Problem("no-such-form", params={"form": form}))
    chapters = []
    for form in forms or sorted(there):
        try:
            chapters.append((yield from _chapter(form, frozenset(municipalities))))
        except UnreachableError as e:
            if forms or e.problem.type not in LACKED:
                raise
    path = "/municipalities.json"
    response = yield Request("GET", path, keep="ask")
    return Book(tuple(chapters), decode(value_of(path, response), Directory, path))


def _chapter(form: str, chosen: frozenset[str]) -> Flow[Chapter]:
    listing = yield from form_listing(form)
    core: Core | None = None
    try:
        core = yield from get_core(form)
    except RegistryError as e:
        if e.problem.type != "no-such-version":
            raise
    cores = {core.version: core} if core else {}
    local: list[Local] = []
    lacking: list[str] = []
    for entry in sorted(listing.local, key=lambda one: one.municipality):
        if chosen and entry.municipality not in chosen:
            continue
        try:
            local.append((yield from _local(form, entry.municipality, cores)))
        except UnreachableError as e:
            if e.problem.type not in LACKED:
                raise
            lacking.append(entry.municipality)
    return Chapter(listing, core, tuple(local), tuple(lacking))


def _local(form: str, code: str, cores: dict[str, Core]) -> Flow[Local]:
    diff = yield from get_diff(form, code)
    made = yield from get_local_form(form, code, diff.revision)
    if diff.core not in cores:
        cores[diff.core] = yield from get_core(form, diff.core)
    core = cores[diff.core]
    return Local(code, diff.revision, core, made.document, decode_diff(diff.document))
