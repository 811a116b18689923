"""Does `soroe status` say in ten lines what awaits a municipality, and what to run next?"""

from __future__ import annotations

import shlex

from soroe.testing import MemoryRegistry
from tests.cli.conftest import PROGRAM, Desk
from tests.client.samples import CODE, FORM, diff
from tests.registry.busy import CLOSES
from tests.registry.served import Served


def status(desk: Desk, url: str, *more: str, token: str = "") -> tuple[int, list[str]]:
    words = ("status", "--municipality", CODE, "--registry", url, *more)
    done = desk.run(*words, SOROE_TOKEN=token)
    assert done.code in (0, 1), done.err
    return done.code, done.out.splitlines()


def test_all_that_waits_stands_in_ten_lines_with_what_to_run_next(desk: Desk, busy: Served) -> None:
    code, lines = status(desk, busy.url, token=busy.tokens.owner)
    assert code == 1
    assert len(lines) <= 10
    assert lines[0].startswith(f"例示市({CODE})  令和")
    assert [line.split()[:2] for line in lines[1:5]] == [
        ["引き継ぎで見ること", "1件"],
        ["改正された根拠の変更", "5件"],
        ["意見照会", "4件"],
        ["公開していない下書き", "1件"],
    ]
    assert "共通コア 2.0.1 の意見照会の締め切り" in lines[5]
    assert lines[-1].startswith("ほかの期限 5件: soroe handover")


def test_every_command_that_is_named_can_be_run(desk: Desk, busy: Served) -> None:
    _, lines = status(desk, busy.url, token=busy.tokens.owner)
    named = [line[line.index("soroe ") :] for line in lines if "soroe " in line]
    assert len(named) == 5
    environ = {"SOROE_TOKEN": busy.tokens.owner, "SOROE_REGISTRY": busy.url}
    for command in named:
        program, *words = shlex.split(command)
        assert PROGRAM.endswith(program)
        done = desk.run(*words, **environ)
        assert done.code in (0, 1), (command, done.err)
        assert done.out


def test_without_a_token_only_what_is_public_is_told(desk: Desk, busy: Served) -> None:
    done = desk.run("status", "--municipality", CODE, "--registry", busy.url)
    assert done.code == 1
    assert "公開していることだけ" in done.err
    assert "意見照会" in done.out
    assert "新しい共通コア" in done.out
    assert "下書き" not in done.out


def test_nothing_waits_for_a_city_that_uses_the_newest_core(desk: Desk, url: str) -> None:
    code, lines = status(desk, url)
    assert (code, lines[1]) == (0, "待っていることはありません。")


def test_differences_that_rest_on_nothing_wait(
    desk: Desk, url: str, registry: MemoryRegistry
) -> None:
    document = diff()
    document["changes"][0].pop("basis")
    registry.publish_diff(document)
    code, lines = status(desk, url)
    assert code == 1
    assert lines[1].split() == [
        "根拠のない違い", "1件", "soroe", "pull", FORM, "--municipality", CODE,
    ]  # fmt: skip
    json = desk.run("status", "--municipality", CODE, "--registry", url, "--format", "json").json()
    assert [todo["kind"] for todo in json["waiting"]] == ["unfounded"]


def test_what_is_past_on_the_day_is_told_as_past(desk: Desk, busy: Served) -> None:
    _, lines = status(desk, busy.url, "--day", "2099-01-01", token=busy.tokens.owner)
    assert any(line.startswith("過ぎた期限 令和") for line in lines)
    assert not any("2.0.1" in line for line in lines)
    _, lines = status(desk, busy.url, "--day", str(CLOSES), token=busy.tokens.owner)
    assert any(line.startswith("期限 令和") and "2.0.1" in line for line in lines)
