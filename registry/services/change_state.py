"""Saying that a published core is deprecated, withdrawn, or published as before (steward)."""

from __future__ import annotations

import msgspec

from registry import names
from registry.context import Context
from registry.db import cores, states
from registry.db.pool import Connection, transaction
from registry.db.states import Said, Standing
from registry.problems import RefusedError
from registry.services import rights
from registry.services.remark import remark
from soroe.errors import Problem


class Changed(msgspec.Struct, frozen=True):
    """What holds of the version now, and whether that was not said before."""

    standing: Standing
    created: bool


async def change_state(
    context: Context, by: rights.By, *, form: str, version: str, said: Said
) -> Changed:
    """Say something of a published version; the same again changes nothing.

    A withdrawn version keeps its address for ever; it is no longer offered as the latest, and no
    new diff can rest on it. Who withdraws a deprecated version and names no replacement leaves the
    one that was named.

    Raises `RefusedError`: `no-such-version`; `state-fact-missing`, `state-fact-unfit` where the
    facts are not those of the state; `replacement-unfit`; `deprecated-before-effective`,
    `removal-not-after-deprecation`, `removal-before-replacement`;
    `still-a-replacement` where others that are deprecated lead to the version; and what `remark`
    refuses.
    """
    names.form(form)
    names.version(version)
    _complete(said)
    said = msgspec.structs.replace(said, reason=remark(said.reason, "/reason"))

    async def work(connection: Connection) -> Changed:
        actor = await rights.confirm(connection, by, rights.CORE_PUBLISH)
        await states.lock(connection, form)
        known = {v.version: v for v in await cores.versions(connection, form)}
        if version not in known:
            params = {"form": form, "version": version, "known": ", ".join(known) or "-"}
            raise RefusedError(Problem("no-such-version", params=params))
        standings = await states.current(connection, form)
        before = standings.get((form, version))
        now = _inheriting(said, before)
        if _is_said(now, known[version], before):
            return Changed(before or _as_published(known[version]), created=False)
        if said.replacement is not None:
            _replaces(said.replacement, known[version], known)
        _days(now, known[version], known)
        if now.state == "withdrawn":
            _is_nobodys_replacement(version, standings)
        organisation = actor.organisation if actor else None
        await states.insert(connection, form, version, now, organisation)
        digest = known[version].digest
        name = f"forms/{form}/{version}"
        await rights.record(
            connection, actor, f"state-{now.state}", name, before=digest, after=digest
        )
        standing = await states.last(connection, form, version)
        assert standing is not None
        return Changed(standing, created=True)

    return await transaction(context.pool, work)


def _complete(said: Said) -> None:
    """Each state has its own facts."""
    given = {
        name: getattr(said, name) is not None for name in ("effective", "removal", "replacement")
    }
    needed = {"effective", "replacement"} if said.state == "deprecated" else set()
    allowed = {
        "deprecated": {"effective", "removal", "replacement"},
        "withdrawn": {"replacement"},
        "published": set(),
    }[said.state]
    problems = [
        Problem(kind, f"/{name}", {"state": said.state, "name": name})
        for name, there in given.items()
        for kind, wrong in (
            ("state-fact-missing", name in needed and not there),
            ("state-fact-unfit", there and name not in allowed),
        )
        if wrong
    ]
    if problems:
        raise RefusedError(*problems)


def _inheriting(said: Said, before: Standing | None) -> Said:
    """A withdrawal leaves the successor that was named."""
    if said.state == "withdrawn" and said.replacement is None and before is not None:
        return msgspec.structs.replace(said, replacement=before.replacement)
    return said


def _is_said(said: Said, version: cores.Version, before: Standing | None) -> bool:
    """Whether this holds already; to publish what is published says nothing new."""
    if said.state == version.state == "published":
        return True
    return before is not None and said == Said(
        before.state, before.effective, before.removal, before.replacement, before.reason
    )


def _as_published(version: cores.Version) -> Standing:
    """The standing of a version of which nothing was ever said."""
    return Standing(
        "published",
        None,
        None,
        None,
        "",
        form=version.form,
        version=version.version,
        recorded_at=version.recorded_at,
        recorded_by=None,
    )


def _is_nobodys_replacement(version: str, standings: dict[tuple[str, str], Standing]) -> None:
    """Who is told to go on to this version must be told to go on elsewhere first."""
    led = sorted(
        other
        for (_, other), standing in standings.items()
        if standing.state == "deprecated" and standing.replacement == version
    )
    if led:
        params = {"version": version, "others": ", ".join(led)}
        raise RefusedError(Problem("still-a-replacement", "/state", params))


def _replaces(name: str, version: cores.Version, known: dict[str, cores.Version]) -> None:
    """The replacement is another version of the form that is published and not on its way out."""
    other = known.get(name)
    if other is None or other.version == version.version or other.state != "published":
        fit = [v.version for v in known.values() if v.state == "published" and v != version]
        params = {"version": version.version, "replacement": name[:100]}
        params["fit"] = ", ".join(fit) or "-"
        raise RefusedError(Problem("replacement-unfit", "/replacement", params))


def _days(said: Said, version: cores.Version, known: dict[str, cores.Version]) -> None:
    """In force, then deprecated, then withdrawn, when the replacement is in force."""
    effective, removal = said.effective, said.removal
    if effective is None or said.replacement is None:
        return
    if effective < version.effective_from:
        params = {"effective": str(effective), "applies": str(version.effective_from)}
        raise RefusedError(Problem("deprecated-before-effective", "/effective", params))
    if removal is None:
        return
    if removal <= effective:
        params = {"effective": str(effective), "removal": str(removal)}
        raise RefusedError(Problem("removal-not-after-deprecation", "/removal", params))
    applies = known[said.replacement].effective_from
    if removal < applies:
        params = {"removal": str(removal), "replacement": said.replacement}
        params["applies"] = str(applies)
        raise RefusedError(Problem("removal-before-replacement", "/removal", params))
