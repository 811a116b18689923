"""A bundle as text: what it is, what is in it, what changed."""

from __future__ import annotations

from soroe.bundle import Changes, Holding, Payload, State, Trusted
from soroe.bundle.holding import chosen
from soroe.listing import to_json
from soroe.locale import text
from soroe.model import Json, Lang
from soroe.report.days import day, moment
from soroe.report.width import table


def facts(found: Trusted) -> dict[str, Json]:
    """What a bundle is, for programs."""
    payload = found.payload
    return {
        "registry": payload.registry,
        "serial": payload.serial,
        "created": payload.created.isoformat(),
        "expires": payload.expires.isoformat(),
        "kind": "full" if payload.extends is None else "delta",
        "since": None if payload.extends is None else payload.extends.size,
        "scope": to_json(payload.scope),
        "size": found.checkpoint.size,
        "documents": len(payload.documents),
        "digest": found.sealed.digest,
        "key": str(found.sealed.key),
    }


def shown(found: Trusted, lang: Lang) -> str:
    """What a bundle is, one fact in a line."""
    payload = found.payload
    rows = [
        ("registry", payload.registry),
        ("created", day(payload.created.date(), lang)),
        ("expires", day(payload.expires.date(), lang)),
        ("serial", str(payload.serial)),
        ("kind", _kind(payload, lang)),
        ("scope", chosen(payload.scope)),
        ("log", text("cli", "bundle", "entries", lang, count=found.checkpoint.size)),
        ("documents", str(len(payload.documents))),
        ("key", str(found.sealed.key)),
    ]
    return _lines(rows, lang)


def folder(state: State, lang: Lang) -> str:
    """What a folder of imports holds, and its log, newest first."""
    rows = [
        ("registry", state.registry),
        ("created", day(state.created.date(), lang)),
        ("serial", str(state.serial)),
        ("scope", chosen(state.scope)),
        ("log", text("cli", "bundle", "entries", lang, count=state.size)),
        ("key", state.key),
    ]
    imports = [
        (
            moment(one.at),
            text("cli", "bundle", one.kind, lang),
            str(one.serial),
            ", ".join(one.files),
        )
        for one in reversed(state.imports)
    ]
    head = text("cli", "bundle", "imports", lang)
    return f"{_lines(rows, lang)}\n{head}\n" + "".join(f"  {row}\n" for row in table(imports))


def forms(holding: Holding) -> Json:
    """The forms with their versions and municipalities, for programs."""
    return [
        {
            "form": one.form,
            "title": one.title,
            "versions": [version.version for version in one.versions],
            "municipalities": [local.municipality for local in holding.local_listings(one.form)],
        }
        for one in holding.form_listings()
    ]


def listed(holding: Holding, lang: Lang) -> str:
    """The forms with their versions, and how many municipalities have a diff."""
    rows = [
        (
            one.form,
            one.title,
            ", ".join(version.version for version in one.versions),
            text(
                "cli",
                "bundle",
                "local",
                lang,
                count=sum(1 for _ in holding.local_listings(one.form)),
            ),
        )
        for one in holding.form_listings()
    ]
    return "\n" + "".join(f"{row}\n" for row in table(rows))


def changes(found: Changes, lang: Lang) -> str:
    """What came, changed and went, one path in a line."""
    rows = [
        (text("cli", "bundle", part, lang), path)
        for part, paths in (("came", found.came), ("changed", found.changed), ("went", found.went))
        for path in paths
    ]
    if not rows:
        return text("cli", "bundle", "alike", lang) + "\n"
    return "".join(f"{row}\n" for row in table(rows))


def _kind(payload: Payload, lang: Lang) -> str:
    if payload.extends is None:
        return text("cli", "bundle", "full", lang)
    return text("cli", "bundle", "delta-since", lang, size=payload.extends.size)


def _lines(rows: list[tuple[str, str]], lang: Lang) -> str:
    named = [(text("cli", "bundle", f"fact-{part}", lang), value) for part, value in rows]
    return "".join(f"{row}\n" for row in table(named))
