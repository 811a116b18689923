"""The file of the signing key: one JSON text with the secret and the chain of public keys.

Beside it stands `<file>.signed`, the last checkpoint that was signed. A database that was restored
from an older copy does not know that it has signed more; this file does, and keeps the registry
from signing another past (a fork, which no client would ever accept again).
"""

from __future__ import annotations

import os
import secrets
from pathlib import Path
from typing import Self
from urllib.parse import urlsplit

import msgspec

from registry.settings import SettingsError
from soroe.cache import write_whole
from soroe.checkpoint import Checkpoint
from soroe.errors import IntegrityError, Problem, SoroeError
from soroe.jsontext import pretty
from soroe.keychain import Keychain
from soroe.signing import PublicKey, SigningKey


class KeyFile(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What is in the file: the secret half of the last key of the chain, and the chain."""

    private: str
    chain: Keychain

    @classmethod
    def begin(cls, public_url: str) -> Self:
        """A first key for a registry under this address, which names the log for ever."""
        parts = urlsplit(public_url)
        key = SigningKey.new(f"{parts.netloc}{parts.path}".replace("+", "-"))
        return cls(key.private, Keychain.begin(key.public))

    def turn(self) -> Self:
        """With a new key in the place of the old one, which announces it and is gone then."""
        old = SigningKey.parse(self.private)
        new = SigningKey.new(old.name)
        return type(self)(new.private, self.chain.turn(old, new.public))


class Keys(msgspec.Struct, frozen=True):
    """The key that signs, the chain that leads to it, and where both are kept."""

    key: SigningKey
    chain: Keychain
    path: Path

    def last(self) -> Checkpoint | None:
        """What was signed last, as the file beside the key has it; None where there is none."""
        try:
            text = self._beside.read_text()
        except FileNotFoundError:
            return None
        except (OSError, UnicodeDecodeError) as e:
            raise _unusable(self._beside, str(e)) from None
        try:
            return Checkpoint.parse(text)
        except IntegrityError as e:
            raise _unusable(self._beside, e.problem.type) from None

    def remember(self, checkpoint: Checkpoint) -> None:
        """Write down what is about to be signed; OSError where the file cannot be written."""
        write_whole(self._beside, checkpoint.text.encode())

    @property
    def _beside(self) -> Path:
        return self.path.with_name(self.path.name + ".signed")


def read_keys(path: Path) -> Keys:
    """The keys in a file; `SettingsError` where it is missing, open to others or not in order."""
    try:
        content = path.read_bytes()
        if os.name == "posix" and path.stat().st_mode & 0o077:
            raise _unusable(path, "chmod 600")
    except FileNotFoundError:
        raise SettingsError(Problem("signing-key-missing", params={"file": str(path)})) from None
    except OSError as e:
        raise _unusable(path, e.strerror or type(e).__name__) from None
    try:
        held = msgspec.json.decode(content, type=KeyFile)
        key = SigningKey.parse(held.private)
        first = PublicKey.parse(held.chain.keys[0].key)
        if held.chain.newest(first) != key.public:
            raise _unusable(path, "the last key of the chain is another one")
    except (msgspec.MsgspecError, UnicodeDecodeError, IndexError):
        raise _unusable(path, "no file of keys") from None
    except SettingsError:
        raise
    except SoroeError as e:
        raise _unusable(path, e.problem.type) from None
    return Keys(key, held.chain, path)


def write_keys(path: Path, held: KeyFile, *, new: bool) -> None:
    """Write the file whole, for this account alone; `new`: refused where there is one already."""
    if new and path.exists():
        raise _unusable(path, "there is one already")
    beside = path.with_name(f".{path.name}.{secrets.token_hex(8)}")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        descriptor = os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "wb") as file:
            file.write(pretty(msgspec.to_builtins(held)).encode())
            file.flush()
            os.fsync(file.fileno())
        beside.replace(path)
    except OSError as e:
        beside.unlink(missing_ok=True)
        raise _unusable(path, e.strerror or type(e).__name__) from None


def made(path: Path, public_url: str) -> Path:
    """The file, with a first key where there is none yet."""
    if not path.exists():
        write_keys(path, KeyFile.begin(public_url), new=True)
    return path


def _unusable(path: Path, detail: str) -> SettingsError:
    params = {"file": str(path), "detail": detail}
    return SettingsError(Problem("signing-key-unusable", params=params))
