"""Ed25519 keys and signed notes, in the text forms of C2SP signed-note and cosignature/v1.

A key has a name, which is the origin of the log that it signs, and is written as one line:
`registry.example+1a2b3c4d+AWhX...` (public) or `PRIVATE+KEY+registry.example+1a2b3c4d+AX0...`.
The hexadecimal part is the key's id. A note is a text, a blank line and a line for each signature:

    note = key.note(checkpoint.text)
    text = open_note(note, key.public)

No clock is read here: times are values that the caller gives.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import re
from typing import Final, Self

import msgspec
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import (
    Ed25519PrivateKey,
    Ed25519PublicKey,
)

from soroe.errors import DocumentError, IntegrityError, Problem

MAX_NOTE = 1_000_000
"""Bytes of a note, as in the reference implementation."""

MAX_SIGNATURES = 100

_ED25519: Final = b"\x01"
_COSIGNATURE: Final = b"\x04"
_NAME: Final = re.compile(r"[^\s+\x00-\x1f\x7f]+")
_LINE: Final = re.compile(r"— ([^\s+]+) ([A-Za-z0-9+/]+={0,2})")
_PRIVATE: Final = "PRIVATE+KEY+"


class PublicKey(msgspec.Struct, frozen=True):
    """A key to verify with: the log's name, and 32 bytes."""

    name: str
    raw: bytes

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read the one-line form; `DocumentError` where it is none, or its id is not its own."""
        name, raw = _parts(text.strip())
        try:
            Ed25519PublicKey.from_public_bytes(raw)
        except ValueError:
            raise _invalid(text) from None
        return cls(name, raw)

    @property
    def id(self) -> str:
        """Eight hexadecimal digits, over name and key."""
        return _id(self.name, _ED25519, self.raw).hex()

    def __str__(self) -> str:
        return f"{self.name}+{self.id}+{_base64(_ED25519 + self.raw)}"

    def verifies(self, signature: bytes, message: bytes) -> bool:
        """Whether this key made the signature (64 bytes) over these very bytes."""
        try:
            Ed25519PublicKey.from_public_bytes(self.raw).verify(signature, message)
        except InvalidSignature:
            return False
        return True


class SigningKey(msgspec.Struct, frozen=True):
    """A key to sign with. `str` gives its public half alone, so that no log ever shows a secret."""

    name: str
    seed: bytes

    @classmethod
    def new(cls, name: str) -> Self:
        """A new key; ValueError where the name is empty or holds a space or a plus sign."""
        if not _NAME.fullmatch(name):
            raise ValueError("a key's name has neither space nor plus sign")
        return cls(name, Ed25519PrivateKey.generate().private_bytes_raw())

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read what `private` wrote; `DocumentError`, which does not show the text, otherwise."""
        stripped = text.strip()
        if not stripped.startswith(_PRIVATE):
            raise DocumentError(Problem("signing-key-invalid"))
        try:
            name, given, data = stripped.removeprefix(_PRIVATE).split("+", 2)
            seed = _key_data(data)
            key = cls(name, seed)
            valid = bool(_NAME.fullmatch(name)) and key.public.id == given
        except ValueError:
            valid = False
        if not valid:
            raise DocumentError(Problem("signing-key-invalid"))
        return key

    @property
    def private(self) -> str:
        """The one-line form that holds the secret."""
        return f"{_PRIVATE}{self.name}+{self.public.id}+{_base64(_ED25519 + self.seed)}"

    @property
    def public(self) -> PublicKey:
        """The half that others verify with."""
        return PublicKey(self.name, self._key().public_key().public_bytes_raw())

    def __repr__(self) -> str:
        return f"SigningKey({self.public})"

    def __str__(self) -> str:
        return str(self.public)

    def sign(self, message: bytes) -> bytes:
        """The signature over these bytes: 64 bytes, the same every time."""
        return self._key().sign(message)

    def note(self, text: str) -> str:
        """The text with this key's signature; ValueError unless it ends with a line end."""
        if not text.endswith("\n") or "\n\n" in text or len(text.encode()) > MAX_NOTE // 2:
            raise ValueError("a note is lines of text without a blank one")
        return text + "\n" + self._line(_ED25519, self.sign(text.encode()))

    def stamp(self, note: str, seconds: int) -> str:
        """The note with one line more: that this key saw it `seconds` after 1970 (UTC)."""
        text = note[: note.rindex("\n\n") + 1]
        signature = self.sign(_stamped(text, seconds))
        return note + self._line(_COSIGNATURE, seconds.to_bytes(8, "big") + signature)

    def _key(self) -> Ed25519PrivateKey:
        return Ed25519PrivateKey.from_private_bytes(self.seed)

    def _line(self, kind: bytes, signature: bytes) -> str:
        identity = _id(self.name, kind, self.public.raw)
        return f"— {self.name} {_base64(identity + signature)}\n"


def open_note(note: str, key: PublicKey) -> str:
    """The text of a note that `key` signed; `IntegrityError` otherwise.

    Signatures by other keys are passed over, as the specification asks.
    """
    text, signatures = _read(note)
    for signature in _of(signatures, key, _ED25519):
        if len(signature) == 64 and key.verifies(signature, text.encode()):
            return text
        raise IntegrityError(Problem("signature-broken", params={"key": str(key)}))
    raise IntegrityError(
        Problem(
            "signature-missing",
            params={"key": str(key), "found": ", ".join(name for name, _ in signatures) or "-"},
        )
    )


def stamped_at(note: str, key: PublicKey) -> int | None:
    """Seconds after 1970 (UTC) at which `key` last said it saw the note; None where it did not.

    `IntegrityError` where a time stands there that the key did not sign.
    """
    text, signatures = _read(note)
    times = []
    for signature in _of(signatures, key, _COSIGNATURE):
        seconds = int.from_bytes(signature[:8], "big")
        if len(signature) != 72 or not key.verifies(signature[8:], _stamped(text, seconds)):
            raise IntegrityError(Problem("signature-broken", params={"key": str(key)}))
        times.append(seconds)
    return max(times, default=None)


def _read(note: str) -> tuple[str, list[tuple[str, bytes]]]:
    """Text and signatures (name, and id with what follows) of a note that is spelled right."""
    malformed = IntegrityError(Problem("note-malformed"))
    head, blank, tail = note.rpartition("\n\n")
    if not blank or not head or not tail.endswith("\n") or len(note.encode()) > MAX_NOTE:
        raise malformed
    if re.search(r"[\x00-\x09\x0b-\x1f\x7f]", note):
        raise malformed
    lines = tail.removesuffix("\n").split("\n")
    if len(lines) > MAX_SIGNATURES:
        raise malformed
    signatures = []
    for line in lines:
        found = _LINE.fullmatch(line)
        data = _decoded(found[2]) if found else None
        if found is None or data is None or len(data) < 5:
            raise malformed
        signatures.append((found[1], data))
    return head + "\n", signatures


def _of(signatures: list[tuple[str, bytes]], key: PublicKey, kind: bytes) -> list[bytes]:
    identity = _id(key.name, kind, key.raw)
    return [data[4:] for name, data in signatures if name == key.name and data[:4] == identity]


def _stamped(text: str, seconds: int) -> bytes:
    return f"cosignature/v1\ntime {seconds}\n{text}".encode()


def _id(name: str, kind: bytes, raw: bytes) -> bytes:
    return hashlib.sha256(name.encode() + b"\n" + kind + raw).digest()[:4]


def _parts(text: str) -> tuple[str, bytes]:
    """Name and 32 bytes of a public key's line, whose id fits."""
    try:
        name, given, data = text.split("+", 2)
        raw = _key_data(data)
    except ValueError:
        raise _invalid(text) from None
    if not _NAME.fullmatch(name) or _id(name, _ED25519, raw).hex() != given:
        raise _invalid(text)
    return name, raw


def _key_data(data: str) -> bytes:
    raw = _decoded(data)
    if raw is None or len(raw) != 33 or raw[:1] != _ED25519:
        raise ValueError("not an Ed25519 key")
    return raw[1:]


def _invalid(text: str) -> DocumentError:
    return DocumentError(Problem("key-invalid", params={"key": text[:200]}))


def _base64(data: bytes) -> str:
    return base64.b64encode(data).decode()


def _decoded(text: str) -> bytes | None:
    """The bytes, where the text is the one spelling of them."""
    try:
        data = base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError):
        return None
    return data if _base64(data) == text else None
