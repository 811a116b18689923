"""Does the registry prove what it has published, and refuse to sign what it has not continued?"""

from __future__ import annotations

import asyncio
import base64
import json
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import msgspec
import pytest

from registry.embedded import EmbeddedPostgres
from registry.signing_key import KeyFile, made, read_keys, write_keys
from soroe.cache import MemoryCache
from soroe.checkpoint import Checkpoint, check_age, open_checkpoint
from soroe.client import Client
from soroe.flows.log import verify_log
from soroe.keychain import Keychain
from soroe.leaf import Leaf
from soroe.proof import Tree, verify_consistency, verify_inclusion
from soroe.signing import PublicKey
from soroe.tiles import all_tiles, entries_path, reader, root_of, tile_path, unpack
from tests.registry.databases import TEMPLATE, execute, rows
from tests.registry.databases import made as copied
from tests.registry.documents import FORM, encoded, small_core, small_diff
from tests.registry.served import PUBLIC_URL, Served, Tokens, serving

MANY = """with w as (select 'forms/many/local/999903/' || i as name,
    'sha256:' || encode(sha256(i::text::bytea), 'hex') as digest from generate_series($1::int, $2::int) i)
  insert into name_ledger (name, kind, submitted_digest, digest)
  select name, 'diff', digest, digest from w"""


AT_ONCE = """set session_replication_role = replica;
  insert into name_ledger (name, kind, submitted_digest, digest)
    select 'forms/many/local/999903/' || i, 'diff', d, d from (select i,
      'sha256:' || encode(sha256(i::text::bytea), 'hex') as d from generate_series(1, {0}) i) one;
  insert into log_leaf (index, name, digest)
    select size + i - 1, n.name, n.digest from log_counter, generate_series(1, {0}) i
    join name_ledger n on n.name = 'forms/many/local/999903/' || i;
  update log_counter set size = size + {0}"""
"""What as many publications leave behind, without the time that each of them takes."""


def add(url: str, first: int, last: int) -> None:
    """Names as publishing takes them; the log follows by itself."""
    asyncio.run(execute(url, MANY, first, last))


def keychain(served: Served) -> Keychain:
    return msgspec.convert(served.get("/keys.json").json(), Keychain)


def key_of(served: Served) -> PublicKey:
    chain = keychain(served)
    return chain.newest(PublicKey.parse(chain.keys[0].key))


def checkpoint(served: Served) -> Checkpoint:
    answer = served.get("/checkpoint")
    assert answer.status_code == 200, answer.text
    return open_checkpoint(answer.text, key_of(served))


def leaves(served: Served, size: int) -> list[Leaf]:
    """Every entry, read from the files that a web server could hold."""
    found: list[Leaf] = []
    for level, index, width in all_tiles(size):
        if level == 0:
            body = served.get("/log/" + entries_path(index, width)).content
            found += [Leaf.parse(entry) for entry in unpack(body, width)]
    return found


def test_the_log_is_named_by_the_public_address_and_signed_now(registry: Served) -> None:
    note = registry.get("/checkpoint").text
    assert checkpoint(registry).origin == "registry.example"
    assert check_age(note, key_of(registry), int(time.time()), 660) >= 0


def test_every_publication_is_in_the_log_with_its_digest(registry: Served) -> None:
    before = checkpoint(registry)
    answer = registry.call(
        "PUT", f"/api/v1/forms/{FORM}/local/999903/2", registry.tokens.owner,
        content=encoded(small_diff("999903", top=2)),
    )  # fmt: skip
    assert answer.status_code == 201, answer.text
    now = checkpoint(registry)
    assert now.size == before.size + 1
    found = leaves(registry, now.size)
    assert len({leaf.name for leaf in found}) == now.size
    tree = Tree(leaf.hash for leaf in found)
    assert (tree.root(), tree.root(before.size)) == (now.root, before.root)
    assert found[-1].name == f"forms/{FORM}/local/999903/2"
    assert found[-1].digest == answer.json()["digest"]
    listed = registry.get(f"/forms/{FORM}.json").json()["versions"]
    logged = {leaf.name: leaf.digest for leaf in found}
    for version in listed:
        assert logged[f"forms/{FORM}/{version['version']}"] == version["digest"]


def hashes(texts: list[str]) -> list[bytes]:
    return [base64.b64decode(text) for text in texts]


def test_a_name_is_proved_to_be_in_the_log(registry: Served) -> None:
    name = f"forms/{FORM}/1.0.0"
    told = registry.get(f"/api/v1/log/inclusion?name={name}").json()
    now = open_checkpoint(told["checkpoint"], key_of(registry))
    leaf = Leaf(told["leaf"]["name"], told["leaf"]["digest"], told["leaf"]["recordedAt"])
    assert leaf.name == name
    verify_inclusion(leaf.hash, told["index"], now.size, hashes(told["proof"]), now.root)
    missing = registry.get("/api/v1/log/inclusion?name=forms/none/1.0.0")
    assert (missing.status_code, missing.json()["type"].rpartition("/")[2]) == (404, "not-in-log")


def test_growth_is_proved_from_every_length(registry: Served) -> None:
    now = checkpoint(registry)
    tree = Tree(leaf.hash for leaf in leaves(registry, now.size))
    for old in range(now.size + 1):
        told = registry.get(f"/api/v1/log/consistency?from={old}").json()
        assert told["from"] == old
        verify_consistency(old, now.size, hashes(told["proof"]), tree.root(old), now.root)
    for old in (-1, now.size + 1):
        answer = registry.get(f"/api/v1/log/consistency?from={old}")
        assert answer.status_code == 404, old


def test_every_checkpoint_continues_the_one_before_while_many_publish(registry: Served) -> None:
    form = encoded(small_core())

    def publish(number: int) -> int:
        path = f"/api/v1/forms/together-{number}/versions/1.0.0"
        return registry.call("PUT", path, registry.tokens.steward, content=form).status_code

    with ThreadPoolExecutor(8) as many, Client(registry.url, cache=MemoryCache()) as client:
        done = [many.submit(publish, number) for number in range(40)]
        seen = client.run(verify_log(None, None, 0, None)).seen
        started = seen.size
        while not all(one.done() for one in done):
            seen = client.run(verify_log(seen, None, 0, None)).seen
        assert {one.result() for one in done} == {201}
        last = client.run(verify_log(seen, None, 0, None))
    assert last.checkpoint.size >= started
    names = {leaf.name for leaf in leaves(registry, last.checkpoint.size)}
    assert {f"forms/together-{number}/1.0.0" for number in range(40)} <= names


@pytest.fixture
def large(cluster: EmbeddedPostgres, filled: Tokens) -> Iterator[Served]:
    """A log of 66,000 and some entries: three levels of tiles."""
    with copied(cluster.url, TEMPLATE) as url:
        asyncio.run(execute(url, AT_ONCE.format(66_000)))
        with serving(url, filled) as served:
            yield served


def test_a_long_log_is_served_as_tiles_that_give_its_root(large: Served) -> None:
    now = checkpoint(large)
    tiles = {tile: large.get("/log/" + tile_path(tile)).content for tile in all_tiles(now.size)}
    assert {level for level, _, _ in tiles} == {0, 1, 2}
    assert root_of(tiles, now.size) == now.root
    tree = Tree(leaf.hash for leaf in leaves(large, now.size))
    assert tree.root() == now.root
    name = "forms/many/local/999903/4711"
    told = large.get(f"/api/v1/log/inclusion?name={name}").json()
    leaf = Leaf(told["leaf"]["name"], told["leaf"]["digest"], told["leaf"]["recordedAt"])
    verify_inclusion(leaf.hash, told["index"], now.size, hashes(told["proof"]), now.root)
    node = reader(tiles.__getitem__, now.size)
    assert node(8, 3) == tree.node(8, 3)
    add(large.database, 66_001, 66_600)
    later = checkpoint(large)
    assert later.size == now.size + 600
    told = large.get(f"/api/v1/log/consistency?from={now.size}").json()
    verify_consistency(now.size, later.size, hashes(told["proof"]), now.root, later.root)
    for tile in list(tiles)[:3]:
        assert large.get("/log/" + tile_path(tile)).content == tiles[tile]
    kept = rows(large.database, "select level, count(*) as n from log_tile group by 1 order by 1")
    assert [(r["level"], r["n"]) for r in kept] == [(0, later.size // 256), (1, 1)]


@pytest.mark.parametrize(
    "path",
    ["tile/0/000.p/257", "tile/0/000", "tile/0/001.p/1", "tile/1/000.p/1", "tile/9/000",
     "tile/0/000.p/0", "tile/entries/000", "tile/entries/999", "tile/0/0", "nothing", "tile",
     "tile/0/000.p/1/x", "tile/99999999999/000", "tile/0/" + "x999/" * 20 + "999"],
)  # fmt: skip
def test_what_is_not_there_yet_is_not_found(registry: Served, path: str) -> None:
    assert registry.get(f"/log/{path}").status_code == 404


def test_a_checkpoint_of_one_length_is_one_text(registry: Served) -> None:
    first, second = (registry.get("/checkpoint").text for _ in range(2))
    assert first == second
    tag = registry.get("/checkpoint").headers["etag"]
    assert registry.get("/checkpoint", headers={"If-None-Match": tag}).status_code == 304
    signed = rows(registry.database, "select count(*), count(distinct size) from log_checkpoint")
    assert signed[0][0] == signed[0][1]


def refused(served: Served) -> str:
    answer = served.get("/checkpoint")
    assert answer.status_code == 503, answer.text
    return str(answer.json()["type"]).rpartition("/")[2]


def test_a_database_from_an_old_copy_is_not_signed(
    cluster: EmbeddedPostgres, filled: Tokens, tmp_path: Path
) -> None:
    key = {"SOROE_SIGNING_KEY": str(made(tmp_path / "key.json", PUBLIC_URL))}
    with copied(cluster.url, TEMPLATE) as url:
        add(url, 1, 10)
        with serving(url, filled, key) as served:
            long = checkpoint(served)
    with copied(cluster.url, TEMPLATE) as url, serving(url, filled, key) as served:
        assert refused(served) == "log-not-continued"  # shorter than what was signed
        assert served.get(f"/forms/{FORM}/1.0.0.json").status_code == 200
        add(url, 101, 200)
        assert refused(served) == "log-not-continued"  # longer, with another past
        assert "log-forked" in served.log()
        assert rows(url, "select * from log_checkpoint") == []
    assert Checkpoint.parse((tmp_path / "key.json.signed").read_text()) == long


def test_a_past_that_was_changed_under_the_registry_is_not_signed(
    database: str, filled: Tokens, tmp_path: Path
) -> None:
    """Whoever can write to the database as its owner can change a leaf; not unseen."""
    with serving(database, filled) as served:
        checkpoint(served)
    forge = """alter table log_leaf disable trigger log_leaf_is_permanent;
      update log_leaf set digest = 'sha256:' || repeat('0', 64) where index = 1;
      insert into name_ledger (name, kind, submitted_digest, digest)
      values ('forms/later/1.0.0', 'core', 'sha256:' || repeat('1', 64), 'sha256:' || repeat('1', 64))"""
    asyncio.run(execute(database, forge))
    with serving(database, filled) as served:  # with a key file that remembers nothing
        assert refused(served) == "log-not-continued"


def test_two_processes_sign_the_same(
    cluster: EmbeddedPostgres, filled: Tokens, tmp_path: Path
) -> None:
    key = {"SOROE_SIGNING_KEY": str(made(tmp_path / "key.json", PUBLIC_URL))}
    with (
        copied(cluster.url, TEMPLATE) as url,
        serving(url, filled, key) as one,
        serving(url, filled, key) as other,
    ):
        for round_ in range(3):
            add(url, round_ * 300 + 1, round_ * 300 + 300)
            assert checkpoint(one) == checkpoint(other)


def test_without_a_key_nothing_is_signed_and_everything_else_works(
    database: str, filled: Tokens
) -> None:
    with serving(database, filled, {"SOROE_SIGNING_KEY": ""}) as served:
        for path in ("/checkpoint", "/keys.json"):
            answer = served.get(path)
            assert answer.status_code == 404
            assert answer.json()["type"].endswith("/log-not-signed")
        assert served.get("/log/tile/entries/000.p/1").status_code == 200


def test_the_next_key_is_announced_by_the_one_before(
    database: str, filled: Tokens, tmp_path: Path
) -> None:
    path = made(tmp_path / "key.json", PUBLIC_URL)
    key = {"SOROE_SIGNING_KEY": str(path)}
    with serving(database, filled, key) as served:
        first, before = key_of(served), checkpoint(served)
    held = read_keys(path)
    write_keys(path, KeyFile(held.key.private, held.chain).turn(), new=False)
    with serving(database, filled, key) as served:
        newest = keychain(served).newest(first)
        assert newest != first
        assert open_checkpoint(served.get("/checkpoint").text, newest) == before
        assert held.key.private not in served.get("/keys.json").text


def test_the_secret_is_for_its_owner_alone(tmp_path: Path) -> None:
    path = made(tmp_path / "deep" / "key.json", "https://registry.example/below")
    assert path.stat().st_mode & 0o077 == 0
    assert read_keys(path).key.name == "registry.example/below"
    content = path.read_bytes()
    assert made(path, PUBLIC_URL) == path
    assert path.read_bytes() == content


def spoiled(path: Path, **changes: Any) -> None:
    path.write_text(json.dumps({**json.loads(path.read_text()), **changes}))


@pytest.mark.parametrize(
    "spoil",
    [
        lambda path: path.chmod(0o644),
        lambda path: path.write_text("{}"),
        lambda path: path.write_text("no json"),
        lambda path: path.write_bytes(b"\xff\xfe"),
        lambda path: spoiled(path, private="PRIVATE+KEY+x"),
        lambda path: spoiled(path, chain={"keys": []}),
        lambda path: spoiled(path, private=KeyFile.begin(PUBLIC_URL).private),
        lambda path: path.unlink(),
        lambda path: path.with_name("key.json.signed").write_text("what?"),
    ],
)
def test_a_key_file_that_cannot_be_used_is_said_at_the_start(
    database: str, filled: Tokens, tmp_path: Path, spoil: Any
) -> None:
    path = made(tmp_path / "key.json", PUBLIC_URL)
    secret = json.loads(path.read_text())["private"].split("+", 4)[4]
    spoil(path)
    with (
        pytest.raises(AssertionError) as caught,
        serving(database, filled, {"SOROE_SIGNING_KEY": str(path)}),
    ):
        pass
    said = str(caught.value)
    assert str(tmp_path) in said
    assert "Traceback" not in said
    assert secret not in said


def test_the_operator_makes_shows_and_turns_the_key(tmp_path: Path) -> None:
    environment = {**os.environ, "DATABASE_URL": "postgresql://nowhere.invalid/x",
                   "SOROE_PUBLIC_URL": PUBLIC_URL, "SOROE_SIGNING_KEY": str(tmp_path / "k")}  # fmt: skip

    def key(action: str, **more: str) -> subprocess.CompletedProcess[str]:
        words = [sys.executable, "-m", "registry", "key", action]
        return subprocess.run(
            words, env={**environment, **more}, capture_output=True, text=True, check=False
        )

    assert "soroe-registry key begin" in key("show").stderr
    made_ = key("begin").stdout
    assert made_.startswith("registry.example+")
    assert key("begin").stdout == key("show").stdout == made_
    turned = key("turn").stdout
    assert turned != made_
    chain = read_keys(tmp_path / "k").chain
    assert str(chain.newest(PublicKey.parse(made_))) == turned.strip()
    assert "SOROE_SIGNING_KEY" in key("show", SOROE_SIGNING_KEY="").stderr
