"""Do lines and columns come out as they are seen on a terminal?"""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from soroe.report.width import _pieces, clip, pad, table, width, wrap


@pytest.mark.parametrize(
    ("text", "columns"),
    [
        ("", 0), ("abc", 3), ("学年", 4), ("ｶﾅ", 2), ("カ\u3099", 2), ("1〜6", 4), ("葛\U000e0100", 2),
        ("（）", 4), ("→", 1),
    ],
)  # fmt: skip
def test_japanese_takes_two_columns(text: str, columns: int) -> None:
    assert width(text) == columns


def test_padding_and_clipping_count_columns() -> None:
    assert pad("学年", 6) == "学年  "
    assert clip("学年を選ぶ", 7) == "学年を…"
    assert clip("学年", 4) == "学年"


@pytest.mark.parametrize(
    ("text", "columns", "lines"),
    [
        ("申請する人は、必ず書きます。", 14, ["申請する人は、", "必ず書きます。"]),
        ("申請する人は、必ず", 12, ["申請する人", "は、必ず"]),
        ("これは「学年」です", 8, ["これは", "「学年」", "です"]),
        ("the quick brown fox", 10, ["the quick", "brown fox"]),
        ("項目 LINE の 記入", 10, ["項目 LINE", "の 記入"]),
        ("どんなに長くても一行", 0, ["どんなに長くても一行"]),
    ],
)
def test_lines_break_where_japanese_may_break(text: str, columns: int, lines: list[str]) -> None:
    assert wrap(text, columns) == lines


@given(st.text(alphabet="学年、。「」ab 1ー", max_size=60), st.integers(4, 30))
def test_breaking_loses_nothing_and_stays_within_the_columns(text: str, columns: int) -> None:
    lines = wrap(text, columns)
    assert "".join("".join(lines).split()) == "".join(text.split())
    for line in lines:
        assert width(line) <= columns or len(list(_pieces(line))) == 1


def test_the_columns_of_a_table_stand_below_each_other() -> None:
    lines = table([("項目", "必須", "内容"), ("a", "任意", "文字"), ("長い名前です", "必須", "")])
    assert [width(line.partition("必須")[0]) for line in (lines[0], lines[2])] == [14, 14]
    assert not any(line.endswith(" ") for line in lines)
