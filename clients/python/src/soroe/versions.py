"""Version numbers of cores: MAJOR.MINOR.PATCH, compared by their numbers."""

from __future__ import annotations

import re
from typing import Literal, NamedTuple, TypeAlias

Level: TypeAlias = Literal["patch", "minor", "major"]

_PART = r"(0|[1-9][0-9]{0,8})"
_VERSION = re.compile(rf"{_PART}\.{_PART}\.{_PART}")


class Version(NamedTuple):
    """MAJOR.MINOR.PATCH; versions compare by their numbers, so 1.10.0 is above 1.9.0."""

    major: int
    minor: int
    patch: int

    def __str__(self) -> str:
        return f"{self.major}.{self.minor}.{self.patch}"

    def raised(self, level: Level) -> Version:
        """The next version after a change of this level."""
        if level == "major":
            return Version(self.major + 1, 0, 0)
        if level == "minor":
            return Version(self.major, self.minor + 1, 0)
        return Version(self.major, self.minor, self.patch + 1)


def parse(text: str) -> Version | None:
    """The version, or None: three numbers without leading zeros, of at most nine digits each."""
    match = _VERSION.fullmatch(text)
    return Version(*map(int, match.groups())) if match else None
