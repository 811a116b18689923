"""A registry with a log and a key, of which bundles are made at any of its moments."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from soroe.bundle import Scope, Source, Trusted, check_texts, create, seal, trust, unseal
from soroe.bundle.payload import LASTING, document
from soroe.checkpoint import Checkpoint
from soroe.flows import Request
from soroe.jsontext import read
from soroe.keychain import Keychain
from soroe.leaf import Leaf
from soroe.proof import Tree
from soroe.signing import SigningKey
from soroe.testing import MemoryRegistry
from tests.client.samples import CODE, CORE, FORM, core, diff

NAME = "registry.test"
START = datetime(2027, 4, 1, tzinfo=UTC)
DAYS = 92

__all__ = ["CODE", "CORE", "FORM", "NAME", "START", "World", "core", "diff", "small"]


class World:
    """What is published comes into the log; `serial` counts what was done."""

    def __init__(self, seed: bytes = b"1") -> None:
        self.key = SigningKey(NAME, seed * 32)
        self.keys = Keychain.begin(self.key.public)
        self.pin = self.key.public
        self.registry = MemoryRegistry()
        self.leaves: list[Leaf] = []
        self.serial = 0
        self.more: dict[str, bytes] = {}

    def core(self, version: str, document: Any = CORE, form: str = FORM) -> World:
        self.registry.publish_core(form, version, document)
        return self._log(f"/forms/{form}/{version}.json")

    def diff(self, highest: int = 3, code: str = CODE, **changes: Any) -> World:
        made = diff(highest) | {"municipality": code, **changes}
        publication = self.registry.publish_diff(made)
        return self._log(f"/{publication.name}.diff.json")

    def turn(self, seed: bytes) -> World:
        """Take a new key, announced by the old one."""
        new = SigningKey(NAME, seed * 32)
        self.keys = self.keys.turn(self.key, new.public)
        self.key = new
        self.serial += 1
        return self

    def note(self) -> str:
        tree = Tree(leaf.hash for leaf in self.leaves)
        return Checkpoint(NAME, len(tree), tree.root()).signed(self.key)

    def source(self) -> Source:
        return Source("https://registry.test", self.serial, self.note(), tuple(self.leaves))

    def texts(self) -> dict[str, bytes]:
        """Everything that the registry serves and a bundle carries."""
        paths = {"/forms.json", "/municipalities.json"}
        for leaf in self.leaves:
            kind = ".diff.json" if "/local/" in leaf.name else ".json"
            paths.add(f"/{leaf.name}{kind}")
            parts = leaf.name.split("/")
            paths.add(f"/forms/{parts[1]}.json")
            if "/local/" in leaf.name:
                paths.add(f"/forms/{parts[1]}/local/{parts[3]}.json")
        directory = {
            "municipalities": [],
            "fictional": [
                {"code": m.code, "name": m.name, "kana": m.kana, "fictional": True}
                for m in self.registry.municipalities
            ],
        }
        found = {path: self.get(path) for path in paths if path != "/municipalities.json"}
        found["/municipalities.json"] = json.dumps(directory).encode()
        return found | self.more

    def get(self, path: str) -> bytes:
        answer = self.registry.answer(Request("GET", path))
        assert answer.status == 200, path
        return answer.body

    def payload(
        self,
        *,
        since: int | None = None,
        at: datetime = START,
        scope: Scope | None = None,
        texts: Mapping[str, bytes] | None = None,
    ) -> bytes:
        return create(
            self.source(),
            self.texts() if texts is None else texts,
            created=at + timedelta(minutes=self.serial),
            expires=at + timedelta(days=DAYS),
            scope=scope or Scope(),
            since=since,
        )

    def bundle(self, **how: Any) -> bytes:
        """The file, as it leaves the registry."""
        return self.seal(self.payload(**how))

    def seal(self, payload: bytes) -> bytes:
        """Any payload under the registry's signature: what a registry that lies could make."""
        return seal(payload, self.key, self.keys)

    def open(self, *files: bytes) -> Trusted:
        """Verify all of it with the pinned key."""
        trusted = trust(unseal(files), self.pin)
        check_texts(trusted)
        return trusted

    def _log(self, path: str) -> World:
        digest = document(path, self.get(path)).digest
        assert LASTING.fullmatch(path)
        name = path.removeprefix("/").removesuffix(".json").removesuffix(".diff")
        self.serial += 1
        moment = START - timedelta(days=30) + timedelta(seconds=self.serial)
        self.leaves.append(Leaf.at(name, digest, moment))
        return self


def small() -> World:
    """Two versions of a form, two municipalities, one of them with two revisions."""
    world = World()
    world.core("1.0.0").diff(3).diff(4).diff(2, code="992011")
    return world.core("1.1.0", core(maximum=7))


def edited(payload: bytes, **members: Any) -> bytes:
    """A payload with other members."""
    value: Any = json.loads(payload)
    value.update(members)
    return json.dumps(value, ensure_ascii=False).encode()


def pages(folder: Path) -> dict[str, bytes]:
    """All files of a folder by name."""
    return {path.name: path.read_bytes() for path in folder.iterdir()} if folder.exists() else {}


def value_of(body: bytes) -> Any:
    """A text as a value."""
    return read(body)
