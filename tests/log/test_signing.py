"""Is a note opened only where the named key signed these very bytes, and read as others read it?"""

import base64
from collections.abc import Callable

import pytest

from soroe.checkpoint import AHEAD, Checkpoint, advance, check_age, open_checkpoint
from soroe.errors import DocumentError, IntegrityError
from soroe.keychain import Keychain, Link
from soroe.proof import Tree, leaf_hash
from soroe.signing import PublicKey, SigningKey, open_note, stamped_at

GO_KEY = "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW"
GO_NOTE = (  # the example of the reference implementation, golang.org/x/mod/sumdb/note
    "If you think cryptography is the answer to your problem,\n"
    "then you don't know what your problem is.\n\n"
    "— PeterNeumann x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM=\n"
)

KEY = SigningKey("registry.example", bytes(range(32)))
NEXT = SigningKey("registry.example", bytes(range(1, 33)))
THIRD = SigningKey("registry.example", bytes(range(2, 34)))
TREE = Tree(leaf_hash(b"%d" % i) for i in range(20))
NOON = 1_795_348_800
FORGED = Tree(leaf_hash(b"%d!" % i) for i in range(20))


def state(size: int, tree: Tree = TREE) -> Checkpoint:
    return Checkpoint("registry.example", size, tree.root(size))


def refusal(function: Callable[..., object], *arguments: object) -> str:
    with pytest.raises((IntegrityError, DocumentError)) as caught:
        function(*arguments)
    return caught.value.problem.type


def test_the_note_of_the_reference_implementation_opens() -> None:
    key = PublicKey.parse(GO_KEY)
    assert (key.id, str(key)) == ("c74f20a3", GO_KEY)
    assert open_note(GO_NOTE, key).endswith("what your problem is.\n")
    assert refusal(open_note, GO_NOTE.replace("don't", "do"), key) == "signature-broken"
    assert refusal(open_note, GO_NOTE, KEY.public) == "signature-missing"


def test_a_key_survives_being_written_down() -> None:
    for key in (KEY, SigningKey.new("localhost:8000")):
        assert SigningKey.parse(key.private + "\n") == key
        assert PublicKey.parse(str(key)) == key.public
        assert key.private not in f"{key} {key!r}"
        assert base64.b64encode(key.seed).decode() not in f"{key} {key!r}"


@pytest.mark.parametrize("name", ["", "two words", "plus+sign", "line\nend"])
def test_a_name_that_would_be_read_otherwise_is_refused(name: str) -> None:
    with pytest.raises(ValueError, match="name"):
        SigningKey.new(name)


@pytest.mark.parametrize(
    "text",
    ["", "registry.example", "a+b+c", GO_KEY[:-1], GO_KEY.replace("c74f20a3", "c74f20a4"),
     GO_KEY.replace("Peter", "peter"), GO_KEY.replace("+ARpc", "+AhpC"), GO_KEY + "="],
)  # fmt: skip
def test_a_key_with_a_slip_is_no_key(text: str) -> None:
    assert refusal(PublicKey.parse, text) == "key-invalid"
    assert refusal(SigningKey.parse, "PRIVATE+KEY+" + text) == "signing-key-invalid"


def test_the_refusal_of_a_secret_does_not_show_it() -> None:
    with pytest.raises(DocumentError) as caught:
        SigningKey.parse(KEY.private[:-2])
    assert not caught.value.problem.params


@pytest.mark.parametrize(
    "note",
    ["", "text\n", "\n\n— a AAAAAAAA\n", "text\n\n", "text\n\nno signature\n", "text\n\n— a AAAA",
     "text\n\n-- a AAAAAAAA\n", "text\n\n— a b AAAAAAAA\n", "text\n\n— a ????\n",
     "text\n\n— a AAAAAAAB=\n", "text\n\n— a AAAA\n", "te\rxt\n\n— a AAAAAAAA\n",
     "text\n\n" + "— a AAAAAAAA\n" * 101, "text\n\n— a AAAAAAAA\n\n"],
)  # fmt: skip
def test_what_is_no_note_is_refused_as_such(note: str) -> None:
    assert refusal(open_note, note, KEY.public) == "note-malformed"


@pytest.mark.parametrize("text", ["", "no end", "a\n\nb\n", "x" * 600_000 + "\n"])
def test_no_note_is_signed_that_would_not_open(text: str) -> None:
    with pytest.raises(ValueError, match="note"):
        KEY.note(text)


def test_signing_gives_the_same_bytes_and_other_signatures_are_passed_over() -> None:
    note = state(7).signed(KEY)
    assert note == state(7).signed(KEY)
    both = note + GO_NOTE[GO_NOTE.index("— ") :]
    assert open_checkpoint(both, KEY.public) == state(7)


def test_every_changed_bit_of_a_checkpoint_is_noticed() -> None:
    note = KEY.stamp(state(20).signed(KEY), NOON).encode()
    survived = []
    for bit in range(len(note) * 8):
        broken = bytearray(note)
        broken[bit // 8] ^= 1 << bit % 8
        try:
            text = broken.decode()
            assert open_checkpoint(text, KEY.public) == state(20)
            check_age(text, KEY.public, NOON, 3600)
        except (UnicodeDecodeError, IntegrityError):
            continue
        survived.append(bit)
    assert not survived


@pytest.mark.parametrize(
    "text",
    ["one line\n", "a\nb\n", "registry.example\nmany\nAAAA\n", "registry.example\n-1\nAAAA\n",
     "registry.example\n07\n" + "A" * 43 + "=\n", "registry.example\n7\nAAAA\n",
     "registry.example\n7\n????\n", "registry.example\n７\n" + "A" * 43 + "=\n",
     "registry.example\n7\n" + "A" * 42 + "B=\n"],
)  # fmt: skip
def test_a_signed_text_that_is_no_checkpoint_is_refused(text: str) -> None:
    assert refusal(open_checkpoint, KEY.note(text), KEY.public) == "checkpoint-malformed"


def test_a_checkpoint_of_another_log_is_refused_though_the_key_signed_it() -> None:
    other = KEY.note(Checkpoint("elsewhere.example", 7, TREE.root(7)).text)
    assert refusal(open_checkpoint, other, KEY.public) == "checkpoint-other-origin"


def test_lines_after_the_root_are_allowed() -> None:
    assert open_checkpoint(KEY.note(state(7).text + "more\n"), KEY.public) == state(7)


@pytest.mark.parametrize(
    ("known", "new", "refused"),
    [
        (state(7), state(7), None),
        (state(7), state(20), None),
        (state(0), state(20), None),
        (state(20), state(7), "log-rolled-back"),
        (state(7), state(7, FORGED), "log-forked"),
        (state(7), state(20, FORGED), "log-forked"),
        (state(1), state(0), "log-rolled-back"),
    ],
)
def test_only_a_log_that_grew_is_followed(
    known: Checkpoint, new: Checkpoint, refused: str | None
) -> None:
    for source in (TREE, FORGED):
        proof = source.consistency(known.size, new.size) if new.size >= known.size else ()
        if refused is None and source is TREE:
            advance(known, new, proof)
        elif refused:
            assert refusal(advance, known, new, proof) == refused


@pytest.mark.parametrize(
    ("now", "refused"),
    [
        (NOON, None),
        (NOON + 3600, None),
        (NOON + 3601, "checkpoint-stale"),
        (NOON - AHEAD, None),
        (NOON - AHEAD - 1, "checkpoint-ahead"),
        (0, "checkpoint-ahead"),
    ],
)
def test_age_is_judged_by_the_clock_that_is_given(now: int, refused: str | None) -> None:
    note = KEY.stamp(KEY.stamp(state(7).signed(KEY), NOON - 500), NOON)
    assert stamped_at(note, KEY.public) == NOON
    assert open_checkpoint(note, KEY.public) == state(7)
    if refused is None:
        assert check_age(note, KEY.public, now, 3600) == max(0, now - NOON)
    else:
        assert refusal(check_age, note, KEY.public, now, 3600) == refused


def test_a_time_that_the_key_did_not_sign_is_refused() -> None:
    bare = state(7).signed(KEY)
    assert refusal(check_age, bare, KEY.public, NOON, 3600) == "checkpoint-unstamped"
    stamped = KEY.stamp(bare, NOON)
    line = stamped.splitlines()[-1]
    data = bytearray(base64.b64decode(line.rsplit(" ", 1)[1]))
    data[11] ^= 1
    moved = f"{bare}— registry.example {base64.b64encode(data).decode()}\n"
    assert refusal(stamped_at, moved, KEY.public) == "signature-broken"
    carried_over = state(8).signed(KEY) + line + "\n"
    assert refusal(stamped_at, carried_over, KEY.public) == "signature-broken"


CHAIN = Keychain.begin(KEY.public).turn(KEY, NEXT.public).turn(NEXT, THIRD.public)


def test_a_pinned_key_leads_to_the_newest() -> None:
    for pinned in (KEY, NEXT, THIRD):
        assert CHAIN.newest(pinned.public) == THIRD.public


@pytest.mark.parametrize(
    ("chain", "refused"),
    [
        (Keychain(()), "key-other"),
        (Keychain.begin(NEXT.public), "key-other"),
        (Keychain((CHAIN.keys[0], Link(str(NEXT)))), "key-announcement-broken"),
        (Keychain((CHAIN.keys[0], CHAIN.keys[2])), "key-announcement-broken"),
        (
            Keychain((CHAIN.keys[0], Link(str(THIRD), CHAIN.keys[1].announced))),
            "key-announcement-broken",
        ),
        (
            Keychain(
                (
                    CHAIN.keys[0],
                    Link(str(NEXT), NEXT.note("registry.example\nnext key\n" + str(NEXT) + "\n")),
                )
            ),
            "key-announcement-broken",
        ),
        (Keychain((CHAIN.keys[0], Link("no key", CHAIN.keys[1].announced))), "key-invalid"),
    ],
)
def test_a_key_that_the_one_before_did_not_announce_is_refused(
    chain: Keychain, refused: str
) -> None:
    assert refusal(chain.newest, KEY.public) == refused


def test_no_announcement_can_be_made_by_another_key() -> None:
    with pytest.raises(ValueError, match="announces"):
        CHAIN.turn(KEY, NEXT.public)


def test_an_announcement_is_no_checkpoint() -> None:
    assert refusal(open_checkpoint, CHAIN.keys[1].announced, KEY.public) == "checkpoint-malformed"
