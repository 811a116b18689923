"""Choosing from a listing: what was named, or what applies on a day."""

from __future__ import annotations

from soroe.errors import Problem, RegistryError
from soroe.flows.names import refuse
from soroe.in_force import has_begun, known, owned_revision, standing_for, version_at
from soroe.listing import FormListing, LocalListing, RevisionEntry, VersionEntry
from soroe.versions import parse
from soroe.when import ALWAYS, When, shown


def choose_version(listing: FormListing, wanted: str, when: When = ALWAYS) -> VersionEntry:
    """The entry for `latest`, a major number or an exact version; withdrawn ones only exactly.

    With a time, `latest` and a major number are what applies then, and an exact version is refused
    where it was not known or had not begun.
    """
    if parse(wanted):
        entry = next((e for e in listing.versions if e.version == wanted), None)
        if entry is not None:
            _then(f"{listing.form}@{wanted}", entry, when)
            return entry
    elif wanted == "latest" or wanted.isdecimal():
        prefix = "" if wanted == "latest" else f"{int(wanted)}."
        entry = version_at((e for e in listing.versions if e.version.startswith(prefix)), when)
        if entry is not None:
            return entry
        if when != ALWAYS:
            params = {"name": f"{listing.form}@{wanted}", **shown(when)}
            raise RegistryError(404, Problem("none-in-force", params=params))
    else:
        refuse("version-invalid", version=wanted)
    numbered = sorted((v, e.version) for e in listing.versions if (v := parse(e.version)))
    have = ", ".join(name for _, name in numbered) or "-"
    params = {"form": listing.form, "version": wanted, "known": have}
    raise RegistryError(404, Problem("no-such-version", params=params))


def _then(name: str, entry: VersionEntry, when: When) -> None:
    if not known([entry], when) or not has_begun(entry, when):
        first = {
            "recorded": str(entry.recorded_at or "-"),
            "effective": entry.effective_from or "-",
        }
        params = {"name": name, **shown(when), **first}
        raise RegistryError(404, Problem("not-then", params=params))


def choose_revision(listing: LocalListing, wanted: int | None) -> RevisionEntry:
    """The entry of a revision; None is the latest."""
    return chosen_revision(listing, listing.municipality, wanted)[1]


def chosen_revision(
    listing: LocalListing,
    code: str,
    wanted: int | None,
    when: When = ALWAYS,
    versions: tuple[VersionEntry, ...] = (),
) -> tuple[str, RevisionEntry]:
    """Whose revision it is, and its entry: one that was named, or the one that applies.

    A revision that was named is always that of the municipality that was asked for, also where the
    listing is that of its heir. `versions` are needed where `when` names a day.
    """
    if wanted is None:
        found = owned_revision(listing, versions, when, code)
        if found is None and when != ALWAYS:
            standing = standing_for(listing, when, code)
            name = f"{listing.form}/local/{code}" + (f" → {standing}" if standing != code else "")
            params = {"name": name, **shown(when)}
            raise RegistryError(404, Problem("none-in-force", params=params))
    else:
        shelves = {p.municipality: p.revisions for p in listing.predecessors}
        shelves[listing.municipality] = listing.revisions
        fit = (e for e in shelves.get(code, ()) if e.revision == wanted)
        found = next(((code, e) for e in known(fit, when)), None)
    if found is None:
        params = {
            "form": listing.form,
            "municipality": code,
            "revision": "latest" if wanted is None else str(wanted),
        }
        raise RegistryError(404, Problem("no-such-revision", params=params))
    return found
