"""A payload with its signature as a text file (DSSE), in one piece or in several.

    {"payloadType": "application/vnd.soroe.bundle+json", "payload": "<base64>",
     "signatures": [{"keyid": "<public key>", "sig": "<base64>"}], "keys": [...]}

What is signed is the pre-authentication encoding of DSSE v1 over type and payload. The payload is
base64 in ASCII, so that no byte order mark, other line ends, indentation, order of the names or
encoding of the file touches it. `keys` are the registry's keys with their announcements
(`soroe.keychain`); the key that signed is the last one. A part of a split bundle has the same
members, a piece of `payload`, and `part`, `parts` and `bundle` (the digest of the whole payload).
"""

from __future__ import annotations

import binascii
from base64 import b64encode
from collections.abc import Iterator, Sequence
from hashlib import sha256
from typing import Final

import msgspec

from soroe.bundle.payload import foreign
from soroe.errors import DocumentError, IntegrityError, Problem
from soroe.keychain import Keychain, Link
from soroe.signing import PublicKey, SigningKey

TYPE: Final = "application/vnd.soroe.bundle+json"

MAX_BUNDLE: Final = 512 * 1024 * 1024
"""Bytes of all files of a bundle; what is longer is not read."""

MAX_PARTS: Final = 1000

_ROOM: Final = 4096
"""Bytes of a part beside its piece of the payload, without the keys."""


class Signature(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One signature of DSSE; `keyid` is the public key in its one-line form."""

    keyid: str
    sig: str


class _Envelope(
    msgspec.Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True, rename="camel"
):
    payload_type: str
    payload: msgspec.Raw
    signatures: tuple[Signature, ...]
    keys: tuple[Link, ...]
    part: int = 0
    parts: int = 0
    bundle: str = ""


class Sealed(msgspec.Struct, frozen=True):
    """A payload whose signature holds, the key that made it, and the keys of the registry.

    Whether the key is to be trusted is not said by this.
    """

    payload: memoryview
    key: PublicKey
    keys: Keychain
    signature: bytes

    @property
    def digest(self) -> str:
        """`sha256:` and the hex digest of the payload."""
        return "sha256:" + sha256(self.payload).hexdigest()


def seal(payload: bytes, key: SigningKey, keys: Keychain) -> bytes:
    """The payload signed, as the text of a file; the same bytes every time."""
    signature = key.sign(_signed(len(payload)) + payload)
    return written(Sealed(memoryview(payload), key.public, keys, signature))


def written(sealed: Sealed) -> bytes:
    """The file that `unseal` reads; `IntegrityError` where it would refuse to."""
    _check_keys(sealed.keys.keys, sealed.key)
    encoded = b'"' + b64encode(sealed.payload) + b'"'
    envelope = _Envelope(TYPE, msgspec.Raw(encoded), _signatures(sealed), sealed.keys.keys)
    return msgspec.json.encode(envelope) + b"\n"


def split(data: bytes, size: int) -> Iterator[bytes]:
    """The file as parts of at most `size` bytes, at least one; `IntegrityError` if it is none.

    ValueError where `size` is too small for so much as the signature, or makes too many parts.
    """
    sealed = unseal([data])
    room = (size - _ROOM - len(msgspec.json.encode(sealed.keys))) // 4 * 3
    count = max(1, -(-len(sealed.payload) // room)) if room > 0 else MAX_PARTS + 1
    if count > MAX_PARTS:
        raise ValueError("the parts are too small")
    for number in range(count):
        piece = b64encode(sealed.payload[number * room : (number + 1) * room])
        one = _Envelope(
            TYPE,
            msgspec.Raw(b'"' + piece + b'"'),
            _signatures(sealed),
            sealed.keys.keys,
            number + 1,
            count,
            sealed.digest,
        )
        yield msgspec.json.encode(one) + b"\n"


def unseal(files: Sequence[bytes]) -> Sealed:
    """The payload of a bundle in one file or in parts, in any order.

    `IntegrityError`: `bundle-too-large`, `bundle-malformed` (foreign, cut off),
    `bundle-parts-missing`, `bundle-parts-mixed`, `bundle-signature-broken`, or what is wrong with
    the keys (`key-announcement-broken`).
    """
    if sum(len(one) for one in files) > MAX_BUNDLE:
        params = {"limit": str(MAX_BUNDLE // 1024 // 1024)}
        raise IntegrityError(Problem("bundle-too-large", params=params))
    envelopes = _in_order([_read(one) for one in files])
    first = envelopes[0]
    if len(first.signatures) != 1:
        raise foreign("signatures")
    pieces = [_decoded(memoryview(one.payload)) for one in envelopes]
    length = sum(len(piece) for piece in pieces)
    head = _signed(length)
    message = head + pieces[0] if len(pieces) == 1 else b"".join([head, *pieces])
    payload = memoryview(message)[len(head) :]
    try:
        key = PublicKey.parse(first.signatures[0].keyid)
    except DocumentError:
        raise foreign("keyid") from None
    signature = _decoded(first.signatures[0].sig.encode())
    if str(key) != first.signatures[0].keyid or not key.verifies(signature, message):
        raise IntegrityError(Problem("bundle-signature-broken"))
    _check_keys(first.keys, key)
    sealed = Sealed(payload, key, Keychain(first.keys), signature)
    if first.parts and sealed.digest != first.bundle:
        raise IntegrityError(Problem("bundle-parts-mixed"))
    return sealed


def _read(data: bytes) -> _Envelope:
    if data[:2] in (b"\xff\xfe", b"\xfe\xff"):
        try:
            data = data.decode("utf-16").encode()
        except UnicodeError as e:
            raise foreign(str(e)) from None
    try:
        envelope = msgspec.json.decode(
            memoryview(data)[3:] if data[:3] == b"\xef\xbb\xbf" else data, type=_Envelope
        )
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError) as e:
        raise foreign(str(e)) from None
    if envelope.payload_type != TYPE:
        raise foreign(f"payloadType: {envelope.payload_type}")
    return envelope


def _in_order(envelopes: list[_Envelope]) -> list[_Envelope]:
    """The parts in their order, all of one bundle, none missing and none twice."""
    if not envelopes:
        raise foreign("0")
    first = envelopes[0]
    alike = (first.parts, first.bundle, first.signatures, first.keys)
    for one in envelopes:
        if (one.parts, one.bundle, one.signatures, one.keys) != alike:
            raise IntegrityError(Problem("bundle-parts-mixed"))
    if first.parts == 0:
        if len(envelopes) > 1 or first.part or first.bundle:
            raise IntegrityError(Problem("bundle-parts-mixed"))
        return envelopes
    if not 1 <= first.parts <= MAX_PARTS or not all(1 <= e.part <= e.parts for e in envelopes):
        raise foreign("parts")
    there = {one.part: one for one in envelopes}
    missing = [str(n) for n in range(1, first.parts + 1) if n not in there]
    if missing:
        params = {"missing": ", ".join(missing), "parts": str(first.parts)}
        raise IntegrityError(Problem("bundle-parts-missing", params=params))
    if len(there) != len(envelopes):
        raise IntegrityError(Problem("bundle-parts-mixed"))
    return [there[n] for n in sorted(there)]


def _decoded(text: memoryview | bytes) -> bytes:
    """The bytes of base64 in its one spelling, with or without the quotes of JSON."""
    if text[:1] == b'"':
        text = text[1:-1]
    try:
        data = binascii.a2b_base64(text, strict_mode=True)
    except (binascii.Error, ValueError):
        # Some writers of JSON escape the slash.
        plain = bytes(text).replace(b"\\/", b"/")
        if len(plain) == len(text):
            raise foreign("base64") from None
        return _decoded(plain)
    if b64encode(data[-(len(data) % 3 or 3) :]) != bytes(text[-4:]) and data:
        raise foreign("base64")
    return data


def _check_keys(links: tuple[Link, ...], key: PublicKey) -> None:
    """Every announcement holds, and the key that signed is the last one."""
    try:
        oldest = PublicKey.parse(links[0].key)
    except (DocumentError, IndexError):
        raise foreign("keys") from None
    if links[0].announced or str(oldest) != links[0].key:
        raise foreign("keys")
    if Keychain(links).newest(oldest) != key:
        raise foreign("keys")


def _signatures(sealed: Sealed) -> tuple[Signature, ...]:
    return (Signature(str(sealed.key), b64encode(sealed.signature).decode()),)


def _signed(length: int) -> bytes:
    """What stands before the payload in what is signed (DSSE v1)."""
    return f"DSSEv1 {len(TYPE)} {TYPE} {length} ".encode()
