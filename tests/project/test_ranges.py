"""Which version does a range choose?"""

from __future__ import annotations

import pytest

from soroe.project.ranges import is_range, newest

KNOWN = ("1.0.0", "1.1.0", "1.2.3", "1.10.0", "2.0.0", "2.1.0")


@pytest.mark.parametrize(
    ("range_", "chosen"),
    [
        ("latest", "2.1.0"),
        ("1", "1.10.0"),
        ("1.2", "1.2.3"),
        ("1.1.0", "1.1.0"),
        (">=1.1,<2", "1.10.0"),
        (">= 1.1, < 1.10", "1.2.3"),
        ("~=1.1", "1.10.0"),
        ("!=2.1.0", "2.0.0"),
        ("==1.0.0", "1.0.0"),
        ("3", None),
        (">2.1", None),
        ("1.2.4", None),
    ],
)
def test_the_highest_version_in_the_range_is_chosen(range_: str, chosen: str | None) -> None:
    assert is_range(range_)
    assert newest(range_, KNOWN) == chosen
    assert newest(range_, reversed(KNOWN)) == chosen


@pytest.mark.parametrize("text", ["", "v1", "1.x", "1.2.3.4", "^1.0", ">=", ">=a", "1 2", "=1"])
def test_other_texts_are_no_ranges(text: str) -> None:
    assert not is_range(text)
