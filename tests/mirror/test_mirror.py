"""Is a mirror what the registry is: the same bytes, whole at every moment, and nobody else's files?"""

from __future__ import annotations

import fcntl
import gzip
import json
import shutil
import subprocess
import sys
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from registry import days
from registry.export.addresses import FILLED, LEFT_OUT, SIGNED, fixed, public_reads
from registry.export.folder import LOCK, MANIFEST, Folder, MirrorError
from soroe.browse import gather, render
from soroe.browse.html import Facts
from soroe.bundle.client import BundleClient
from soroe.bundle.envelope import unseal
from soroe.bundle.holding import Holding
from soroe.bundle.payload import decode
from soroe.client import Client
from soroe.flows.log import prove_name, verify_log
from tests.mirror.web import SERVERS, Mirror, place
from tests.registry.documents import FORM, encoded, small_core, small_diff
from tests.registry.served import PUBLIC_URL, Served

OWNER, ENDS, HEIR = "999903", "992011", "992046"


def test_every_public_read_is_mirrored_or_left_out_for_a_reason() -> None:
    assert sorted({*fixed(), *SIGNED, *FILLED, *LEFT_OUT}) == public_reads()


@pytest.fixture(scope="module")
def served(registry: Served) -> Served:
    """A registry with two versions of a form, one of them withdrawn, and a code that has ended."""
    put(registry, "/api/v1/forms/mirrored/versions/1.0.0", small_core())
    put(registry, "/api/v1/forms/mirrored/versions/2.0.0", small_core() | {"title": "次の様式"})
    diff = small_diff(ENDS, form="mirrored")
    put(registry, f"/api/v1/forms/mirrored/local/{ENDS}/1", diff, registry.tokens.other)
    say = {"state": "withdrawn", "reason": "試験"}
    post(registry, "/api/v1/forms/mirrored/versions/2.0.0/state", say)
    day = str(days.today() - timedelta(days=1))
    succession = {"kind": "code-change", "from": [ENDS], "to": HEIR, "effective": day}
    post(registry, "/api/v1/successions", succession)
    return registry


def put(registry: Served, path: str, document: Any, token: str | None = None) -> None:
    token = token or registry.tokens.steward
    answer = registry.call("PUT", path, token, content=encoded(document))
    assert answer.status_code == 201, answer.text


def post(registry: Served, path: str, document: Any) -> None:
    answer = registry.call("POST", path, registry.tokens.steward, content=encoded(document))
    assert answer.status_code == 201, answer.text


@pytest.fixture(scope="module")
def written(served: Served) -> Iterator[Mirror]:
    """Its mirror, for tests that only look."""
    with place() as here:
        made = Mirror(served, here / "files")
        made.write()
        yield made


@pytest.fixture
def mirror(served: Served, written: Mirror) -> Iterator[Mirror]:
    """A copy of it, to do anything with."""
    with place() as here:
        shutil.copytree(written.folder, here / "files")
        yield Mirror(served, here / "files")


def manifest(folder: Path) -> dict[str, Any]:
    found: dict[str, Any] = json.loads((folder / MANIFEST).read_bytes())
    return found


def content(folder: Path) -> dict[str, bytes]:
    """All files but what is signed anew each time."""
    out = {MANIFEST, LOCK, *(one.removeprefix("/") + end for one in SIGNED for end in ("", ".gz"))}
    files = {str(p.relative_to(folder)): p for p in folder.rglob("*") if p.is_file()}
    return {name: path.read_bytes() for name, path in files.items() if name not in out}


def test_every_file_has_the_bytes_of_the_registry(served: Served, written: Mirror) -> None:
    files = manifest(written.folder)["files"]
    assert len(files) > 200
    same = 0
    for address in files:
        if address.startswith("/errors/") or address in SIGNED:
            continue
        answer = served.get(address, follow_redirects=True)
        assert answer.status_code == 200, address
        assert (written.folder / address[1:]).read_bytes() == answer.content, address
        same += 1
    assert same > 200


def test_a_compressed_twin_is_the_file(written: Mirror) -> None:
    twins = list(written.folder.rglob("*.gz"))
    assert len(twins) > 5
    for twin in twins:
        plain = twin.with_suffix("")
        assert gzip.decompress(twin.read_bytes()) == plain.read_bytes()
        assert twin.stat().st_mtime == plain.stat().st_mtime


def test_what_did_not_change_is_not_touched(mirror: Mirror) -> None:
    def stamps() -> dict[str, tuple[int, int]]:
        return {
            name: ((mirror.folder / name).stat().st_ino, (mirror.folder / name).stat().st_mtime_ns)
            for name in content(mirror.folder)
        }

    before = stamps()
    done = mirror.write()
    assert stamps() == before
    assert done.written <= len(SIGNED)
    assert done.removed == 0


def test_a_damaged_file_is_mended(mirror: Mirror) -> None:
    before = content(mirror.folder)
    (mirror.folder / "forms" / FORM / "1.0.0.json").write_bytes(b"{}")
    (mirror.folder / "forms" / FORM / "1.0.0.json.gz").unlink()
    (mirror.folder / "forms" / f"{FORM}.json").unlink()
    mirror.write()
    assert content(mirror.folder) == before


def test_pointers_that_are_gone_are_removed(served: Served, mirror: Mirror) -> None:
    put(served, "/api/v1/forms/passing/versions/1.0.0", small_core())
    mirror.write()
    pointer = mirror.folder / "forms" / "passing" / "latest.json"
    assert pointer.exists()
    post(
        served,
        "/api/v1/forms/passing/versions/1.0.0/state",
        {"state": "withdrawn", "reason": "試験"},
    )
    done = mirror.write()
    assert done.removed == 2  # latest.json and 1.json
    assert not pointer.exists()
    assert not pointer.with_name("latest.json.gz").exists()
    assert pointer.with_name("1.0.0.json").exists()


OBSTACLES = {
    "a core": "forms/later/1.1.0.json",
    "a diff": f"forms/later/local/{OWNER}/1.diff.json",
    "the checkpoint": "checkpoint",
    "revisions": f"forms/later/local/{OWNER}.json",
    "a pointer": "forms/later/latest.json",
    "a form": "forms/later.json",
    "the list of forms": "forms.json",
}


@pytest.mark.parametrize("obstacle", OBSTACLES)
def test_an_interrupted_export_leaves_what_is_listed_and_can_go_on(
    obstacle: str, served: Served, mirror: Mirror
) -> None:
    form = "later-" + "".join(c for c in obstacle if c.isalpha())
    put(served, f"/api/v1/forms/{form}/versions/1.0.0", small_core())
    mirror.write()
    put(served, f"/api/v1/forms/{form}/versions/1.1.0", small_core() | {"title": "後の様式"})
    diff = small_diff(OWNER, form=form, core="1.1.0")
    put(served, f"/api/v1/forms/{form}/local/{OWNER}/1", diff, served.tokens.owner)
    path = mirror.folder / OBSTACLES[obstacle].replace("later", form)
    aside = path.with_name("aside")
    if path.exists():
        path.rename(aside)
    path.mkdir(parents=True)  # no file can be put in the place of a folder
    with pytest.raises(MirrorError) as e:
        mirror.write()
    assert e.value.problem.type == "mirror-unwritable"
    assert not manifest(mirror.folder)["complete"]
    path.rmdir()
    if aside.exists():
        aside.rename(path)
    assert_whole(mirror.folder)
    mirror.write()
    assert manifest(mirror.folder)["complete"]
    assert_whole(mirror.folder)
    assert path.is_file()


def test_a_mirror_that_grew_is_what_a_new_one_is(served: Served, mirror: Mirror) -> None:
    put(served, "/api/v1/forms/grown/versions/1.0.0", small_core())
    mirror.write()
    with place() as here:
        fresh = Mirror(served, here / "files")
        fresh.write()
        grown, new = content(mirror.folder), content(fresh.folder)
    kept = {name for name in grown.keys() - new.keys() if ".p/" in name}
    assert kept  # partial tiles that somebody may be about to ask for
    assert {n: b for n, b in grown.items() if n not in kept} == new


def assert_whole(folder: Path) -> None:
    """Everything that a listing promises is there."""
    promised = 0
    for listing in (folder / "forms.json", *(folder / "forms").glob("**/*.json")):
        value = json.loads(listing.read_bytes())
        inner = [value, *value.get("forms", []), *value.get("local", [])]
        inner += [e for one in list(inner) for e in one.get("versions", []) if "$id" not in value]
        inner += value.get("revisions", [])
        urls = [e[k] for e in inner for k in ("url", "formUrl") if isinstance(e, dict) and k in e]
        for url in urls:
            assert (folder / url.removeprefix(f"{PUBLIC_URL}/")).is_file(), (listing, url)
            promised += 1
    assert promised > 10


def test_a_folder_with_other_files_is_left_alone(served: Served) -> None:
    with place() as here:
        (here / "thesis.txt").write_text("mine")
        with pytest.raises(MirrorError) as e:
            Mirror(served, here).write()
        assert e.value.problem.type == "mirror-foreign"
        assert e.value.problem.params["found"] == "thesis.txt"
        assert content(here) == {"thesis.txt": b"mine"}


@pytest.mark.parametrize(
    "said",
    [
        b"{}",
        b"\xff",
        b'{"format": 2, "registry": "https://registry.example", "complete": true, "files": {}}',
        b'{"format": 1, "registry": "https://other.example", "complete": true, "files": {}}',
        b'{"format":1,"registry":"https://registry.example","complete":true,"files":{"/../x":{}}}',
    ],
)
def test_a_foreign_or_forged_manifest_is_refused(served: Served, said: bytes) -> None:
    with place() as here:
        folder = here / "files"
        folder.mkdir()
        (here / "x").write_text("mine")
        (folder / MANIFEST).write_bytes(said)
        with pytest.raises(MirrorError) as e:
            Mirror(served, folder).write()
        assert e.value.problem.type == "mirror-foreign"
        assert (here / "x").read_text() == "mine"
        assert content(folder) == {}


def test_one_export_at_a_time(mirror: Mirror) -> None:
    with (mirror.folder / LOCK).open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        with pytest.raises(MirrorError) as e:
            mirror.write()
    assert e.value.problem.type == "mirror-busy"


def test_an_etag_made_of_time_and_size_never_stands_for_two_contents(tmp_path: Path) -> None:
    seen = set()
    for body in (b"one", b"two", b"six"):
        with Folder.opened(tmp_path, PUBLIC_URL) as folder:
            folder.put("/forms.json", body)
            folder.finish()
        stat = (tmp_path / "forms.json").stat()
        seen.add((int(stat.st_mtime), stat.st_size))
    assert len(seen) == 3


def test_left_over_halves_are_cleaned_away(mirror: Mirror) -> None:
    half = mirror.folder / "forms" / ".latest.json.0123456789abcdef"
    half.write_bytes(b"{")
    mirror.write()
    assert not half.exists()


@pytest.mark.parametrize("server", SERVERS)
def test_the_address_of_an_ended_municipality_gives_its_heir(written: Mirror, server: str) -> None:
    with SERVERS[server](written.folder) as url, Client(url) as client:
        listing = client.local_listing("mirrored", ENDS)
        assert listing.municipality == HEIR
        assert [p.municipality for p in listing.predecessors] == [ENDS]
        assert client.get_diff("mirrored", ENDS, 1).revision == 1


@pytest.mark.parametrize("server", SERVERS)
def test_the_page_to_look_through_is_the_same(served: Served, mirror: Mirror, server: str) -> None:
    mirror.write()
    with Client(served.url) as client:
        expected = client.run(gather())
    sealed = unseal([(mirror.folder / "bundle.json").read_bytes()])
    carried = BundleClient(Holding([decode(sealed.payload)])).run(gather())
    with SERVERS[server](mirror.folder) as url, Client(url) as client:
        mirrored = client.run(gather())
    facts = Facts(PUBLIC_URL, "2027-04-01", "--bundle x.json")
    pages = [render(book, facts, "ja") for book in (expected, carried, mirrored)]
    assert "小さな様式" in pages[0]
    assert pages == pages[:1] * 3


@pytest.mark.parametrize("server", SERVERS)
def test_the_log_is_verified_on_a_mirror(written: Mirror, server: str) -> None:
    with SERVERS[server](written.folder) as url, Client(url) as client:
        verified = client.run(verify_log(None, None, 0, None))
        found = client.run(prove_name(f"forms/{FORM}/1.0.0", verified.checkpoint))
    assert found.body == (written.folder / "forms" / FORM / "1.0.0.json").read_bytes()


@pytest.mark.parametrize("server", SERVERS)
def test_a_withdrawn_version_is_read_exactly_and_is_nobodys_latest(
    written: Mirror, server: str
) -> None:
    with SERVERS[server](written.folder) as url, Client(url) as client:
        assert client.get_core("mirrored").version == "1.0.0"
        assert client.get_core("mirrored", "2.0.0").state == "withdrawn"


def test_the_command_says_what_it_did_and_what_is_wrong(served: Served, tmp_path: Path) -> None:
    def run(folder: Path, **environ: str) -> subprocess.CompletedProcess[str]:
        command = [sys.executable, "-m", "registry", "export", str(folder)]
        settings = {"DATABASE_URL": served.database, "SOROE_PUBLIC_URL": PUBLIC_URL, **environ}
        return subprocess.run(
            command, env=settings, capture_output=True, text=True, cwd=Path.cwd(), check=False
        )

    key = str(served.log_file.parent / "signing-key.json")
    first = run(tmp_path / "files", SOROE_SIGNING_KEY=key)
    assert first.returncode == 0, first.stderr
    count = len(manifest(tmp_path / "files")["files"])
    assert first.stdout == f"{tmp_path / 'files'}\t+{count} =0 -0\n"
    wrong = run(tmp_path)
    assert (wrong.returncode, wrong.stdout) == (1, "")
    assert "files" in wrong.stderr
    unsigned = run(tmp_path / "unsigned")
    assert unsigned.returncode == 0
    assert not {"/checkpoint", "/keys.json", "/bundle.json"} & set(
        manifest(tmp_path / "unsigned")["files"]
    )
    away = run(tmp_path / "away", DATABASE_URL="postgresql://nobody@127.0.0.1:1/nothing")
    assert away.returncode == 3
