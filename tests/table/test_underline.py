"""Is underlined what changed, and nothing else?"""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from soroe.table.model import Run
from soroe.table.underline import underlined

CASES = json.loads((Path(__file__).parent / "underlines.json").read_text())
TEXTS = st.text(alphabet="あい学年第3６abアイ。", max_size=30)


def marked(runs: tuple[Run, ...]) -> str:
    return "".join(f"[{run.text}]" if run.changed else run.text for run in runs)


@pytest.mark.parametrize(("old", "new", "left", "right"), CASES)
def test_japanese_is_underlined_by_words(old: str, new: str, left: str, right: str) -> None:
    before, after = underlined(old, new)
    assert (marked(before), marked(after)) == (left, right)


@given(TEXTS, TEXTS)
def test_no_text_is_lost_and_what_is_not_underlined_is_the_same(old: str, new: str) -> None:
    before, after = underlined(old, new)
    assert "".join(run.text for run in before) == old
    assert "".join(run.text for run in after) == new
    same = ["".join(run.text for run in side if not run.changed) for side in (before, after)]
    assert same[0] == same[1]
    if old == new:
        assert not any(run.changed for run in (*before, *after))


def test_long_texts_are_told_apart_by_their_ends() -> None:
    old, new = "初め" + "あいう" * 1000 + "終わり", "初め" + "えおか" * 1000 + "終わり"
    before, after = underlined(old, new)
    assert [run.changed for run in before] == [run.changed for run in after] == [False, True, False]


def test_signs_that_no_format_takes_are_made_visible() -> None:
    before, _ = underlined("a\x00b\x1b\tc\r\nd", "")
    assert marked(before) == "[a␀b␛\tc\nd]"
