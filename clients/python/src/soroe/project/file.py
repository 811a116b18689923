"""What `soroe.toml` may say; `schemas/meta/project.json` says the same to editors."""

from __future__ import annotations

from datetime import date
from typing import Literal, TypeAlias

import msgspec

from soroe.model import Effect
from soroe.report.levels import Level

NAME = "soroe.toml"
LOCK = "soroe.lock"

Choice: TypeAlias = Literal["fail", "pass"]


class Part(msgspec.Struct, frozen=True, forbid_unknown_fields=True, rename="kebab"):
    """Common settings: an unknown key is an error, never passed over."""


class Origin(Part, frozen=True):
    """`[source]`: where cores and diffs come from: a registry (or a mirror of one), or a bundle.

    `key` is the registry's key for a bundle, as somebody was given it by hand.
    """

    registry: str | None = None
    bundle: str | None = None
    key: str | None = None
    proxy: str | None = None
    ca_file: str | None = None


class Policy(Part, frozen=True):
    """`[policy]`: what makes the run fail.

    `fail_on` is the least level that does. A table named after a level says otherwise for single
    effects (`[policy.practice]`, `narrows = "fail"`). `waivers` is about waivers that have expired
    or that nothing needs.
    """

    fail_on: Level = "unexplained"
    unexplained: dict[Effect, Choice] = {}
    beyond: dict[Effect, Choice] = {}
    practice: dict[Effect, Choice] = {}
    grounded: dict[Effect, Choice] = {}
    waivers: Choice = "fail"


class FormEntry(Part, frozen=True):
    """`[[forms]]`: files, and what they are compared with.

    `files` and `exclude` are patterns relative to the project file. The core is `form` in a
    `version` (`latest`, `1`, `1.2.0`, `>=1.1,<2`), or the file `core`. `municipality` brings its
    published diff; `diff` is one that is not published yet, `below` the files it lies over. Without
    either, the comparison is with the core alone. `names` is a table of names, or its file.
    """

    files: tuple[str, ...]
    exclude: tuple[str, ...] = ()
    form: str | None = None
    version: str | None = None
    core: str | None = None
    municipality: str | None = None
    diff: str | None = None
    below: tuple[str, ...] = ()
    names: str | dict[str, str | bool] | None = None
    sheet: str | None = None
    layout: str | None = None


class Waiver(Part, frozen=True):
    """`[[waivers]]`: a finding that is let pass until the day `expires` (that day included).

    Named by its `fingerprint`, or by `rule` and `item`; `file` (a pattern) narrows it down.
    """

    reason: str
    expires: date
    fingerprint: str | None = None
    rule: str | None = None
    item: str | None = None
    file: str | None = None


class Project(Part, frozen=True):
    """The whole project file."""

    forms: tuple[FormEntry, ...] = ()
    source: Origin = Origin()
    policy: Policy = Policy()
    waivers: tuple[Waiver, ...] = ()
    baseline: str | None = None
