"""Are applications read one by one as the strict door would read them, and is a bad line named?"""

from __future__ import annotations

import io
import json
from typing import IO, Any, cast

import pytest
from hypothesis import given
from hypothesis import strategies as st

from soroe.applications import Entry, read_applications
from soroe.errors import DocumentError
from soroe.jsontext import read

JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**53) + 1, 2**53 - 1) | st.floats(allow_nan=False, allow_infinity=False) | st.text(alphabet='a":,1e.例\\ ', max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(alphabet='a":例', max_size=4), inner, max_size=3),
    max_leaves=8,
)  # fmt: skip


def entries(data: bytes) -> list[Entry]:
    return list(read_applications(io.BytesIO(data)))


def values(data: bytes) -> list[Any]:
    return [e.value if e.problem is None else e.problem.type for e in entries(data)]


@pytest.mark.parametrize(
    ("data", "found"),
    [
        (b"", []),
        (b"\n \n", []),
        (b'{"a":1}', [{"a": 1}]),
        (b'{"a":1}\n{"a":2}\n', [{"a": 1}, {"a": 2}]),
        (b'\xef\xbb\xbf{"a":1}\r\n\r\n{"a":2}\r\n', [{"a": 1}, {"a": 2}]),
        (b'{\n "a": 1\n}\n', [{"a": 1}]),
        (b'{"a": 1,\n "b": 2}', [{"a": 1, "b": 2}]),
        (b'[{"a":1},{"a":2}]', [{"a": 1}, {"a": 2}]),
        (b"[]", []),
        (b'\n\n[\n{"a":1}]', [{"a": 1}]),
        (b'{"a":1}\n{"a"\n{"a":3}', [{"a": 1}, "not-json", {"a": 3}]),
        (b'{"a":\n{"a":3}\n', ["not-json", {"a": 3}]),
        (b'{"a":1,"a":2}\n{}', ["duplicate-key", {}]),
        (b'{ "a" : 1, "a" : 2 }\n{}', ["duplicate-key", {}]),
        (b'{"a":NaN}\n{}', ["number-out-of-range", {}]),
        (b'{"a":1e999}\n{}', ["number-out-of-range", {}]),
        (b'{"a": 0.12345678901234567890}\n{}', ["number-out-of-range", {}]),
        (b'{"a":"\\ud800"}\n{}', ["lone-surrogate", {}]),
        (b'{"a":"\\u0000"}\n{}', ["null-character", {}]),
        (b'{"a":"\xff"}\n{}', ["not-utf-8", {}]),
        (b'{"a":' + b"[" * 70 + b"]" * 70 + b"}\n{}", ["too-deep", {}]),
        (b'{"a":"' + b"x" * (1 << 20) + b'"}\n{}', ["document-too-large", {}]),
        (b'{"a":"' + b"x" * (5 << 20) + b'"}\n{}', ["document-too-large", {}]),
        (b"1\n2\n", [1, 2]),
    ],
    ids=lambda value: repr(value)[:40],
)
def test_a_file_is_read_as(data: bytes, found: list[Any]) -> None:
    assert values(data) == found


def test_a_bad_line_has_its_number() -> None:
    found = entries(b'\n{"a":1}\n\n{oops\n{"a":2}\n')
    assert [(e.line, e.problem is not None) for e in found] == [(2, False), (4, True), (5, False)]
    problem = found[1].problem
    assert problem is not None
    assert problem.line == 4


@pytest.mark.parametrize("spaced", [True, False])
@given(value=JSON)
def test_a_line_is_what_the_door_reads(value: Any, spaced: bool) -> None:
    separators = None if spaced else (",", ":")
    line = json.dumps(value, ensure_ascii=False, separators=separators).encode()
    try:
        expected = [read(line)]
    except DocumentError as e:
        expected = [e.problem.type]
    if not isinstance(value, list):
        assert repr(values(line + b"\n{}\n")) == repr([*expected, {}])


def test_one_json_text_that_is_cut_off_is_refused_as_a_whole() -> None:
    with pytest.raises(DocumentError) as refused:
        entries(b'[{"a":1},\n{"a":')
    assert refused.value.problem.type == "not-json"


def test_memory_does_not_grow_with_the_number_of_lines() -> None:
    class Endless(io.RawIOBase):
        lines = 0

        def readline(self, size: int | None = -1, /) -> bytes:
            self.lines += 1
            return b'{"a":1}\n'

    source = Endless()
    reading = read_applications(cast("IO[bytes]", source))
    for _ in range(1000):
        next(reading)
    assert source.lines < 1010
