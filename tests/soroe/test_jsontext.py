"""The strict door lets through what every JSON reader understands alike, and names what it refuses."""

import json

import pytest
import rfc8785
from hypothesis import given
from hypothesis import strategies as st

from soroe.errors import DocumentError
from soroe.jsontext import DOOR, Limits, canonical, digest, pretty, read

TEXT = st.text(st.characters(codec="utf-8", exclude_characters="\0"))
JSON = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(2**53) + 1, 2**53 - 1)
    | st.floats(allow_nan=False, allow_infinity=False)
    | TEXT,
    lambda inner: (
        st.lists(inner, max_size=5)
        | st.dictionaries(
            TEXT,
            inner,
            max_size=5,
        )
    ),
    max_leaves=20,
)

REFUSED = [
    ("a key twice", b'{"a":1,"b":{"a":1,"a":2}}', "duplicate-key", "/b/a"),
    ("a key twice, once escaped", rb'{"a":1,"\u0061":2}', "duplicate-key", "/a"),
    ("a key twice in a list", b'[{"x":[]},{"k":1,"k":1}]', "duplicate-key", "/1/k"),
    ("NaN", b'{"a":[1,NaN]}', "number-out-of-range", "/a/1"),
    ("minus infinity", b"[-Infinity]", "number-out-of-range", "/0"),
    ("beyond a double", b'{"a":1e400}', "number-out-of-range", "/a"),
    ("more digits than a double", b'{"a":3.14159265358979323846}', "number-out-of-range", "/a"),
    ("5,000 digits", b'{"a":' + b"9" * 5000 + b"}", "number-out-of-range", "/a"),
    ("an integer beyond 2^53", b'{"a":9007199254740993}', "number-out-of-range", "/a"),
    ("NUL in a text", rb'{"a":{"b":"x\u0000"}}', "null-character", "/a/b"),
    ("NUL in a key", rb'{"x\u0000":1}', "null-character", "/x\\u0000"),
    ("half a pair in a text", rb'{"a":"\ud83d"}', "lone-surrogate", "/a"),
    ("half a pair in a key", rb'{"\ud83d":1}', "lone-surrogate", "/\\ud83d"),
    ("not JSON", b"{'a':1}", "not-json", ""),
    ("cut off", b'{"a":[1,2', "not-json", ""),
    ("nothing", b"", "not-json", ""),
    ("spaces only", b" \n ", "not-json", ""),
    ("two documents", b"{} {}", "not-json", ""),
    ("a comment", b'{"a":1 /* x */}', "not-json", ""),
    ("cp932", '{"a":"学童"}'.encode("cp932"), "not-utf-8", ""),
    ("UTF-16", '{"a":1}'.encode("utf-16"), "not-utf-8", ""),
    ("5,000 deep", b"[" * 5000 + b"]" * 5000, "too-deep", ""),
    ("5,000 deep and never closed", b'{"a":' * 5000, "too-deep", ""),
    ("2 MiB", b'"' + b"a" * 2**21 + b'"', "document-too-large", ""),
    ("too many values", b"[" + b",".join([b"1"] * 50_001) + b"]", "too-many-values", ""),
]


@pytest.mark.parametrize(
    ("data", "kind", "at"), [r[1:] for r in REFUSED], ids=[r[0] for r in REFUSED]
)
def test_what_is_refused_and_where(data, kind, at):
    with pytest.raises(DocumentError) as caught:
        read(data)
    assert (caught.value.problem.type, caught.value.problem.at) == (kind, at)


ACCEPTED = [
    ("a byte order mark", b'\xef\xbb\xbf{"a":1}', {"a": 1}),
    ("CRLF", b'{\r\n"a": 1\r\n}\r\n', {"a": 1}),
    ("brackets inside a text", b'{"a":"[[[[{{{{\\"]"}', {"a": '[[[[{{{{"]'}),
    ("a surrogate pair", rb'{"a":"\ud842\udfb7"}', {"a": "𠮷"}),
    ("the same key in two objects", b'[{"k":1},{"k":1}]', [{"k": 1}, {"k": 1}]),
    ("keys that differ in width", '{"a":1,"ａ":2}'.encode(), {"a": 1, "ａ": 2}),
    ("keys that NFKC would merge", '{"①":1,"1":2}'.encode(), {"①": 1, "1": 2}),
    ("0.1", b"[0.1]", [0.1]),
    ("1e2 is a number", b"[1e2]", [100.0]),
    ("the greatest safe integer", b"[9007199254740991]", [2**53 - 1]),
    ("64 deep", b"[" * 64 + b"]" * 64, None),
]


@pytest.mark.parametrize(("data", "value"), [r[1:] for r in ACCEPTED], ids=[r[0] for r in ACCEPTED])
def test_look_alikes_pass(data, value):
    read_value = read(data)
    assert value is None or read_value == value


def test_limits_hold_at_their_edge():
    for limit, edge in (
        (Limits(size=4), b"[12]"),
        (Limits(depth=2), b"[[]]"),
        (Limits(nodes=3), b"[1,2]"),
    ):
        read(edge, limit)
    for limit, over in (
        (Limits(size=4), b"[123]"),
        (Limits(depth=2), b"[[[]]]"),
        (Limits(nodes=3), b"[1,2,3]"),
    ):
        with pytest.raises(DocumentError):
            read(over, limit)
    assert (DOOR.size, DOOR.depth, DOOR.nodes) == (1_048_576, 64, 50_000)


@given(JSON)
def test_reading_what_was_written_gives_the_same_value_and_digest(value):
    again = read(pretty(value).encode(), Limits(depth=100))
    assert again == value
    assert digest(again) == digest(value)
    assert read(canonical(value), Limits(depth=100)) == value


@given(JSON)
def test_the_canonical_form_is_that_of_rfc_8785_by_whichever_way(value):
    assert canonical(value) == rfc8785.dumps(value)


@given(JSON)
def test_the_pretty_text_is_that_of_the_standard_library(value):
    assert pretty(value) == json.dumps(value, ensure_ascii=False, indent=2) + "\n"


@given(JSON)
def test_the_digest_does_not_depend_on_layout(value):
    spaced = json.dumps(value, indent=3, ensure_ascii=True).replace("\n", "\r\n")
    assert digest(read(b"\xef\xbb\xbf" + spaced.encode(), Limits(depth=100))) == digest(value)


def test_a_refusal_names_line_and_column():
    with pytest.raises(DocumentError) as caught:
        read('{\n  "氏名": 1,\n  "氏名": 2\n}'.encode())
    assert (caught.value.problem.line, caught.value.problem.column) == (3, 3)
