"""Does a client notice every way in which a registry can lie about its log? Asked over real HTTP."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import msgspec
import pytest

from soroe.checkpoint import AHEAD
from soroe.errors import DocumentError, IntegrityError, Problem, RegistryError, SoroeError
from soroe.flows import Flow, Request, Response
from soroe.flows.audit import Audited, audit_log, list_all
from soroe.flows.log import Seen, Verified, prove_name, verify_log
from soroe.jsontext import digest
from soroe.known import Known
from soroe.signing import PublicKey, SigningKey
from soroe.testing import MemoryRegistry
from soroe.testing_log import MemoryLog
from tests.client.drive import KINDS, Kind, run
from tests.client.samples import CODE, CORE, FORM, core, diff

NOON = 1_795_348_800
WEEK = 7 * 24 * 3600


class Place(msgspec.Struct):
    registry: MemoryRegistry
    url: str
    kind: Kind

    def verify(
        self, seen: Seen | None = None, key: PublicKey | None = None,
        now: int = NOON, max_age: int | None = WEEK,
    ) -> Verified:  # fmt: skip
        return run(self.kind, self.url, lambda: verify_log(seen, key, now, max_age))

    def refusal(self, seen: Seen | None = None, **more: object) -> Problem:
        with pytest.raises(IntegrityError) as caught:
            self.verify(seen, **more)  # type: ignore[arg-type] # as in `verify`
        return caught.value.problem

    def audit(self) -> Audited:
        first = self.verify()
        listed = run(self.kind, self.url, list_all)
        later = self.verify(first.seen)
        return run(
            self.kind, self.url, lambda: audit_log(first.checkpoint.size, listed, later.checkpoint)
        )


@pytest.fixture(params=KINDS)
def place(request: pytest.FixtureRequest) -> Iterator[Place]:
    registry = MemoryRegistry()
    registry.log.stamped = NOON - 3600
    registry.publish_core(FORM, "1.0.0", CORE)
    for highest in (3, 4, 5):
        registry.publish_diff(diff(highest))
    with registry.serve() as url:
        yield Place(registry, url, request.param)


def grow(log: MemoryLog, count: int) -> int:
    for _ in range(count):
        log.append(f"forms/more/{len(log.leaves)}.0.0", digest(len(log.leaves)))
    return len(log.leaves)


def test_a_log_is_trusted_at_first_sight_and_followed_from_then_on(place: Place) -> None:
    first = place.verify()
    assert (first.checkpoint.size, first.before, first.age) == (4, None, 3600)
    for more in (0, 1, 251, 1, 300):  # over the ends of tiles
        grow(place.registry.log, more)
        later = place.verify(first.seen)
        assert later.before == first.checkpoint
        assert later.checkpoint.size == first.checkpoint.size + more
        first = later


def test_a_key_that_was_given_by_hand_is_the_one_that_counts(place: Place) -> None:
    key = place.registry.log.key.public
    assert place.verify(key=key).key == key
    stranger = SigningKey.new("registry.test").public
    assert place.refusal(key=stranger).type == "key-other"
    assert place.refusal(place.verify().seen, key=stranger).type == "key-other"


@pytest.mark.parametrize(
    ("lie", "noticed"),
    [
        (lambda log: log.rewrite(0), "log-forked"),
        (lambda log: (log.rewrite(299), grow(log, 1)), "log-forked"),
        (lambda log: (log.rewrite(150), grow(log, 400)), "log-forked"),
        (lambda log: log.cut(299), "log-rolled-back"),
        (lambda log: log.cut(0), "log-rolled-back"),
        (lambda log: (log.cut(200), grow(log, 100)), None),  # the same again is no lie
        (lambda log: (log.cut(200), grow(log, 1), log.rewrite(200), grow(log, 300)), "log-forked"),
        (lambda log: log.leaves.reverse(), "log-forked"),
        (lambda log: log.replace_key(), "key-other"),
        (lambda log: setattr(log, "stamped", NOON - WEEK - 1), "checkpoint-stale"),
        (lambda log: setattr(log, "stamped", 0), "checkpoint-stale"),
        (lambda log: setattr(log, "stamped", NOON + AHEAD + 1), "checkpoint-ahead"),
        (lambda log: log.turn(), None),
        (lambda log: (log.turn(), log.rewrite(7)), "log-forked"),
    ],
)
def test_what_was_seen_once_is_never_taken_back_unseen(
    place: Place, lie: Callable[[MemoryLog], object], noticed: str | None
) -> None:
    log = place.registry.log
    grow(log, 296)
    seen = place.verify().seen
    lie(log)
    if noticed is None:
        assert place.verify(seen).before == seen.checkpoint
    else:
        assert place.refusal(seen).type == noticed


def test_the_next_key_is_followed_and_the_one_before_no_longer_counts(place: Place) -> None:
    log = place.registry.log
    old_key, old_chain = log.key, log.chain
    first = place.verify()
    log.turn()
    log.turn()
    turned = place.verify(first.seen)
    assert len(turned.turned) == 2
    assert turned.key == log.key.public != old_key.public
    assert place.verify(key=old_key.public).key == log.key.public
    log.key, log.chain = old_key, old_chain  # whoever stole the old key
    assert place.refusal(turned.seen).type == "key-other"
    log.chain = old_chain.turn(old_key, turned.key)  # and knows what came after it
    assert place.refusal(turned.seen).type == "signature-missing"


def test_a_wrong_clock_of_the_reader_is_said_and_can_be_left_aside(place: Place) -> None:
    assert place.refusal(now=0).type == "checkpoint-ahead"
    assert place.refusal(now=NOON + 2 * WEEK).params == {"hours": "337", "limit": "168"}
    assert place.verify(now=0, max_age=None).age is None


def test_two_readers_who_are_shown_different_logs_see_it_when_they_meet(place: Place) -> None:
    one = place.verify().seen
    place.registry.log.rewrite(2)
    other = place.verify().seen
    assert one.size == other.size
    assert place.refusal(one).type == "log-forked"


def answered(place: Place, path: str, answer: Response | None) -> None:
    """From now on the registry answers a path in its own way."""
    usual = place.registry.answer

    def answering(request: Request) -> Response:
        if request.path.startswith(path):
            return answer or Response(404, {"content-type": "text/html"}, b"not found")
        return usual(request)

    place.registry.answer = answering  # type: ignore[method-assign] # a registry that lies


GARBAGE = Response(200, {"content-type": "text/html"}, b"<html>\xff</html>")
EMPTY = Response(200, {"content-type": "application/json"}, b'{"keys": []}')


@pytest.mark.parametrize(
    ("path", "answer", "noticed"),
    [
        ("/checkpoint", GARBAGE, "note-malformed"),
        ("/checkpoint", Response(200, {}, b"registry.test\n4\n"), "note-malformed"),
        ("/checkpoint", None, "unexpected-answer"),
        ("/keys.json", GARBAGE, "unexpected-answer"),
        ("/keys.json", EMPTY, "keys-malformed"),
        ("/keys.json", Response(200, {}, b'{"keys": 1}'), "keys-malformed"),
        ("/keys.json", None, "unexpected-answer"),
        ("/log/tile/0", None, "log-file-missing"),
        ("/log/tile/0", Response(200, {}, b""), "log-tile-broken"),
        ("/log/tile/0", Response(200, {}, bytes(32 * 300)), "log-tile-broken"),
        ("/log/tile/0", Response(200, {}, bytes(32 * 44)), "log-forked"),
    ],
)
def test_answers_that_are_no_log_are_named(
    place: Place, path: str, answer: Response | None, noticed: str
) -> None:
    seen = place.verify().seen
    grow(place.registry.log, 40)
    answered(place, path, answer)
    with pytest.raises(SoroeError) as caught:
        place.verify(seen)
    assert not isinstance(caught.value, RegistryError | DocumentError)
    assert caught.value.problem.type == noticed


def included(place: Place, name: str) -> object:
    checkpoint = place.verify().checkpoint
    return run(place.kind, place.url, lambda: prove_name(name, checkpoint))


def test_a_document_is_proved_to_be_the_one_that_was_published(place: Place) -> None:
    grow(place.registry.log, 300)
    place.registry.publish_core(FORM, "2.0.0", core(maximum=2))
    checkpoint = place.verify().checkpoint
    for name, index, document in [
        (f"forms/{FORM}/1.0.0", 0, CORE),
        (f"forms/{FORM}/local/{CODE}/2", 2, diff(4)),
        (f"forms/{FORM}/2.0.0", 304, core(maximum=2)),
    ]:
        flow: Callable[[], Flow[object]] = lambda n=name: prove_name(n, checkpoint)  # type: ignore[misc] # noqa: E731
        found = run(place.kind, place.url, flow)
        assert (found.name, found.index, found.document) == (name, index, document)  # type: ignore[attr-defined]
    with pytest.raises(DocumentError) as caught:
        included(place, "forms/none/1.0.0")
    assert caught.value.problem.type == "not-in-log"


def test_a_document_that_was_exchanged_or_hidden_is_noticed(place: Place) -> None:
    name = f"forms/{FORM}/1.0.0"
    body = b'{"title": "another"}'
    answered(place, f"/{name}.json", Response(200, {"content-type": "application/json"}, body))
    with pytest.raises(IntegrityError) as caught:
        included(place, name)
    assert caught.value.problem.type == "digest-mismatch"
    answered(place, f"/{name}.json", None)
    with pytest.raises(IntegrityError) as caught:
        included(place, name)
    assert caught.value.problem.type == "log-file-missing"


def test_entries_that_do_not_fit_the_root_prove_nothing(place: Place) -> None:
    checkpoint = place.verify().checkpoint
    place.registry.log.rewrite(0)
    with pytest.raises(IntegrityError) as caught:
        run(place.kind, place.url, lambda: prove_name(f"forms/{FORM}/1.0.0", checkpoint))
    assert caught.value.problem.type == "log-inclusion-broken"


def test_an_audit_holds_every_listing_against_the_log(place: Place) -> None:
    assert place.audit() == Audited(entries=4, listed=4)


def swap_diff(registry: MemoryRegistry) -> None:
    known = registry._diffs[FORM, CODE]
    known[1] = (diff(2), known[1][1])


@pytest.mark.parametrize(
    ("lie", "noticed"),
    [
        (lambda r: r._diffs[FORM, CODE].pop(), "listing-lacks"),
        (lambda r: r._diffs.clear(), "listing-lacks"),
        (lambda r: (r._diffs.clear(), r._cores.clear()), "listing-lacks"),
        (swap_diff, "listing-differs"),
        (lambda r: r._diffs[FORM, CODE].reverse(), "listing-differs"),
        (lambda r: r._cores[FORM].update({"1.0.0": (core(), core(maximum=2))}), "listing-differs"),
        (lambda r: r._cores[FORM].update({"1.0.1": (CORE, CORE)}), "listing-unlogged"),
        (lambda r: r.log.leaves.append(r.log.leaves[0]), "log-name-twice"),
    ],
)
def test_an_audit_notices_what_was_dropped_exchanged_renumbered_or_smuggled_in(
    place: Place, lie: Callable[[MemoryRegistry], object], noticed: str
) -> None:
    lie(place.registry)
    with pytest.raises(IntegrityError) as caught:
        place.audit()
    assert caught.value.problem.type == noticed


def test_an_audit_notices_entries_that_are_not_the_signed_ones(place: Place) -> None:
    checkpoint = place.verify().checkpoint
    listed = run(place.kind, place.url, list_all)
    place.registry.log.rewrite(3)
    with pytest.raises(IntegrityError) as caught:
        run(place.kind, place.url, lambda: audit_log(4, listed, checkpoint))
    assert caught.value.problem.type == "log-entries-differ"


def test_what_was_seen_is_remembered_for_each_registry(tmp_path: Path, place: Place) -> None:
    known = Known(tmp_path / "known")
    assert known.get(place.url) is None
    seen = place.verify().seen
    known.put(place.url, seen)
    assert Known(tmp_path / "known").get(place.url) == seen
    assert known.get("https://elsewhere.example") is None
    assert known.forget(place.url)
    assert not known.forget(place.url)
    assert known.get(place.url) is None


@pytest.mark.parametrize("spoiled", [b"", b"{}", b"no json", b"\xff", None])
def test_a_memory_that_cannot_be_read_is_not_the_first_time(
    tmp_path: Path, place: Place, spoiled: bytes | None
) -> None:
    known = Known(tmp_path)
    known.put(place.url, place.verify().seen)
    content = known.path(place.url).read_bytes()
    other = content.replace(place.url.encode(), b"https://elsewhere.example")
    known.path(place.url).write_bytes(other if spoiled is None else spoiled)
    with pytest.raises(DocumentError) as caught:
        known.get(place.url)
    assert caught.value.problem.type == "known-unreadable"
    assert str(known.path(place.url)) in caught.value.problem.params["file"]
