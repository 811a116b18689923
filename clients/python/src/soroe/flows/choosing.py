"""Choosing from a listing."""

from __future__ import annotations

from soroe.errors import Problem, RegistryError
from soroe.flows.names import refuse
from soroe.listing import FormListing, LocalListing, RevisionEntry, VersionEntry
from soroe.versions import parse


def choose_version(listing: FormListing, wanted: str) -> VersionEntry:
    """The entry for `latest`, a major number or an exact version; withdrawn ones only exactly."""
    numbered = [(parse(e.version), e) for e in listing.versions]
    known = [e for v, e in sorted(((v, e) for v, e in numbered if v), key=lambda row: row[0])]
    if parse(wanted):
        fit = [e for e in known if e.version == wanted]
    elif wanted == "latest" or wanted.isdecimal():
        prefix = "" if wanted == "latest" else f"{int(wanted)}."
        fit = [
            e
            for e in known
            if e.version.startswith(prefix) and e.state in ("published", "deprecated")
        ]
    else:
        refuse("version-invalid", version=wanted)
    if not fit:
        have = ", ".join(e.version for e in known) or "-"
        params = {"form": listing.form, "version": wanted, "known": have}
        raise RegistryError(404, Problem("no-such-version", params=params))
    return fit[-1]


def choose_revision(listing: LocalListing, wanted: int | None) -> RevisionEntry:
    """The entry of a revision; None is the latest."""
    known = sorted(listing.revisions, key=lambda e: e.revision)
    fit = [e for e in known if wanted in (None, e.revision)]
    if not fit:
        params = {
            "form": listing.form,
            "municipality": listing.municipality,
            "revision": "latest" if wanted is None else str(wanted),
        }
        raise RegistryError(404, Problem("no-such-revision", params=params))
    return fit[-1]
