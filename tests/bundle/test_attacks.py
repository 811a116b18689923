"""Is every attack noticed: by who carries the file, and by a registry that lies?

The attacks are those of TUF (changed, rolled back, frozen, mixed, dropped, renumbered, forked). A
registry that lies signs what it likes: then the log and the digests must give it away.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from soroe.bundle import trust, unseal
from soroe.bundle.verify import notices
from soroe.errors import IntegrityError
from soroe.jsontext import digest, read
from soroe.signing import PublicKey
from tests.bundle.world import CODE, CORE, FORM, START, World, core, edited, small

CORE_PATH = f"/forms/{FORM}/1.1.0.json"
OLD_PATH = f"/forms/{FORM}/1.0.0.json"
DIFF_PATH = f"/forms/{FORM}/local/{CODE}/2.diff.json"
LISTING = f"/forms/{FORM}.json"
LOCAL = f"/forms/{FORM}/local/{CODE}.json"

Documents = dict[str, dict[str, Any]]


def refusal(world: World, data: bytes) -> str:
    with pytest.raises(IntegrityError) as refused:
        world.open(data)
    return refused.value.problem.type


def lie(act: Callable[[Documents], None]) -> tuple[World, bytes]:
    """A bundle whose registry has changed its documents, and signed that."""
    world = small()
    payload = json.loads(world.payload())
    documents: Documents = {one["path"]: one for one in payload["documents"]}
    act(documents)
    payload["documents"] = [documents[path] for path in sorted(documents)]
    return world, world.seal(json.dumps(payload, ensure_ascii=False).encode())


def retold(one: dict[str, Any], value: Any) -> None:
    one["text"] = json.dumps(value, ensure_ascii=False)
    one["digest"] = digest(read(one["text"].encode()))


def other_core(there: Documents) -> None:
    retold(there[CORE_PATH], core(maximum=9))


def text_alone(there: Documents) -> None:
    there[CORE_PATH]["text"] = json.dumps(core(maximum=9))


def under_each_others_names(there: Documents) -> None:
    first, second = there[OLD_PATH], there[CORE_PATH]
    first["path"], second["path"] = CORE_PATH, OLD_PATH


def renumbered(there: Documents) -> None:
    first, second = there[OLD_PATH], there[CORE_PATH]
    first["index"], second["index"] = second["index"], first["index"]


def later_than_it_was(there: Documents) -> None:
    there[CORE_PATH]["recordedAt"] = "2027-01-01T00:00:00.000000Z"


def beside_the_log(there: Documents) -> None:
    there[CORE_PATH].pop("index")
    there[CORE_PATH].pop("recordedAt")


def dropped(there: Documents) -> None:
    del there[CORE_PATH]


def dropped_diff(there: Documents) -> None:
    del there[DIFF_PATH]


def hidden(there: Documents) -> None:
    listing = json.loads(there[LISTING]["text"])
    listing["versions"] = [v for v in listing["versions"] if v["version"] != "1.1.0"]
    retold(there[LISTING], listing)


def hidden_revision(there: Documents) -> None:
    listing = json.loads(there[LOCAL]["text"])
    listing["revisions"].pop()
    retold(there[LOCAL], listing)


def listing_of_another_time(there: Documents) -> None:
    listing = json.loads(there[LISTING]["text"])
    listing["versions"][0]["digest"] = listing["versions"][1]["digest"]
    retold(there[LISTING], listing)


def listing_gone(there: Documents) -> None:
    del there[LISTING]


def not_json(there: Documents) -> None:
    there[LISTING]["text"] = "{"


@pytest.mark.parametrize(
    ("act", "expected"),
    [
        (other_core, "bundle-document-unproved"),
        (text_alone, "bundle-document-differs"),
        (under_each_others_names, "bundle-document-unproved"),
        (renumbered, "bundle-document-unproved"),
        (later_than_it_was, "bundle-document-unproved"),
        (beside_the_log, "bundle-document-unproved"),
        (dropped, "bundle-incomplete"),
        (dropped_diff, "bundle-incomplete"),
        (hidden, "bundle-version-hidden"),
        (hidden_revision, "bundle-version-hidden"),
        (listing_of_another_time, "bundle-document-differs"),
        (listing_gone, "bundle-version-hidden"),
        (not_json, "bundle-malformed"),
    ],
    ids=lambda one: getattr(one, "__name__", None),
)
def test_a_registry_that_lies_is_given_away(
    act: Callable[[Documents], None], expected: str
) -> None:
    assert refusal(*lie(act)) == expected


def test_the_same_way_of_making_a_bundle_without_a_lie_is_taken() -> None:
    world, data = lie(lambda _: None)
    assert world.open(data).payload.serial == world.serial


def test_two_texts_for_one_path_are_refused() -> None:
    world = small()
    documents = json.loads(world.payload())["documents"]
    doubled = edited(world.payload(), documents=[*documents, documents[0]])
    assert refusal(world, world.seal(doubled)) == "bundle-malformed"


def test_a_log_that_is_not_the_signed_one_is_refused() -> None:
    world, other = small(), World().core("1.0.0", core(maximum=5))
    for member in ("hashes", "checkpoint"):
        mixed = edited(world.payload(), **{member: json.loads(other.payload())[member]})
        assert refusal(world, world.seal(mixed)) in {
            "bundle-log-differs",
            "bundle-document-unproved",
        }


def test_a_delta_that_says_it_follows_another_log_is_refused() -> None:
    world = small()
    payload = json.loads(world.payload(since=2))
    other = json.loads(
        World().core("1.0.0").diff(5).core("1.1.0", core(maximum=9)).payload(since=2)
    )
    forked = edited(world.payload(since=2), extends=other["extends"])
    assert refusal(world, world.seal(forked)) == "bundle-log-differs"
    too_long = payload["extends"] | {"size": 99}
    assert (
        refusal(world, world.seal(edited(world.payload(since=2), extends=too_long)))
        == "bundle-log-differs"
    )


def test_a_checkpoint_of_another_registry_is_refused() -> None:
    world, other = small(), World(b"9").core("1.0.0")
    mixed = edited(world.payload(), checkpoint=other.note())
    assert refusal(world, world.seal(mixed)) in {"signature-broken", "signature-missing"}


# ---- keys


def test_without_a_pinned_key_nothing_is_trusted_and_the_key_is_shown() -> None:
    world = small()
    with pytest.raises(IntegrityError) as refused:
        trust(unseal([world.bundle()]), None)
    assert refused.value.problem.type == "bundle-key-unknown"
    assert refused.value.problem.params == {"key": str(world.key)}


def test_another_registrys_key_is_refused() -> None:
    stranger = World(b"2").core("1.0.0")
    with pytest.raises(IntegrityError) as refused:
        trust(unseal([stranger.bundle()]), small().pin)
    assert refused.value.problem.type == "key-other"


def test_a_new_key_is_trusted_because_the_old_one_announced_it() -> None:
    world = small().turn(b"2").core("1.2.0", core(maximum=8))
    trusted = world.open(world.bundle())
    assert trusted.sealed.key != world.pin
    assert world.turn(b"3").open(world.bundle()).sealed.key == world.key.public


def test_a_checkpoint_signed_before_the_key_was_turned_is_still_the_registrys() -> None:
    world = small()
    note = world.note()
    world.turn(b"2")
    kept = edited(world.payload(), checkpoint=note)
    assert world.open(world.seal(kept)).checkpoint.size == 5


def test_who_pinned_the_new_key_does_not_go_back_to_the_old_one() -> None:
    world = small()
    old = world.bundle()
    world.turn(b"2")
    with pytest.raises(IntegrityError) as refused:
        trust(unseal([old]), world.key.public)
    assert refused.value.problem.type == "key-other"


def test_a_new_key_that_nobody_announced_is_refused() -> None:
    world = small()
    thief = World(b"6")
    thief.leaves, thief.registry = world.leaves, world.registry
    envelope = json.loads(thief.bundle())
    genuine = json.loads(small().turn(b"2").bundle())
    for keys in (
        [json.loads(world.bundle())["keys"][0], *envelope["keys"]],
        [*genuine["keys"], *envelope["keys"]],
        [genuine["keys"][0], genuine["keys"][1] | {"key": envelope["keys"][0]["key"]}],
    ):
        forged = json.dumps(envelope | {"keys": keys}).encode()
        assert refusal(world, forged) == "key-announcement-broken"


# ---- formats and clocks


def test_a_bundle_of_a_later_format_asks_for_a_newer_program() -> None:
    world = small()
    later = edited(world.payload(), format=2, unheardOf=True)
    assert refusal(world, world.seal(later)) == "bundle-too-new"


@pytest.mark.parametrize("member", ["serial", "created", "hashes", "documents", "registry"])
def test_a_payload_without_a_member_is_malformed(member: str) -> None:
    world = small()
    payload = json.loads(world.payload())
    del payload[member]
    assert refusal(world, world.seal(json.dumps(payload).encode())) == "bundle-malformed"


@pytest.mark.parametrize("moment", ["2027-04-01", "2027-04-01T00:00:00", "tomorrow", 0, None])
def test_a_moment_without_its_zone_is_malformed(moment: object) -> None:
    world = small()
    assert refusal(world, world.seal(edited(world.payload(), created=moment))) == "bundle-malformed"


@pytest.mark.parametrize(
    ("after", "expected"),
    [
        (timedelta(), ()),
        (timedelta(days=91), ()),
        (timedelta(days=92, hours=-1), ()),
        (timedelta(days=92, hours=1), ("bundle-expired",)),
        (timedelta(hours=-23), ()),
        (timedelta(days=-2), ("bundle-ahead",)),
        (timedelta(days=-9000), ("bundle-ahead",)),
    ],
    ids=str,
)
def test_a_bundle_says_that_it_is_old_or_the_clock_is_wrong(
    after: timedelta, expected: tuple[str, ...]
) -> None:
    payload = small().open(small().bundle()).payload
    assert tuple(p.type for p in notices(payload, START + after)) == expected


def test_the_pinned_key_in_another_spelling_is_no_other_key() -> None:
    world = small()
    assert trust(unseal([world.bundle()]), PublicKey.parse(f" {world.pin}\n")).payload.format == 1


def test_the_sample_holds_what_the_attacks_are_on() -> None:
    world = small()
    paths = world.open(world.bundle()).paths
    assert {CORE_PATH, OLD_PATH, DIFF_PATH, LISTING, LOCAL} <= paths.keys()
    assert json.loads(paths[OLD_PATH].body) == CORE
