"""Does a bundle survive what may happen to a file on the way, and nothing that must not?"""

from __future__ import annotations

import json
import random
from base64 import b64decode
from collections.abc import Callable
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from soroe.bundle import split, unseal
from soroe.bundle.payload import decode
from soroe.errors import IntegrityError, SoroeError
from soroe.signing import PublicKey
from tests.bundle.world import World, core, small

WORLD = small()
BUNDLE = WORLD.bundle()


def rewritten(**how: Any) -> Callable[[bytes], bytes]:
    return lambda data: json.dumps(json.loads(data), **how).encode()


SANITISERS: dict[str, Callable[[bytes], bytes]] = {
    "byte order mark": lambda data: b"\xef\xbb\xbf" + data,
    "line ends of Windows": lambda data: rewritten(indent=2)(data).replace(b"\n", b"\r\n"),
    "indented anew": rewritten(indent=4),
    "names in another order": rewritten(sort_keys=True),
    "escaped slashes": lambda data: data.replace(b"/", b"\\/"),
    "final line end gone": bytes.rstrip,
    "blank lines around": lambda data: b"\r\n\r\n" + data + b"\r\n\r\n",
    "UTF-16, as Notepad saves it": lambda data: data.decode().encode("utf-16"),
    "cp932": lambda data: data.decode("ascii").encode("cp932"),
}


@pytest.mark.parametrize("name", SANITISERS)
def test_a_sanitiser_does_not_touch_what_is_signed(name: str) -> None:
    cleaned = SANITISERS[name](BUNDLE)
    assert WORLD.open(cleaned).payload == WORLD.open(BUNDLE).payload


def test_all_sanitisers_together_on_every_part() -> None:
    parts = [*split(BUNDLE, 9_000)]
    assert len(parts) >= 2
    crlf = SANITISERS["line ends of Windows"]
    cleaned = [b"\xef\xbb\xbf" + crlf(SANITISERS["names in another order"](p)) for p in parts]
    assert WORLD.open(*reversed(cleaned)).payload == WORLD.open(BUNDLE).payload


def test_the_file_is_ascii_text_and_the_same_every_time() -> None:
    assert BUNDLE.isascii()
    assert WORLD.bundle() == BUNDLE == small().bundle()


def test_ten_thousand_changed_bits_are_all_noticed() -> None:
    choice = random.Random(20270401)
    unnoticed, readable = [], 0
    for _ in range(10_000):
        place, bit = choice.randrange(len(BUNDLE)), choice.randrange(8)
        flipped = bytearray(BUNDLE)
        flipped[place] ^= 1 << bit
        try:
            WORLD.open(bytes(flipped))
        except IntegrityError:
            readable += _reads_without_signature(bytes(flipped))
        else:
            unnoticed.append((place, bit))
    assert unnoticed == []
    assert readable > 1_000  # a reader that does not verify would have taken these


def _reads_without_signature(data: bytes) -> bool:
    try:
        decode(b64decode(json.loads(data)["payload"]))
    except (ValueError, KeyError, TypeError, SoroeError):
        return False
    return True


def test_every_cut_is_noticed() -> None:
    whole = len(BUNDLE.rstrip())
    for length in (*range(0, whole, 97), whole - 1):
        with pytest.raises(IntegrityError) as refused:
            unseal([BUNDLE[:length]])
        assert refused.value.problem.type == "bundle-malformed"


@pytest.mark.parametrize(
    "data",
    [b"", b"{}", b"[]", b"null", b"\x00\x01", "様式".encode(), b"PK\x03\x04", b"[" * 100_000],
)
def test_a_file_that_is_no_bundle_is_named_as_such(data: bytes) -> None:
    with pytest.raises(IntegrityError) as refused:
        unseal([data])
    assert refused.value.problem.type == "bundle-malformed"


@pytest.mark.parametrize(
    "edit",
    [
        lambda e: e | {"payloadType": "application/vnd.in-toto+json"},
        lambda e: e | {"more": 1},
        lambda e: e | {"signatures": []},
        lambda e: e | {"signatures": e["signatures"] * 2},
        lambda e: e | {"keys": []},
        lambda e: e | {"payload": e["payload"].rstrip("=")[:-1]},
        lambda e: e | {"signatures": [e["signatures"][0] | {"keyid": "x"}]},
    ],
)
def test_an_envelope_with_other_members_is_refused(edit: Callable[[Any], Any]) -> None:
    with pytest.raises(IntegrityError) as refused:
        unseal([json.dumps(edit(json.loads(BUNDLE))).encode()])
    assert refused.value.problem.type == "bundle-malformed"


def test_a_signature_by_another_key_under_this_ones_name_does_not_hold() -> None:
    other = json.loads(World(b"2").core("1.0.0").bundle())
    envelope = json.loads(BUNDLE)
    stolen = envelope | {"payload": other["payload"]}
    with pytest.raises(IntegrityError) as refused:
        unseal([json.dumps(stolen).encode()])
    assert refused.value.problem.type == "bundle-signature-broken"


def test_parts_are_no_larger_than_was_asked_and_in_any_order() -> None:
    parts = [*split(BUNDLE, 6_000)]
    assert len(parts) >= 3
    assert max(map(len, parts)) <= 6_000
    random.Random(1).shuffle(parts)
    assert unseal(parts).digest == unseal([BUNDLE]).digest


def test_one_part_is_enough_for_a_small_bundle() -> None:
    (only,) = split(BUNDLE, 5_000_000)
    assert unseal([only]).digest == unseal([BUNDLE]).digest


def test_a_missing_part_is_named() -> None:
    parts = [*split(BUNDLE, 6_000)]
    with pytest.raises(IntegrityError) as refused:
        unseal([parts[0], *parts[2:]])
    assert refused.value.problem.type == "bundle-parts-missing"
    assert refused.value.problem.params == {"missing": "2", "parts": str(len(parts))}


def test_parts_of_two_bundles_are_not_put_together() -> None:
    later = [*split(small().core("1.2.0", core(maximum=8)).bundle(), 9_000)]
    earlier = [*split(BUNDLE, 9_000)]
    for mixed in ([earlier[0], later[1]], [earlier[0], BUNDLE], [BUNDLE, BUNDLE], earlier * 2):
        with pytest.raises(IntegrityError) as refused:
            unseal(mixed)
        assert refused.value.problem.type == "bundle-parts-mixed"


def test_parts_too_small_for_a_signature_are_not_made() -> None:
    with pytest.raises(ValueError, match="too small"):
        list(split(BUNDLE, 1_000))


def test_what_is_signed_can_be_verified_without_this_program() -> None:
    envelope = json.loads(BUNDLE)
    payload = b64decode(envelope["payload"])
    kind = envelope["payloadType"]
    signed = b"DSSEv1 %d %s %d %s" % (len(kind), kind.encode(), len(payload), payload)
    key = PublicKey.parse(envelope["signatures"][0]["keyid"])
    signature = b64decode(envelope["signatures"][0]["sig"])
    Ed25519PublicKey.from_public_bytes(key.raw).verify(signature, signed)
