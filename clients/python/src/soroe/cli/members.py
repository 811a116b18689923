"""The municipalities of a form with their diffs, from a folder, a registry or a bundle."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any

import msgspec

from soroe.cli.documents import find_core
from soroe.cli.impact_sources import Found, of_folder, of_registry
from soroe.cli.screen import Screen
from soroe.cli.sources import has_source, open_client
from soroe.codes import is_prefecture
from soroe.divergence import Member
from soroe.errors import DocumentError, Problem
from soroe.impact import Subject
from soroe.model import Json


class Gathered(msgspec.Struct, frozen=True):
    """A form: its core, and every municipality that has published a diff of it.

    Diffs of prefectures are not among `members`: they count with the municipalities above them.
    `names` and `prefectures` are by code, as far as a directory is at hand.
    """

    form: str
    version: str
    core: Json
    members: tuple[Member, ...]
    names: Mapping[str, str]
    prefectures: Mapping[str, str]

    @property
    def title(self) -> str:
        """The title of the core."""
        title = self.core.get("title") if isinstance(self.core, dict) else None
        return title if isinstance(title, str) else self.form


def gather(args: Any, screen: Screen, only: Collection[str] | None = None) -> Gathered:
    """The core that `args.form` names, and the diffs of `args.diffs` or of the registry.

    Of a registry `only` the diffs of these are read, where they are named.
    Raises `DocumentError` and what reading from a registry raises.
    """
    core, named = find_core(args, args.form)
    if args.diffs is not None:
        found = of_folder(args, named.form, (core, named), screen)
    else:
        found = of_registry(args, named.form, (core, named), only)
    names, prefectures = _directory(args, named.form)
    members = tuple(_member(one, names) for one in found if not is_prefecture(one.subject.code))
    form = named.form or (members[0].diff.form if members else args.form)
    return Gathered(form, named.version or "", core, members, names, prefectures)


def at(gathered: Gathered, code: str) -> int:
    """The place of a municipality; `DocumentError` `municipality-without-diff`."""
    for n, member in enumerate(gathered.members):
        if member.subject.code == code:
            return n
    params = {"code": code, "form": gathered.form}
    raise DocumentError(Problem("municipality-without-diff", params=params))


def _member(found: Found, names: Mapping[str, str]) -> Member:
    subject = found.subject
    if not subject.name:
        subject = Subject(subject.code, names.get(subject.code, ""), subject.revision)
    return Member(subject, found.core, found.diff, found.below)


def _directory(args: Any, form: str) -> tuple[dict[str, str], dict[str, str]]:
    if not has_source(args):
        return {}, {}
    with open_client(args, form) as client:
        known = client.search("", fictional="include")
    return {m.code: m.name for m in known}, {m.code: m.prefecture for m in known}
