"""What `soroe log` says, remembers and refuses, against a registry in memory and a real one."""

from __future__ import annotations

import pytest

from soroe.testing import MemoryRegistry
from tests.cli.conftest import Desk, Run
from tests.client.samples import CODE, FORM, diff
from tests.registry.documents import FORM as SMALL
from tests.registry.documents import encoded, small_diff
from tests.registry.served import Served


def verify(desk: Desk, url: str, *more: str) -> Run:
    return desk.run("log", "verify", "--registry", url, *more)


def test_the_first_time_the_key_is_shown_and_later_the_log_is_followed(
    desk: Desk, url: str, registry: MemoryRegistry
) -> None:
    before = desk.run("log", "show", "--registry", url)
    assert before.code == 0
    assert "まだ確かめていません" in before.out
    first = verify(desk, url)
    assert first.code == 0, first.err
    assert str(registry.log.key.public) in first.out
    assert "初めて確かめました" in first.out
    registry.publish_diff(diff(4))
    registry.log.turn()
    later = verify(desk, url + "/")
    assert later.code == 0, later.err
    assert "前に確かめた 2 件の続きです" in later.out
    assert "鍵が新しくなりました" in later.out
    shown = desk.run("log", "show", "--registry", url, "--format", "json").json()
    assert (shown["size"], shown["key"]) == (3, str(registry.log.key.public))


@pytest.mark.parametrize(
    ("lie", "said"),
    [
        ("rewrite", "公開記録が書き換えられています"),
        ("cut", "公開記録が前より短くなっています"),
        ("key", "登録簿の鍵が、信頼した鍵と違います"),
        ("old", "公開記録が古いままです"),
        ("ahead", "時計が合っていません"),
    ],
)
def test_a_lie_is_one_clear_refusal_and_the_memory_stays(
    desk: Desk, url: str, registry: MemoryRegistry, lie: str, said: str
) -> None:
    assert verify(desk, url).code == 0
    remembered = desk.run("log", "show", "--registry", url, "--format", "json").out
    if lie == "rewrite":
        registry.log.rewrite(0)
    elif lie == "cut":
        registry.log.cut(1)
    elif lie == "key":
        registry.log.replace_key()
    else:
        registry.log.stamped = 0 if lie == "old" else 2**40
    done = verify(desk, url)
    assert (done.code, done.out) == (3, "")
    assert said in done.err
    assert "対処: " in done.err
    after = desk.run("log", "show", "--registry", url, "--format", "json").out
    assert after == remembered


def test_a_key_given_by_hand_is_the_only_one_that_is_taken(
    desk: Desk, url: str, registry: MemoryRegistry
) -> None:
    right = str(registry.log.key.public)
    registry.log.replace_key()
    wrong = verify(desk, url, "--key", right)
    assert wrong.code == 3
    assert verify(desk, url, "--key", str(registry.log.key.public)).code == 0
    assert verify(desk, url, "--key", "abc").code == 2
    assert desk.run("log", "forget", "--registry", url).code == 0
    assert "まだ" in desk.run("log", "forget", "--registry", url).out


def test_a_stale_copy_is_taken_where_the_limit_says_so(
    desk: Desk, url: str, registry: MemoryRegistry
) -> None:
    registry.log.stamped = 0
    assert verify(desk, url).code == 3
    assert verify(desk, url, "--max-age", "0").code == 0
    for wrong in ("-1", "x", "99999999"):
        assert verify(desk, url, "--max-age", wrong).code == 2


def test_a_memory_that_was_spoiled_is_said_with_its_file(desk: Desk, url: str) -> None:
    place = {"SOROE_KNOWN": str(desk.folder / "known")}
    assert desk.run("log", "verify", "--registry", url, **place).code == 0
    (file,) = (desk.folder / "known").iterdir()
    file.write_text("{")
    done = desk.run("log", "verify", "--registry", url, **place)
    assert done.code == 2
    assert str(file) in done.err
    assert desk.run("log", "forget", "--registry", url, **place).code == 0
    assert desk.run("log", "verify", "--registry", url, **place).code == 0


def test_a_document_and_every_listing_are_held_against_the_log(
    desk: Desk, url: str, registry: MemoryRegistry
) -> None:
    name = f"forms/{FORM}/local/{CODE}/1"
    done = verify(desk, url, "--name", name, "--all", "--lang", "en")
    assert done.code == 0, done.err
    assert f"{name} is entry 1 (from 0) of the log." in done.out
    assert "All 2 entries were read" in done.out
    told = verify(desk, url, "--name", name, "--all", "--format", "json").json()
    assert told["included"]["index"] == 1
    assert told["audited"] == {"entries": 2, "listed": 2}
    registry._diffs.clear()
    dropped = verify(desk, url, "--all")
    assert dropped.code == 3
    assert f"{name} は公開記録に載っていますが" in dropped.err
    assert verify(desk, url, "--name", "forms/none/1.0.0").code == 2


def test_without_a_registry_it_says_so(desk: Desk) -> None:
    for action in ("verify", "show", "forget"):
        done = desk.run("log", action)
        assert done.code == 2
        assert "公開記録 を取得する登録簿が分かりません" in done.err


def test_the_real_registry_passes_the_whole_verification(desk: Desk, served: Served) -> None:
    first = verify(desk, served.url, "--all", "--format", "json")
    assert first.code == 0, first.err
    told = first.json()
    assert told["origin"] == "registry.example"
    assert told["audited"]["listed"] >= 2
    pushed = served.call(
        "PUT", f"/api/v1/forms/{SMALL}/local/999903/2", served.tokens.owner,
        content=encoded(small_diff("999903", top=2)),
    )  # fmt: skip
    assert pushed.status_code == 201, pushed.text
    for name in (f"forms/{SMALL}/local/999903/2", f"forms/{SMALL}/1.0.0", "components/note/1.0.0"):
        done = verify(desk, served.url, "--name", name, "--all", "--format", "json")
        assert done.code == 0, done.err
        assert done.json()["included"]["name"] == name
        assert done.json()["size"] == told["size"] + 1
