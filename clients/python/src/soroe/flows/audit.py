"""Holding what a registry lists against its log: nothing dropped, exchanged or hidden."""

from __future__ import annotations

import re

import msgspec

from soroe.checkpoint import Checkpoint
from soroe.errors import IntegrityError, Problem, RegistryError
from soroe.flows.answers import value_of
from soroe.flows.log import all_leaves
from soroe.flows.messages import Flow, Request
from soroe.flows.reading import form_listing, local_listing
from soroe.listing import Forms, RevisionEntry, decode
from soroe.proof import Tree

_LOCAL = re.compile(r"forms/([^/]+)/local/(\d{6})/\d+", re.ASCII)


class Audited(msgspec.Struct, frozen=True):
    """How many entries were read, and how many of them were held against the listings."""

    entries: int
    listed: int


def list_all() -> Flow[dict[str, str]]:
    """The digest of every core and diff that the listings name, by name."""
    path = "/forms.json"
    forms = decode(value_of(path, (yield Request("GET", path))), Forms, path)
    found: dict[str, str] = {}
    for form in sorted(one.form for one in forms.forms):
        listing = yield from form_listing(form)
        for version in listing.versions:
            found[f"forms/{form}/{version.version}"] = version.digest
        for code in sorted(one.municipality for one in listing.local):
            found |= yield from _locals(form, code)
    return found


def audit_log(earlier: int, listed: dict[str, str], checkpoint: Checkpoint) -> Flow[Audited]:
    """Read every entry; each listed name is in the log, each name in the log is listed.

    `earlier` is a length of the log from before `listed` was read: what came later may be missing
    there. Raises `IntegrityError`: `log-entries-differ` (the entries do not have the signed root),
    `log-name-twice`, `listing-differs` (another digest), `listing-unlogged` (listed, not in the
    log), `listing-lacks` (in the log, not listed: dropped).
    """
    leaves = yield from all_leaves(checkpoint.size)
    if Tree(leaf.hash for leaf in leaves).root() != checkpoint.root:
        params = {"size": str(checkpoint.size)}
        raise IntegrityError(Problem("log-entries-differ", params=params))
    logged: dict[str, str] = {}
    for leaf in leaves:
        if leaf.name in logged:
            raise IntegrityError(Problem("log-name-twice", params={"name": leaf.name}))
        logged[leaf.name] = leaf.digest
    for form, code in sorted({(m[1], m[2]) for name in logged if (m := _LOCAL.fullmatch(name))}):
        if not any(name.startswith(f"forms/{form}/local/{code}/") for name in listed):
            listed = {**listed, **(yield from _locals(form, code))}
    for name, digest in sorted(listed.items()):
        if name not in logged:
            raise IntegrityError(Problem("listing-unlogged", params={"name": name}))
        if logged[name] != digest:
            params = {"name": name, "logged": logged[name], "listed": digest}
            raise IntegrityError(Problem("listing-differs", params=params))
    for leaf in leaves[:earlier]:
        if leaf.name.startswith("forms/") and leaf.name not in listed:
            raise IntegrityError(Problem("listing-lacks", params={"name": leaf.name}))
    return Audited(len(leaves), len(listed))


def _locals(form: str, code: str) -> Flow[dict[str, str]]:
    """The revisions of a municipality, and of those that it came from, by name; none: nothing."""
    try:
        listing = yield from local_listing(form, code)
    except RegistryError as e:
        if e.status == 404:
            return {}
        raise
    found = _named(form, listing.municipality, listing.revisions)
    for former in listing.predecessors:
        found |= _named(form, former.municipality, former.revisions)
    return found


def _named(form: str, code: str, revisions: tuple[RevisionEntry, ...]) -> dict[str, str]:
    return {f"forms/{form}/local/{code}/{one.revision}": one.digest for one in revisions}
