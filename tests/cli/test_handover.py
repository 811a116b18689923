"""Does `soroe handover` write the document from what the registry tells?"""

from __future__ import annotations

import json

import msgspec
import pytest

from soroe.flows import Request, Response
from soroe.handover.facts import DraftFact, HandoverFacts
from soroe.listing import Municipality
from soroe.testing import MemoryRegistry
from tests.cli.conftest import Desk
from tests.client.samples import CODE, FORM
from tests.registry.served import Served


def test_without_a_token_it_tells_what_is_public_and_says_so(desk: Desk, url: str) -> None:
    done = desk.run("handover", "--municipality", CODE, "--registry", url, "--day", "2026-11-22")
    assert done.code == 0
    assert done.out.startswith(
        "# 例示市 様式の引継書\n\n自治体コード 999903  作成日 令和8年11月22日"
    )
    assert "#### 学年" in done.out
    assert "例示市学童クラブ条例施行規則（平成27年規則第11号）第3条第1項" in done.out
    assert "公開していることだけでまとめました" in done.out
    assert "公開していることだけでまとめました" in done.err


@pytest.mark.parametrize(
    ("file", "start"), [("h.html", "<!doctype html>"), ("h.md", "# "), ("h.json", "{")]
)
def test_the_ending_of_the_file_says_what_is_written(
    desk: Desk, url: str, file: str, start: str
) -> None:
    done = desk.run("handover", "--municipality", CODE, "--registry", url, "-o", file)
    assert (done.code, done.out) == (0, f"{file} に引継書を書きました。\n")
    assert (desk.folder / file).read_text().startswith(start)


def test_json_holds_the_sections(desk: Desk, url: str) -> None:
    words = (
        "handover",
        "--municipality",
        CODE,
        "--registry",
        url,
        "--format",
        "json",
        "--lang",
        "en",
    )
    made = desk.run(*words).json()
    assert (made["code"], made["lang"], made["complete"]) == (CODE, "en", False)
    assert made["forms"][0]["changes"][0]["standing"] == "grounded"


def test_a_municipality_without_a_diff_is_told_how_to_begin(desk: Desk, url: str) -> None:
    done = desk.run("handover", "--municipality", "992011", "--registry", url)
    assert done.code == 0
    assert "まだ公開した変更はありません" in done.out
    assert "soroe derive" in done.out


class Collecting(MemoryRegistry):
    """A registry that collects the facts itself, for whoever has its token."""

    facts = HandoverFacts(
        Municipality(CODE, "例示市"), "2026-11-22", drafts=(DraftFact(FORM, "draft17"),)
    )

    def answer(self, request: Request) -> Response:
        if request.path != f"/api/v1/municipalities/{CODE}/handover?day=2026-11-22":
            return super().answer(request)
        self._authorise(request)
        return Response(200, {"content-type": "application/json"}, msgspec.json.encode(self.facts))


def test_with_a_token_the_registry_itself_tells_everything(desk: Desk) -> None:
    registry = Collecting()
    with registry.serve() as address:
        words = ("handover", "--municipality", CODE, "--registry", address, "--day", "2026-11-22")
        done = desk.run(*words, SOROE_TOKEN=registry.token)
    assert (done.code, done.err) == (0, "")
    assert "公開していない下書きがあります(番号 draft17" in done.out


def test_a_registry_that_does_not_collect_the_facts_is_asked_for_what_is_public(
    desk: Desk, url: str, registry: MemoryRegistry
) -> None:
    words = ("handover", "--municipality", CODE, "--registry", url)
    done = desk.run(*words, SOROE_TOKEN=registry.token)
    assert done.code == 0
    assert "公開していることだけでまとめました" in done.err


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--municipality", "999904"), "検査数字"),
        (("--municipality", CODE, "--day", "2026-02-30"), "2026-02-30"),
        ((), "--municipality"),
    ],
)
def test_what_cannot_be_meant_is_refused_with_a_reason(
    desk: Desk, url: str, words: tuple[str, ...], said: str
) -> None:
    done = desk.run("handover", *words, "--registry", url)
    assert (done.code, done.out) == (2, "")
    assert said in done.err


def test_a_real_registry_is_read_the_same_way(desk: Desk, served: Served) -> None:
    words = ("handover", "--municipality", CODE, "--registry", served.url, "--format", "json")
    made = json.loads(desk.run(*words).out)
    assert made["name"] == "例示市"
    assert [form["form"] for form in made["forms"]] == ["small-form"]


def test_one_form_alone_can_be_handed_over(desk: Desk, served: Served) -> None:
    words = ("handover", "--municipality", CODE, "--registry", served.url, "--form")
    for token in ("", served.tokens.owner):
        done = desk.run(*words, "small-form", SOROE_TOKEN=token)
        assert done.code == 0, done.err
        assert "## 小さな様式" in done.out
        none = desk.run(*words, "nowhere", SOROE_TOKEN=token)
        assert (none.code, none.out) == (2, "")
        assert "nowhere" in none.err


def test_a_token_opens_all_that_the_real_registry_knows(desk: Desk, busy: Served) -> None:
    desk.put("token", busy.tokens.owner.encode())
    words = ("handover", "--municipality", CODE, "--registry", busy.url)
    done = desk.run(*words, "--token-file", "token")
    assert (done.code, done.err) == (0, "")
    for said in (
        "共通コアが 1.0.0 から 2.0.0 になり、引き継ぎの案ができています。決めること 1 件",
        "例示市学童クラブ条例（令和8年条例第30号）が改正されました",
        "共通コア 2.0.1 の意見照会の締め切り",
        "使っている共通コア 1.0.0 が取り下げられる(代わりは 2.0.0)",
        "例示浜市に引き継がれる日",
        "公開していない下書きがあります",
        "決めたこと: ",
    ):
        assert said in done.out
    publicly = desk.run(*words)
    assert "引き継ぎの案ができています" not in publicly.out
    assert "共通コア 2.0.1 の意見照会の締め切り" in publicly.out


def test_the_token_of_another_municipality_is_refused(desk: Desk, busy: Served) -> None:
    words = ("handover", "--municipality", CODE, "--registry", busy.url, "-o", "h.html")
    done = desk.run(*words, SOROE_TOKEN=busy.tokens.other)
    assert (done.code, done.out) == (2, "")
    assert "自治体" in done.err
    assert not (desk.folder / "h.html").exists()
