"""Bundles: how long verifying takes, and how much memory, beside the size of the file.

    python -m bench.bundle [--megabytes 50]

The bundle is of forms with versions of 20 KB and of municipalities with diffs of 4 KB. Verifying
is what `soroe bundle verify` does: signature, key, log, the digest of every text, completeness.
Opening is what every command does with `--bundle`: the same without the digests of the texts. Each
is measured in a process of its own, from before the file is read. Beside it stands what reading
costs alone: base64, `json.loads` and SHA-256 of the same bytes.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from statistics import median

from bench.forms import form
from soroe.bundle import Source, create, seal
from soroe.checkpoint import Checkpoint
from soroe.jsontext import digest, read
from soroe.keychain import Keychain
from soroe.leaf import Leaf
from soroe.proof import Tree
from soroe.signing import SigningKey

ROUNDS = 3
MADE = datetime(2027, 4, 1, tzinfo=UTC)
VERSIONS, CODES, REVISIONS = 3, 40, 3
NAME = "registry.bench"

_MEASURE = """
import sys, time
from pathlib import Path
from soroe.bundle import check_texts, trust, unseal
from soroe.signing import PublicKey
def memory(name):
    lines = Path("/proc/self/status").read_text().splitlines()
    return next(int(line.split()[1]) * 1024 for line in lines if line.startswith(name))
key = PublicKey.parse(sys.argv[3])
before = memory("VmRSS")
begin = time.perf_counter()
if sys.argv[1] == "plain":
    import base64, hashlib, json
    data = Path(sys.argv[2]).read_bytes()
    payload = base64.b64decode(json.loads(data)["payload"])
    hashlib.sha256(payload).digest()
    for one in json.loads(payload)["documents"]:
        json.loads(one["text"])
else:
    found = trust(unseal([Path(sys.argv[2]).read_bytes()]), key)
    if sys.argv[1] == "verify":
        check_texts(found)
seconds = time.perf_counter() - begin
print(seconds, memory("VmHWM") - before, memory("VmHWM"))
"""


def main(words: list[str] | None = None) -> None:
    """Make a bundle of that size and measure."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--megabytes", type=int, default=50)
    wanted = parser.parse_args(words).megabytes
    key = SigningKey(NAME, b"b" * 32)
    with tempfile.TemporaryDirectory(prefix="bench-") as place:
        file = Path(place) / "bundle.json"
        count = _write(file, wanted * 1_000_000, key)
        size = file.stat().st_size
        print(f"bundle: {size / 1e6:.1f} MB, {count:,} documents")
        for kind in ("verify", "open", "plain"):
            runs = [_run(kind, file, key) for _ in range(ROUNDS)]
            seconds, extra = median(r[0] for r in runs), max(r[1] for r in runs)
            print(
                f"  {kind:<8}{seconds:>6.2f} s   {extra / size:>4.1f} x its size in memory"
                f" (process {max(r[2] for r in runs) / 1e6:,.0f} MB)",
                flush=True,
            )


def _run(kind: str, file: Path, key: SigningKey) -> tuple[float, float, float]:
    """Seconds, bytes of memory that came on top, and bytes of the whole process at its peak."""
    command = [sys.executable, "-c", _MEASURE, kind, str(file), str(key)]
    done = subprocess.run(command, capture_output=True, check=True, text=True)
    seconds, extra, whole = map(float, done.stdout.split())
    return seconds, extra, whole


def _write(file: Path, size: int, key: SigningKey) -> int:
    """Write a bundle of about `size` bytes; how many documents it has."""
    texts: dict[str, bytes] = {}
    leaves: list[Leaf] = []
    total = 0
    for number in range(10_000):
        for path, body in _form(f"form-{number:04}", leaves):
            texts[path] = body
            total += len(json.dumps(body.decode(), ensure_ascii=False).encode()) + 260
        if total * 4 / 3 >= size:
            break
    tree = Tree(leaf.hash for leaf in leaves)
    note = Checkpoint(NAME, len(leaves), tree.root()).signed(key)
    source = Source("https://registry.bench", len(leaves), note, tuple(leaves))
    payload = create(source, texts, created=MADE, expires=MADE + timedelta(days=92))
    file.write_bytes(seal(payload, key, Keychain.begin(key.public)))
    return len(texts)


def _form(name: str, leaves: list[Leaf]) -> Iterator[tuple[str, bytes]]:
    """The documents of a form: versions, listings, diffs; their leaves come into the log."""
    versions = []
    for minor in range(VERSIONS):
        body = form(20_480, f"{name} {minor}")
        found = _log(leaves, f"forms/{name}/1.{minor}.0", body)
        versions.append({"version": f"1.{minor}.0", "digest": found})
        yield f"/forms/{name}/1.{minor}.0.json", body
    listing = {"form": name, "title": name, "versions": versions}
    yield f"/forms/{name}.json", json.dumps(listing).encode()
    for city in range(CODES):
        code = f"99{city:04}"
        revisions = []
        for revision in range(1, REVISIONS + 1):
            body = _diff(name, code, revision)
            found = _log(leaves, f"forms/{name}/local/{code}/{revision}", body)
            revisions.append(
                {"revision": revision, "core": "1.0.0", "digest": found, "formDigest": found}
            )
            yield f"/forms/{name}/local/{code}/{revision}.diff.json", body
        local = {"form": name, "municipality": code, "revisions": revisions}
        yield f"/forms/{name}/local/{code}.json", json.dumps(local).encode()


def _diff(name: str, code: str, revision: int) -> bytes:
    changes = [
        {
            "item": f"/item{n}",
            "ops": [
                {"op": "replace", "path": f"/properties/item{n}/maxLength", "was": 100, "value": n}
            ],
            "basis": {"cite": "rule", "article": "第3条第1項"},
            "reason": "様式の欄の長さに合わせるため",
        }
        for n in range(15 + revision)
    ]
    document = {"form": name, "core": "1.0.0", "municipality": code, "changes": changes}
    return json.dumps(document, ensure_ascii=False).encode()


def _log(leaves: list[Leaf], name: str, body: bytes) -> str:
    found = digest(read(body))
    leaves.append(Leaf.at(name, found, MADE - timedelta(days=1)))
    return found


if __name__ == "__main__":
    main()
