"""Can a clerk carry a bundle into a closed network, and does everything there read from it?"""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler
from pathlib import Path
from typing import NamedTuple

import pytest

from soroe.bundle import Scope
from soroe.cli import COMMANDS, command
from soroe.cli.parser import Parser
from soroe.testing import MemoryRegistry
from tests.cli.conftest import Desk, Run
from tests.client.samples import CODE, FORM, core, diff
from tests.client.servers import reply, serving

OTHER = "992011"
BLOCKED = """import socket
def refuse(*_):
    raise RuntimeError("the network is blocked")
socket.socket.connect = socket.socket.connect_ex = socket.getaddrinfo = refuse
"""


@pytest.fixture
def filled(registry: MemoryRegistry) -> MemoryRegistry:
    """Two versions of the form, two municipalities."""
    registry.publish_core(FORM, "1.1.0", core(maximum=7))
    registry.publish_diff(diff(4) | {"municipality": OTHER})
    return registry


@pytest.fixture
def key(registry: MemoryRegistry) -> str:
    return str(registry.log.key.public)


class Carried(NamedTuple):
    """A registry's address, and what opens the bundle that was made of it."""

    url: str
    options: tuple[str, ...]


@pytest.fixture
def carried(desk: Desk, filled: MemoryRegistry, url: str, key: str) -> Carried:
    desk.put("b.json", filled.bundle())
    return Carried(url, ("--bundle", "b.json", "--key", key))


@pytest.fixture
def closed(desk: Desk) -> Callable[..., Run]:
    """The command on a machine that reaches nothing; it must not even try."""
    desk.put("closed/sitecustomize.py", BLOCKED.encode())
    paths = [str(desk.folder / "closed"), desk.environment.get("PYTHONPATH", "")]
    blocked = {"PYTHONPATH": ":".join(filter(None, paths))}

    def run(*words: str, **environment: str) -> Run:
        return desk.run(*words, **{**blocked, **environment})

    return run


def create(desk: Desk, url: str, *words: str) -> Run:
    done = desk.run("bundle", "create", "--registry", url, *words)
    assert done.code == 0, done.err
    return done


FORM_FILE = core(maximum=5)
APPLICATION = {"name": "例示 花子", "grade": 9, "kind": "new"}

READING = {
    "check": ("check", "form.json", FORM, "--municipality", CODE),
    "check json": ("check", "form.json", FORM, "--format", "json"),
    "show": ("show", f"{FORM}@1.0.0"),
    "show municipality": ("show", FORM, "--municipality", CODE),
    "diff": ("diff", f"{FORM}@1.0.0", f"{FORM}@1.1.0"),
    "compare": ("compare", FORM, "--municipalities", CODE, OTHER),
    "table": ("table", FORM, "--municipality", CODE),
    "lint": ("lint", "diff.json"),
    "impact": ("impact", f"{FORM}@1.0.0", f"{FORM}@1.1.0"),
    "validate": ("validate", "application.json", "--form", FORM, "--municipality", CODE),
    "page": ("page", FORM, "--municipality", CODE),
    "handover": ("handover", "--municipality", CODE, "--day", "2027-04-01"),
    "status": ("status", "--municipality", CODE, "--day", "2027-04-01"),
    "rebase": ("rebase", "diff.json", "--onto", f"{FORM}@1.1.0"),
    "derive": ("derive", "form.json", "--core", f"{FORM}@1.0.0", "--municipality", CODE),
    "carry": ("carry", "application.json", "--form", FORM, "--to", CODE),
    "candidates": ("candidates", FORM),
    "divergence": ("divergence", FORM),
    "neighbours": ("neighbours", FORM, "--municipality", CODE),
    "what-if": ("what-if", FORM, "--best", "1"),
}


def test_every_reading_command_is_asked() -> None:
    takes = set()
    for name in COMMANDS:
        parser = Parser(prog=name, lang="en", description="")
        command(name).add_arguments(parser)
        if "--bundle" in parser.format_help():
            takes.add(name)
    asked = {words[0] for words in READING.values()}
    beside = {"pull", "justify", "log", "init", "update", "sheet", "codegen", "import", "browse"}
    assert takes - beside == asked


@pytest.mark.parametrize("name", READING)
def test_a_command_says_from_a_bundle_what_it_says_from_the_registry(
    desk: Desk, carried: Carried, closed: Callable[..., Run], name: str
) -> None:
    desk.put("form.json", FORM_FILE)
    desk.put("diff.json", diff())
    desk.put("application.json", APPLICATION)
    asked = desk.run(*READING[name], "--registry", carried.url)
    read = closed(*READING[name], *carried.options)
    assert asked.code in (0, 1), asked.err
    assert (read.code, read.raw, read.err) == (asked.code, asked.raw, asked.err)


def test_pull_writes_the_same_files(
    desk: Desk, carried: Carried, closed: Callable[..., Run]
) -> None:
    pull = ("pull", f"{FORM}@1.0.0", "--municipality", CODE)
    assert desk.run(*pull, "--out", "a", "--registry", carried.url).code == 0
    assert closed(*pull, "--out", "b", *carried.options).code == 0
    files = {
        place: {p.relative_to(root): p.read_bytes() for p in root.rglob("*.json")}
        for place in ("a", "b")
        for root in (desk.folder / place,)
    }
    assert len(files["a"]) == 3
    # A registry in memory writes what it made on one line; the real one as it is written here.
    assert {p: json.loads(b) for p, b in files["a"].items()} == {
        p: json.loads(b) for p, b in files["b"].items()
    }


def test_from_the_registry_to_a_check_in_a_closed_network(
    desk: Desk, filled: MemoryRegistry, url: str, key: str, closed: Callable[..., Run]
) -> None:
    desk.put("form.json", FORM_FILE)
    made = create(desk, url, "-o", "out/持込.txt", "--split", "8KB")
    parts = sorted(str(p.relative_to(desk.folder)) for p in (desk.folder / "out").iterdir())
    assert len(parts) >= 2
    assert key in made.out
    for part in parts:  # what a sanitiser does to a text
        path = desk.folder / part
        text = json.dumps(json.loads(path.read_bytes()), indent=1, sort_keys=True)
        path.write_bytes(b"\xef\xbb\xbf" + text.replace("\n", "\r\n").encode())
    verified = closed("bundle", "verify", *parts, "--key", key)
    assert verified.code == 0, verified.err
    taken = closed("bundle", "import", *parts, "--into", "shelf", "--key", key)
    assert taken.code == 0, taken.err
    assert "--bundle shelf" in taken.out
    check = ("check", "form.json", FORM, "--municipality", CODE, "--format", "json")
    there = closed(*check, "--bundle", "shelf")
    here = desk.run(*check, "--registry", url)
    assert there.raw == here.raw
    assert there.code == here.code == 1


def test_a_delta_is_made_for_what_somebody_has(
    desk: Desk, filled: MemoryRegistry, url: str, key: str
) -> None:
    create(desk, url, "-o", "full.json")
    assert desk.run("bundle", "import", "full.json", "--into", "s", "--key", key).code == 0
    filled.publish_diff(diff(5))
    create(desk, url, "-o", "delta.json", "--since", "s")
    shown = desk.run("bundle", "show", "delta.json", "--key", key, "--format", "json").json()
    assert (shown["kind"], shown["since"], shown["size"]) == ("delta", 4, 5)
    alone = desk.run("show", FORM, "--bundle", "delta.json", "--key", key)
    assert (alone.code, "追加分だけでは" in alone.err) == (3, True)
    assert desk.run("bundle", "import", "delta.json", "--into", "s").code == 0
    log = desk.run("bundle", "show", "s", "--format", "json").json()["state"]["imports"]
    assert [one["kind"] for one in log] == ["full", "delta"]
    assert "delta.json" in desk.run("bundle", "show", "s").out
    again = desk.run("bundle", "import", "delta.json", "--into", "s")
    assert (again.code, "すでに" in again.out) == (0, True)


def test_the_two_are_compared(desk: Desk, filled: MemoryRegistry, url: str, key: str) -> None:
    create(desk, url, "-o", "old.json")
    filled.publish_diff(diff(5))
    create(desk, url, "-o", "new.json")
    found = desk.run("bundle", "diff", "old.json", "new.json", "--key", key, "--format", "json")
    assert found.json()["came"] == [f"/forms/{FORM}/local/{CODE}/2.diff.json"]
    assert f"/forms/{FORM}/local/{CODE}.json" in found.json()["changed"]
    assert "増えた" in desk.run("bundle", "diff", "old.json", "new.json", "--key", key).out
    assert (
        "違いはありません" in desk.run("bundle", "diff", "old.json", "old.json", "--key", key).out
    )


def test_only_what_was_chosen_is_in_it_and_the_rest_is_said_to_be_missing(
    desk: Desk, filled: MemoryRegistry, url: str, key: str
) -> None:
    create(desk, url, "-o", "b.json", "--form", FORM, "--municipality", CODE)
    reads = ("--bundle", "b.json", "--key", key)
    assert desk.run("show", FORM, "--municipality", CODE, *reads).code == 0
    other = desk.run("show", FORM, "--municipality", OTHER, *reads)
    assert (other.code, "入っていません" in other.err) == (3, True)
    unknown = desk.run("show", "nowhere", *reads)
    assert (unknown.code, "入っていません" in unknown.err) == (3, True)


def test_in_a_whole_bundle_what_is_not_there_is_not_in_the_registry(
    desk: Desk, filled: MemoryRegistry, url: str, key: str
) -> None:
    create(desk, url, "-o", "b.json")
    for words in (("show", "nowhere"), ("show", FORM, "--municipality", "992038")):
        read = desk.run(*words, "--bundle", "b.json", "--key", key)
        asked = desk.run(*words, "--registry", url)
        assert (read.code, read.err) == (asked.code, asked.err)
        assert read.code == 2


def refused(done: Run, title: str) -> None:
    """One problem with this title, exit code 3, no trace."""
    assert done.code == 3, (done.out, done.err)
    assert done.err.count("エラー") <= 1
    assert title in done.err
    assert "Traceback" not in done.err


def test_bad_bundles_are_refused_in_one_sentence_and_nothing_is_written(
    desk: Desk, filled: MemoryRegistry, key: str
) -> None:
    data, now = filled.bundle(), datetime.now(UTC)
    changed = bytearray(data)
    changed[len(data) // 2] ^= 1
    files = {
        "changed.json": (bytes(changed), "署名されたものと違います"),
        "cut.json": (data[: len(data) // 2], "読めません"),
        "foreign.json": (b'{"a": 1}', "読めません"),
        "late.json": (filled.bundle(created=now - timedelta(days=100)), "期限が過ぎています"),
        "early.json": (filled.bundle(created=now + timedelta(days=2)), "日付より後です"),
    }
    for name, (content, title) in files.items():
        desk.put(name, content)
        refused(desk.run("bundle", "verify", name, "--key", key), title)
        refused(desk.run("bundle", "import", name, "--into", "shelf", "--key", key), title)
    assert not (desk.folder / "shelf").exists()


def test_without_a_key_nothing_is_trusted(desk: Desk, filled: MemoryRegistry, key: str) -> None:
    desk.put("b.json", filled.bundle())
    for words in (
        ("bundle", "verify", "b.json"),
        ("bundle", "import", "b.json", "--into", "s"),
        ("show", FORM, "--bundle", "b.json"),
    ):
        done = desk.run(*words)
        refused(done, "信頼していません")
        assert key in done.err
    assert desk.run("show", FORM, "--bundle", "b.json", SOROE_KEY=key).code == 0
    desk.put("key.txt", b"\xef\xbb\xbf" + key.encode() + b"\r\n")
    assert desk.run("show", FORM, "--bundle", "b.json", "--key", "key.txt").code == 0
    wrong = desk.run("show", FORM, "--bundle", "b.json", "--key", "not-a-key")
    assert wrong.code == 2


def test_an_old_bundle_is_read_with_a_warning(desk: Desk, filled: MemoryRegistry, key: str) -> None:
    old = filled.bundle(created=datetime.now(UTC) - timedelta(days=100))
    desk.put("b.json", old)
    done = desk.run("show", FORM, "--bundle", "b.json", "--key", key)
    assert done.code == 0
    assert done.err.count("期限が過ぎています") == 1
    desk.put("form.json", FORM_FILE)
    once = desk.run("check", "form.json", FORM, "--municipality", CODE, "--bundle", "b.json",
                    "--key", key)  # fmt: skip
    assert once.err.count("期限が過ぎています") == 1


def test_going_back_and_leaving_out_are_refused(
    desk: Desk, filled: MemoryRegistry, key: str
) -> None:
    old = filled.bundle()
    filled.publish_diff(diff(5))
    desk.put("old.json", old)
    desk.put("new.json", filled.bundle())
    filled.publish_diff(diff(6))
    filled.publish_diff(diff(2))
    desk.put("gap.json", filled.bundle(since=6))
    desk.put("chosen.json", filled.bundle(Scope(forms=(FORM,)), since=5))
    into = ("--into", "s")
    assert desk.run("bundle", "import", "new.json", *into, "--key", key).code == 0
    before = sorted((p.name, p.read_bytes()) for p in (desk.folder / "s").iterdir())
    refused(desk.run("bundle", "import", "old.json", *into), "より古い")
    refused(desk.run("bundle", "import", "gap.json", *into), "抜けています")
    refused(desk.run("bundle", "import", "chosen.json", *into), "範囲が違う")
    assert sorted((p.name, p.read_bytes()) for p in (desk.folder / "s").iterdir()) == before


def test_a_registry_that_lies_gets_no_bundle_written(
    desk: Desk, filled: MemoryRegistry, url: str, key: str
) -> None:
    filled.log.replace_key()
    done = desk.run("bundle", "create", "--registry", url, "-o", "b.json", "--key", key)
    refused(done, "鍵")
    assert not (desk.folder / "b.json").exists()


def test_a_file_that_is_there_is_not_written_over(
    desk: Desk, filled: MemoryRegistry, url: str
) -> None:
    create(desk, url, "-o", "b.json")
    before = (desk.folder / "b.json").read_bytes()
    filled.publish_diff(diff(5))
    again = desk.run("bundle", "create", "--registry", url, "-o", "b.json")
    assert again.code == 2
    assert (desk.folder / "b.json").read_bytes() == before
    create(desk, url, "-o", "b.json", "--force")
    assert (desk.folder / "b.json").read_bytes() != before


@pytest.mark.parametrize(
    "words",
    [
        ("create",),
        ("create", "x.json", "-o", "y.json"),
        ("verify",),
        ("diff", "one.json"),
        ("diff", "1", "2", "3"),
        ("import",),
        ("create", "-o", "y.json", "--split", "0"),
        ("create", "-o", "y.json", "--split", "much"),
    ],
)
def test_a_command_that_cannot_be_meant_is_explained(desk: Desk, words: tuple[str, ...]) -> None:
    done = desk.run("bundle", *words, "--registry", "http://127.0.0.1:9")
    assert done.code == 2
    assert "使い方" in done.err


@pytest.mark.parametrize("action", ["verify", "show", "import"])
def test_a_file_that_is_not_there_is_named(desk: Desk, action: str) -> None:
    done = desk.run("bundle", action, "nowhere.json", "--into", "s")
    assert done.code == 2
    assert "nowhere.json" in done.err


def test_english_is_complete(desk: Desk, filled: MemoryRegistry, url: str, key: str) -> None:
    create(desk, url, "-o", "b.json")
    shown = desk.run("bundle", "verify", "b.json", "--key", key, "--lang", "en").out
    assert "Verified: b.json" in shown
    assert "Registry" in shown
    assert Path(desk.folder / "b.json").exists()


def an_html_page(to: BaseHTTPRequestHandler) -> None:
    reply(to, 200, b"<html>portal</html>", content_type="text/html")


def something_else(to: BaseHTTPRequestHandler) -> None:
    reply(to, 200, b'{"hello": "world"}', content_type="application/json")


def a_bundle_cut_off(to: BaseHTTPRequestHandler) -> None:
    half = MemoryRegistry().bundle()[:-100]
    reply(to, 200, half, content_type="application/json")


def elsewhere(to: BaseHTTPRequestHandler) -> None:
    reply(to, 302, location="http://127.0.0.1:9/bundle.json")


def not_here(to: BaseHTTPRequestHandler) -> None:
    reply(to, 404, b"nothing", content_type="text/plain")


@pytest.mark.parametrize(
    "handle", [an_html_page, something_else, a_bundle_cut_off, elsewhere, not_here]
)
def test_what_is_no_registry_gives_no_bundle(
    desk: Desk, key: str, handle: Callable[[BaseHTTPRequestHandler], None]
) -> None:
    with serving(handle) as port:
        address = f"http://127.0.0.1:{port}"
        done = desk.run("bundle", "create", "--registry", address, "-o", "b.json", "--key", key)
    assert (done.code, "Traceback" in done.err) == (3, False), done.err
    assert not (desk.folder / "b.json").exists()
