"""Opening what `--bundle` names: the file of a bundle, or a folder of imports."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from functools import cache
from pathlib import Path

import msgspec
from msgspec.structs import replace

from soroe.bundle import (
    BundleClient,
    Holding,
    Sealed,
    Trusted,
    check_texts,
    notices,
    trust,
    unseal,
)
from soroe.bundle.payload import foreign
from soroe.cli.screen import Screen
from soroe.cli.shelf import Shelf, read_files
from soroe.cli.sources import unreadable
from soroe.errors import IntegrityError, Problem
from soroe.known import Known
from soroe.locale import explain
from soroe.model import Lang
from soroe.signing import PublicKey


def bundle_client(name: str, args: object) -> BundleClient:
    """A client of the bundle; says on standard error, once, that it is old or the clock wrong.

    Raises `IntegrityError` where it does not verify; `DocumentError` for a file that is not there.
    """
    lang: Lang = getattr(args, "lang", "ja")
    opened = _opened(name, getattr(args, "key", None))
    if opened.told:
        screen = Screen(lang, getattr(args, "color", "auto"))
        while opened.told:
            title, detail, _ = explain(opened.told.pop(), lang)
            screen.tell(screen.style(f"{title}: {detail}", "mixed"))
    return BundleClient(opened.holding)


class _Opened(msgspec.Struct):
    holding: Holding
    told: list[Problem]


@cache
def _opened(name: str, key: str | None) -> _Opened:
    """Each is read once, however many clients are opened on it; what is left to be told."""
    path, now = Path(name), datetime.now(UTC)
    if path.is_dir():
        holding, _ = Shelf(path).read()
        return _Opened(holding, list(notices(holding.payload, now)))
    payload = trusted((name,), key).payload
    if payload.extends is not None:
        raise in_file(IntegrityError(Problem("bundle-delta-alone")), name)
    return _Opened(Holding([payload]), list(notices(payload, now)))


def trusted(names: Sequence[str], key: str | None) -> Trusted:
    """The bundle in these files, signed by a key that is trusted here; errors name the file."""
    try:
        sealed = unseal(read(names))
        return trust(sealed, pin(sealed, key))
    except IntegrityError as e:
        raise in_file(e, ", ".join(names)) from None


def whole(found: Trusted, name: str) -> Trusted:
    """The same, when every text in it is the promised one and none is missing."""
    try:
        check_texts(found)
    except IntegrityError as e:
        raise in_file(e, name) from None
    return found


def read(names: Sequence[str]) -> list[bytes]:
    """The bytes of the files, or `DocumentError`."""
    for name in names:
        try:
            Path(name).open("rb").close()
        except OSError as e:
            raise unreadable(name, e) from None
    try:
        return read_files([Path(name) for name in names])
    except OSError as e:
        raise unreadable(", ".join(names), e) from None


def pin(sealed: Sealed, key: str | None) -> PublicKey | None:
    """The key to trust: the one given, else the one known of that registry, else none."""
    if key is not None:
        return given_key(key)
    try:
        claimed = msgspec.json.decode(sealed.payload, type=_Claim).registry
    except (msgspec.MsgspecError, UnicodeDecodeError) as e:
        raise foreign(str(e)) from None
    seen = Known().get(claimed)
    return None if seen is None else PublicKey.parse(seen.key)


def given_key(key: str) -> PublicKey:
    """A key in its one-line form, or in a file that holds that line; `DocumentError`."""
    try:
        return PublicKey.parse(Path(key).read_text(encoding="utf-8-sig"))
    except (OSError, ValueError):
        return PublicKey.parse(key)


def in_file(error: IntegrityError, name: str) -> IntegrityError:
    """The error with the file's name in each of its problems."""
    named = (replace(p, params={"file": name, **p.params}) for p in error.problems)
    return IntegrityError(*named)


class _Claim(msgspec.Struct, frozen=True):
    """What a bundle says of itself; which key to look up, and nothing more, rests on it."""

    registry: str
