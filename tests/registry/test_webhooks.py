"""Is everybody told who asked to be, signed, at least once, and nobody because of somebody else?"""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest
from standardwebhooks import Webhook as Verifier
from standardwebhooks import WebhookVerificationError

from registry.embedded import EmbeddedPostgres
from tests.registry import databases
from tests.registry.databases import OTHER, OWNER, rows
from tests.registry.documents import FORM, encoded, small_core, small_diff
from tests.registry.receivers import Receiver, Taken, receiving, until
from tests.registry.served import Served, Tokens, serving

PILOT = {"SOROE_WEBHOOK_NETWORKS": "127.0.0.0/8", "SOROE_WEBHOOK_PAUSES": "0,0"}
BASE = f"/api/v1/organisations/{OWNER}/webhooks"


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    with receiving() as made:
        yield made


@pytest.fixture
def told(running: Served) -> Iterator[Served]:
    """The registry; the owner's webhooks end with each test."""
    yield running
    for one in running.call("GET", BASE, running.tokens.owner).json()["webhooks"]:
        assert running.call("DELETE", f"{BASE}/{one['id']}", running.tokens.owner).is_success


@pytest.fixture(scope="module")
def running(cluster: EmbeddedPostgres, filled: Tokens) -> Iterator[Served]:
    """A registry whose operator allows targets on the loopback, and whose pauses are short."""
    with (
        databases.made(cluster.url, databases.TEMPLATE) as url,
        serving(url, filled, PILOT) as made,
    ):
        yield made


def add(registry: Served, url: str, **more: Any) -> Any:
    """A new webhook of the owner, with its secret; the form that it is for is there."""
    if "form" in more and registry.get(f"/forms/{more['form']}.json").status_code == 404:
        publish(registry, more["form"])
    answer = registry.call(
        "POST", BASE, registry.tokens.owner, content=encoded({"url": url, **more})
    )
    assert answer.status_code == 201, answer.text
    return answer.json()


def deliveries(registry: Served, webhook: Any, **query: Any) -> list[Any]:
    path = f"{BASE}/{webhook['id']}/deliveries"
    answer = registry.call("GET", path, registry.tokens.owner, params=query)
    assert answer.status_code == 200, answer.text
    found: list[Any] = answer.json()["deliveries"]
    return found


def publish(registry: Served, form: str) -> None:
    """Publish a form, or its next version."""
    known = registry.get(f"/forms/{form}.json")
    version = f"1.0.{len(known.json()['versions'])}" if known.is_success else "1.0.0"
    path = f"/api/v1/forms/{form}/versions/{version}"
    answer = registry.call("PUT", path, registry.tokens.steward, content=encoded(small_core()))
    assert answer.status_code == 201, answer.text


def ended(registry: Served, webhook: Any, state: str, count: int = 1) -> list[Any]:
    """The deliveries of a webhook as soon as so many are in a state."""

    def there() -> list[Any]:
        found = deliveries(registry, webhook, state=state)
        return found if len(found) >= count else []

    found: list[Any] = until(there, registry.log)
    return found


def test_what_is_published_arrives_signed(told: Served, receiver: Receiver) -> None:
    webhook = add(told, receiver.url("/a"), topics=["core.*"])
    publish(told, "signed")
    (taken,) = until(lambda: receiver.at("/a"), told.log)
    said = Verifier(webhook["secret"]).verify(taken.body, taken.headers)
    assert said["type"] == "core.published"
    assert said["data"]["name"] == "forms/signed/1.0.0"
    assert said["data"]["url"].endswith("/forms/signed/1.0.0.json")
    (sent,) = ended(told, webhook, "delivered")
    assert (sent["topic"], sent["status"], sent["attempts"]) == ("core.published", 204, 1)
    (listed,) = [
        one
        for one in told.call("GET", BASE, told.tokens.owner).json()["webhooks"]
        if one["id"] == webhook["id"]
    ]
    assert "secret" not in listed
    assert (listed["waiting"], listed["dead"]) == (0, 0)


def test_a_message_that_was_changed_on_the_way_is_noticed(told: Served, receiver: Receiver) -> None:
    webhook = add(told, receiver.url("/b"), topics=["core.published"])
    publish(told, "changed")
    (taken,) = until(lambda: receiver.at("/b"), told.log)
    forged = Taken("/b", taken.headers, taken.body.replace(b"changed", b"chanced"))
    with pytest.raises(WebhookVerificationError):
        Verifier(webhook["secret"]).verify(forged.body, forged.headers)
    other = {**taken.headers, "webhook-id": "msg_0"}
    with pytest.raises(WebhookVerificationError):
        Verifier(webhook["secret"]).verify(taken.body, other)


def test_only_what_was_asked_for_is_sent(told: Served, receiver: Receiver) -> None:
    mine = add(told, receiver.url("/mine"), municipality=OWNER)
    form = add(told, receiver.url("/form"), form="asked")  # which is published for it
    topic = add(told, receiver.url("/topic"), topics=["diff.published"], prefecture="990001")
    publish(told, "unasked")
    path = f"/api/v1/forms/asked/local/{OWNER}/1"
    body = encoded(small_diff(OWNER, form="asked"))
    assert told.call("PUT", path, told.tokens.owner, content=body).status_code == 201
    publish(told, "asked")

    def names(webhook: Any, count: int) -> list[tuple[str, str]]:
        return sorted((d["topic"], d["name"]) for d in ended(told, webhook, "delivered", count))

    diff = ("diff.published", f"forms/asked/local/{OWNER}/1")
    newer = ("core.published", "forms/asked/1.0.1")
    rebase = ("rebase.prepared", f"forms/asked/local/{OWNER}/rebase")
    assert names(form, 3) == [newer, diff, rebase]
    assert names(mine, 3) == [newer, diff, rebase]
    assert names(topic, 1) == [diff]


def test_feed_and_webhook_tell_the_same(told: Served, receiver: Receiver) -> None:
    """One rule says whom an event concerns, wherever it is asked."""
    sql = """select o.id from outbox o, (values (null, '99'), (null, '999903'), ('asked', '99'),
        ('small-form', null), (null, null)) as w (form, area)
      where event_concerns(o.form, o.municipality, w.form, w.area) <> (o.id in
        (select id from events_page(w.form, w.area, 1000000, '-infinity', 1000)))"""
    assert not rows(told.database, sql)


def test_a_target_that_fails_is_tried_again_and_then_given_up(
    told: Served, receiver: Receiver
) -> None:
    receiver.statuses |= {"/later": [500, 503, 200], "/never": [500]}
    later = add(told, receiver.url("/later"), form="again")
    never = add(told, receiver.url("/never"), form="again")
    publish(told, "again")
    (sent,) = ended(told, later, "delivered")
    assert (sent["attempts"], sent["status"]) == (3, 200)
    assert len({one.headers["webhook-id"] for one in receiver.at("/later")}) == 1
    (dead,) = ended(told, never, "dead")
    assert (dead["attempts"], dead["status"], dead["reason"]) == (3, 500, "status")

    receiver.statuses["/never"] = [200]
    path = f"{BASE}/{never['id']}/deliveries/{dead['id']}/redeliver"
    answer = told.call("POST", path, told.tokens.owner, content=b"")
    assert (answer.status_code, answer.json()["state"]) == (200, "waiting")
    (sent,) = ended(told, never, "delivered")
    assert (sent["id"], sent["attempts"], sent["reason"]) == (dead["id"], 1, None)


def test_a_redirect_is_not_followed(told: Served, receiver: Receiver) -> None:
    receiver.statuses["/moved"] = [307]
    webhook = add(told, receiver.url("/moved"), form="moved")
    publish(told, "moved")
    (dead,) = ended(told, webhook, "dead")
    assert (dead["status"], dead["reason"]) == (307, "redirect")
    assert not receiver.at("/elsewhere")


def test_a_target_that_is_gone_is_told_nothing_more(told: Served, receiver: Receiver) -> None:
    receiver.statuses["/gone"] = [410]
    webhook = add(told, receiver.url("/gone"), form="gone")
    publish(told, "gone")
    until(
        lambda: (
            webhook["id"]
            not in [w["id"] for w in told.call("GET", BASE, told.tokens.owner).json()["webhooks"]]
        ),
        told.log,
    )
    assert len(receiver.at("/gone")) == 1


def test_an_answer_without_end_is_cut_off(told: Served, receiver: Receiver) -> None:
    webhook = add(told, receiver.url("/endless"), form="endless")
    publish(told, "endless")
    (sent,) = ended(told, webhook, "delivered")
    assert sent["status"] == 204 or sent["status"] == 200


def test_targets_that_never_answer_do_not_hold_up_others(told: Served, receiver: Receiver) -> None:
    """Each has its own two places; more messages wait for one of them than a batch holds."""
    slow = add(told, receiver.url("/hang"), topics=["core.published"], form="held")
    sql = "insert into outbox (topic, name) select 'core.published', 'forms/held/2.0.' || n from generate_series(1, 300) n"
    rows(told.database, sql)
    until(lambda: receiver.at("/hang"), told.log)
    quick = add(told, receiver.url("/quick"), form="quick")
    publish(told, "quick")
    (sent,) = ended(told, quick, "delivered")
    assert sent["attempts"] == 1
    assert len(receiver.at("/hang")) == 2
    path = f"{BASE}/{slow['id']}"
    assert told.call("DELETE", path, told.tokens.owner).status_code == 200
    state = "select state, reason, count(*) from webhook_delivery where webhook = $1 group by 1, 2"
    assert [tuple(r) for r in rows(told.database, state, slow["id"])] == [("dead", "ended", 300)]
    assert not rows(
        told.database, "select from pgqueuer where entrypoint like '%' || $1", slow["id"]
    )


def test_what_is_refused_leaves_no_message(told: Served, receiver: Receiver) -> None:
    webhook = add(told, receiver.url("/refused"))
    path = "/api/v1/forms/refused/versions/1.0.0"
    answer = told.call("PUT", path, told.tokens.steward, content=b'{"type": "object"}')
    assert answer.status_code == 422
    assert not deliveries(told, webhook)
    assert told.call("DELETE", f"{BASE}/{webhook['id']}", told.tokens.owner).is_success


def test_a_test_message_is_sent_on_request(told: Served, receiver: Receiver) -> None:
    webhook = add(told, receiver.url("/test"), topics=["citation.amended"])
    answer = told.call("POST", f"{BASE}/{webhook['id']}/test", told.tokens.owner, content=b"")
    assert (answer.status_code, answer.json()["topic"]) == (201, "webhook.test")
    (taken,) = until(lambda: receiver.at("/test"), told.log)
    said = Verifier(webhook["secret"]).verify(taken.body, taken.headers)
    assert (said["type"], said["data"]) == ("webhook.test", None)


def test_what_waits_when_a_process_dies_is_sent_by_the_next(
    cluster: EmbeddedPostgres, filled: Tokens, receiver: Receiver
) -> None:
    with databases.made(cluster.url, databases.TEMPLATE) as url:
        with serving(url, filled, PILOT) as first:
            webhook = add(first, receiver.url("/hang"), form="died")
            publish(first, "died")
            until(lambda: receiver.at("/hang"), first.log)
            first.process.kill()
            first.process.wait()
        moved = "update webhook set url = $1 returning id"
        rows(url, moved, receiver.url("/next"))
        rows(url, "update pgqueuer set heartbeat = now() - interval '1 hour' returning id")
        with serving(url, filled, PILOT) as second:
            (sent,) = ended(second, webhook, "delivered")
    assert sent["topic"] == "core.published"
    assert (
        receiver.at("/next")[0].headers["webhook-id"]
        == receiver.at("/hang")[0].headers["webhook-id"]
    )


def test_a_lost_connection_to_the_queue_is_made_anew(told: Served, receiver: Receiver) -> None:
    webhook = add(told, receiver.url("/before"), form="lost")
    publish(told, "lost")
    ended(told, webhook, "delivered")
    sql = """select pg_terminate_backend(pid) from pg_stat_activity
      where application_name = 'soroe-queue' and datname = current_database()"""
    assert rows(told.database, sql)
    publish(told, "lost")
    ended(told, webhook, "delivered", 2)


def test_a_stopping_process_gives_back_what_is_under_way(
    cluster: EmbeddedPostgres, filled: Tokens, receiver: Receiver
) -> None:
    with databases.made(cluster.url, databases.TEMPLATE) as url:
        with serving(url, filled, PILOT) as first:
            add(first, receiver.url("/hang"), form="stopped")
            publish(first, "stopped")
            until(lambda: receiver.at("/hang"), first.log)
        (job,) = rows(url, "select status from pgqueuer")
        (delivery,) = rows(url, "select state, attempts from webhook_delivery")
    assert (job[0], *delivery) == ("queued", "waiting", 0)


def test_another_organisation_sees_and_changes_nothing(told: Served, receiver: Receiver) -> None:
    webhook = add(told, receiver.url("/own"), form="own")
    one = f"{BASE}/{webhook['id']}"
    for method, path, body in (
        ("GET", BASE, None),
        ("POST", BASE, encoded({"url": receiver.url("/x")})),
        ("DELETE", one, None),
        ("POST", f"{one}/test", b""),
        ("GET", f"{one}/deliveries", None),
        ("POST", f"{one}/deliveries/1/redeliver", b""),
    ):
        more = {} if body is None else {"content": body}
        answer = told.call(method, path, told.tokens.other, **more)
        assert answer.json()["type"].endswith("/problems/not-your-organisation"), answer.text
        other = path.replace(OWNER, OTHER)
        if method != "POST" or body == b"":
            answer = told.call(method, other, told.tokens.other, **more)
            assert other == f"/api/v1/organisations/{OTHER}/webhooks" or answer.status_code == 404
    assert told.call("GET", f"{one}/deliveries", told.tokens.steward).status_code == 200


@pytest.mark.parametrize(
    ("body", "status", "kind"),
    [
        ({"topics": ["core.burnt"]}, 422, "webhook-topic-unknown"),
        ({"topics": ["*"]}, 422, "webhook-topic-unknown"),
        ({"form": "nowhere"}, 404, "no-such-form"),
        ({"municipality": "999904"}, 400, "check-digit-wrong"),
        ({"municipality": OWNER, "prefecture": "990001"}, 400, "parameter-invalid"),
        ({"prefecture": OWNER}, 400, "parameter-invalid"),
        ({"secret": "mine"}, 400, "request-invalid"),
    ],
)
def test_what_cannot_be_is_refused(
    told: Served, receiver: Receiver, body: Any, status: int, kind: str
) -> None:
    content = encoded({"url": receiver.url("/bad"), **body})
    answer = told.call("POST", BASE, told.tokens.owner, content=content)
    assert (answer.status_code, answer.json()["type"].rpartition("/")[2]) == (status, kind)
    assert not [
        w
        for w in told.call("GET", BASE, told.tokens.owner).json()["webhooks"]
        if w["url"].endswith("/bad")
    ]


def test_there_are_not_two_of_one_address_and_not_too_many(
    told: Served, receiver: Receiver
) -> None:
    tokens, path = told.tokens, f"/api/v1/organisations/{OTHER}/webhooks"

    def made(name: str) -> str:
        body = encoded({"url": receiver.url(name), "form": FORM})
        answer = told.call("POST", path, tokens.other, content=body)
        return "" if answer.status_code == 201 else answer.json()["type"].rpartition("/")[2]

    assert made("/0") == ""
    assert made("/0") == "webhook-exists"
    assert {made(f"/{n}") for n in range(1, 20)} == {""}
    assert made("/20") == "webhooks-full"


def test_the_secret_is_shown_once_and_not_logged(told: Served, receiver: Receiver) -> None:
    webhook = add(told, receiver.url("/secret"), form="secret")
    assert webhook["secret"].startswith("whsec_")
    listed = json.dumps(told.call("GET", BASE, told.tokens.owner).json())
    assert webhook["secret"] not in listed + told.log()
    audit = told.call("GET", "/api/v1/audit", told.tokens.auditor).json()["entries"]
    assert f"webhooks/{webhook['id']}" in {entry["object"] for entry in audit}
