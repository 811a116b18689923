"""Can a person read what happened and what waits, and look after the systems that are told?"""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterator

import pytest
from standardwebhooks import Webhook as Verifier

from registry.embedded import EmbeddedPostgres
from soroe.client import Client
from soroe.errors import RegistryError, UnreachableError
from soroe.flows.digest import get_digest
from soroe.flows.feeds import feed_path, get_feed
from soroe.flows.messages import Response
from tests.cli.conftest import PROGRAM, Desk, Run
from tests.registry import databases
from tests.registry.busy import FORM
from tests.registry.databases import OWNER
from tests.registry.receivers import Receiver, receiving, until
from tests.registry.served import Served, Tokens, serving
from tests.registry.test_proposals import act, propose, start, voice
from tests.registry.test_webhooks import PILOT


@pytest.fixture(scope="module")
def told(cluster: EmbeddedPostgres, filled: Tokens) -> Iterator[Served]:
    with (
        databases.made(cluster.url, databases.TEMPLATE) as url,
        serving(url, filled, PILOT) as running,
    ):
        yield running


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    with receiving() as made:
        yield made


def digest(desk: Desk, registry: Served, *words: str) -> Run:
    done = desk.run("digest", "--registry", registry.url, *words)
    assert done.code == 0, done.err
    return done


def test_a_city_reads_what_happened_and_what_awaits_it(desk: Desk, busy: Served) -> None:
    lines = digest(desk, busy, "--municipality", OWNER).out.splitlines()
    assert lines[0] == "お知らせのまとめ: 例示市"
    waits, happened = lines.index("待っていること"), lines.index("あったこと")
    waiting = "\n".join(lines[waits:happened])
    assert "共通コア 2.0.0 への引き継ぎの案を確かめて、公開します。" in waiting
    assert "例示市学童クラブ" in waiting
    assert re.search(
        r"令和\d+年\d+月\d+日まで: 「学童クラブ利用申請」の共通コア 2.0.1 の案", waiting
    )
    assert "意見照会は締め切られました" not in waiting  # which is for the stewards
    assert any("第1版を公開しました" in line for line in lines[happened:])


def test_every_command_that_a_digest_names_can_be_run(desk: Desk, busy: Served) -> None:
    lines = digest(desk, busy, "--municipality", OWNER, "--form", FORM).out.splitlines()
    named = {line[line.index("soroe ") :] for line in lines if "コマンド: soroe " in line}
    assert len(named) >= 3
    environ = {"SOROE_TOKEN": busy.tokens.owner, "SOROE_REGISTRY": busy.url}
    for command in named:
        program, *words = shlex.split(command)
        assert PROGRAM.endswith(program)
        done = desk.run(*words, **environ)
        assert done.code in (0, 1), (command, done.err)


def test_a_digest_is_written_as_a_page_and_as_markdown(desk: Desk, busy: Served) -> None:
    digest(desk, busy, "--form", FORM, "-o", "week.html")
    page = (desk.folder / "week.html").read_text("utf-8")
    assert page.startswith("<!doctype html>")
    assert "お知らせのまとめ: 学童クラブ利用申請" in page
    english = digest(desk, busy, "--form", FORM, "--format", "markdown", "--lang", "en").out
    assert english.startswith("# Digest: 学童クラブ利用申請\n")
    assert "## What waits" in english
    found = digest(desk, busy, "--prefecture", "990001", "--format", "json").json()
    assert found["place"] == "例示県"
    assert {"diff.published", "core.published"} <= {one["topic"] for one in found["events"]}
    refused = desk.run("digest", "--registry", busy.url, "-o", "week.html")
    assert refused.code == 2


def test_the_registry_answers_with_the_same_words(desk: Desk, busy: Served) -> None:
    said = digest(desk, busy, "--municipality", OWNER, "--lang", "en").out
    answer = busy.get("/api/v1/digest", params={"municipality": OWNER, "as": "text", "lang": "en"})
    assert answer.headers["content-type"] == "text/plain; charset=utf-8"
    assert answer.headers["cache-control"] == "no-store"
    assert answer.text == said
    page = busy.get("/api/v1/digest", params={"as": "html"})
    assert "default-src 'none'" in page.headers["content-security-policy"]


def test_a_week_without_news_is_told_as_such(desk: Desk, busy: Served) -> None:
    done = digest(desk, busy, "--municipality", "131016", "--since", "2026-01-01")
    assert "この間に、お知らせすることはありませんでした。" in done.out
    past = digest(desk, busy, "--since", "2999-01-01").out
    assert "お知らせすることはありませんでした" in past
    for words in (("--since", "yesterday"), ("--municipality", "999904"), ("--form", "nowhere")):
        assert desk.run("digest", "--registry", busy.url, *words).code == 2


def test_a_system_is_told_and_what_it_was_told_is_listed(
    desk: Desk, told: Served, receiver: Receiver
) -> None:
    place = {"SOROE_REGISTRY": told.url, "SOROE_TOKEN": told.tokens.owner}

    def webhook(*words: str) -> Run:
        done = desk.run("webhook", *words, **place)
        assert done.code == 0, done.err
        return done

    assert webhook("list").out == "通知先はありません。\n"
    added = webhook("add", receiver.url("/in"), "--topic", "core.*", "--municipality", OWNER).out
    (secret,) = re.findall(r"whsec_\S+", added)
    (id_,) = re.findall(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}", added)
    assert "whsec_" not in webhook("list").out
    assert "試しの通知を送ります" in webhook("test", id_).out
    (taken,) = until(lambda: receiver.at("/in"), told.log)
    assert Verifier(secret).verify(taken.body, taken.headers)["type"] == "webhook.test"
    receiver.statuses["/in"] = [503]
    until(lambda: "届きました" in webhook("deliveries", id_).out)
    webhook("test", id_)
    dead = until(lambda: webhook("deliveries", id_, "--state", "dead", "--format", "json").json())
    assert (dead[0]["reason"], dead[0]["status"]) == ("status", 503)
    assert "相手が HTTP 503 と答えました" in webhook("deliveries", id_).out
    receiver.statuses["/in"] = [200]
    assert f"{dead[0]['id']}番" in webhook("redeliver", id_, str(dead[0]["id"])).out
    until(lambda: not webhook("deliveries", id_, "--state", "dead", "--format", "json").json())
    assert "やめました" in webhook("remove", id_).out
    gone = desk.run("webhook", "test", id_, **place)
    assert gone.code == 2
    assert "その通知先はありません" in gone.err


def test_a_target_inside_is_refused_in_words(desk: Desk, busy: Served) -> None:
    place = {"SOROE_REGISTRY": busy.url, "SOROE_TOKEN": busy.tokens.owner}
    done = desk.run("webhook", "add", "https://127.0.0.1/", **place)
    assert done.code == 2
    assert "内側のネットワークへは送りません" in done.err
    assert desk.run("webhook", "add", **place).code == 2
    assert desk.run("webhook", "list", SOROE_REGISTRY=busy.url).code == 2  # no token


def test_feeds_are_read_as_values(busy: Served) -> None:
    with Client(busy.url) as client:
        feed = client.run(get_feed(feed_path(municipality=OWNER), lang="en"))
        assert feed.title == f"Soroe: 例示市 ({OWNER})"
        assert feed.before is None
        assert "diff.published" in {entry.topic for entry in feed.entries}
        assert client.run(get_feed(feed_path(form=FORM))).entries
        assert len(client.run(get_feed(feed_path())).entries) > len(feed.entries)
        assert client.run(get_feed(feed_path(prefecture="130001"))).entries == ()
        with pytest.raises(RegistryError):
            client.run(get_feed(feed_path(form="nowhere")))
        assert client.run(get_digest(form=FORM)).title == "学童クラブ利用申請"


@pytest.mark.parametrize(
    "body",
    [b"", b"<feed", b"<!DOCTYPE x [<!ENTITY a 'b'>]><feed>&a;</feed>",
     b"<feed xmlns='http://www.w3.org/2005/Atom'><entry/></feed>"],
)  # fmt: skip
def test_what_is_no_feed_is_refused(body: bytes) -> None:
    flow = get_feed(feed_path())
    next(flow)
    with pytest.raises(UnreachableError):
        flow.send(Response(200, {"content-type": "application/atom+xml"}, body))


def test_a_proposal_awaits_a_voice_until_it_is_given(desk: Desk, told: Served) -> None:
    start(told, "p-digest")
    assert propose(told, "p-digest").status_code == 201

    def waiting(token: str) -> list[str]:
        words = ("status", "--municipality", OWNER, "--registry", told.url, "--format", "json")
        done = desk.run(*words, SOROE_TOKEN=token)
        assert done.code in (0, 1), done.err
        return [todo["text"] for todo in done.json()["waiting"] if todo["kind"] == "proposal"]

    def lines() -> list[str]:
        done = digest(desk, told, "--municipality", OWNER, "--form", "p-digest")
        return [line for line in done.out.splitlines() if "賛否の意見" in line]

    assert len(waiting(told.tokens.owner)) == len(waiting("")) == len(lines()) == 1
    assert "昇格提案 1 「学年を広げる」" in waiting(told.tokens.owner)[0]
    shown = desk.run("status", "--municipality", OWNER, "--registry", told.url)
    assert "soroe proposal show p-digest 1" in shown.out
    assert voice(told, "p-digest", OWNER, told.tokens.owner).status_code in (200, 201)
    assert waiting(told.tokens.owner) == lines() == []


def test_what_happens_to_a_proposal_is_told(desk: Desk, told: Served) -> None:
    start(told, "p-told")
    assert propose(told, "p-told").status_code == 201
    decided = act(told, "p-told", "decide", edit=1, verdict="accept", reason="異議がないため")
    assert decided.is_success, decided.text
    waits = digest(desk, told, "--form", "p-told").out
    assert "昇格提案 1 「学年を広げる」は締め切られました" in waits
    published = act(told, "p-told", "publish", reason="至急のため")
    assert published.is_success, published.text
    found = digest(desk, told, "--form", "p-told", "--format", "json").json()
    assert not found.get("waiting")
    topics = [one["topic"] for one in found["events"]]
    assert sorted(topics) == sorted(
        ["core.published", "proposal.opened", "proposal.decided", "core.published",
         "proposal.published"]
    )  # fmt: skip
    out = digest(desk, told, "--form", "p-told").out
    assert "について決まりました: 採用" in out
    assert "が、共通コア 1.1.0 になりました" in out
    assert "理由: 異議がないため" in out
