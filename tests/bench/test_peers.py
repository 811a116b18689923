"""Does the comparison with peers ask, count and pair as it says?"""

from __future__ import annotations

import gzip
import json
import sys

import pytest

from bench import pairs, peers, worker

READY = "import json, os, sys\nprint(json.dumps({'version': '7'}), flush=True)\n"
# The question itself says what the worker does.
OBEDIENT = READY + (
    "for line in sys.stdin:\n"
    "    wish = json.loads(line)['a']\n"
    "    if wish == 'die': os._exit(1)\n"
    "    if wish == 'be silent': continue\n"
    "    said = {'error': 'no'} if wish == 'raise' else {'answer': wish, 'ms': 2.5}\n"
    "    print(json.dumps(said), flush=True)\n"
)


@pytest.fixture
def obedient():
    made = worker.Worker([sys.executable, "-c", OBEDIENT], timeout=0.3)
    yield made
    made.close()


def asked(tool: worker.Worker, wish: object) -> peers.Asked:
    return peers.ask(tool, {"dialect": "draft7", "a": wish, "b": True}, label=True)


@pytest.mark.parametrize(
    ("wish", "result"),
    [(True, "correct"), (False, "wrong"), (None, "undecided"), ("raise", "error"),
     ("die", "error"), ("be silent", "timeout")],
)  # fmt: skip
def test_every_outcome_is_counted_and_the_next_question_is_answered(obedient, wish, result):
    assert asked(obedient, wish).result == result
    assert asked(obedient, True) == peers.Asked("correct", 2.5)


def test_a_worker_that_does_not_start_is_an_error():
    with pytest.raises(RuntimeError, match="does not start"):
        worker.Worker([sys.executable, "-c", "raise SystemExit(1)"], timeout=1)


def test_the_engine_answers_through_its_worker():
    command = [sys.executable, str(worker.WORKERS / "worker_main.py"), peers.OURS]
    engine = worker.Worker(command, timeout=60)
    try:
        answers = [
            engine.ask({"dialect": "2020-12", "a": a, "b": b})[0]
            for a, b in (
                ({"type": "integer"}, {"type": "number"}),
                ({"type": "number"}, {"type": "integer"}),
                ({"pattern": r"^(a)\1$"}, {"pattern": "^aa$"}),
            )
        ]
    finally:
        engine.close()
    assert answers == [True, False, None]


def test_ratios_are_taken_over_the_questions_that_both_decided():
    a = peers.Asked
    said = peers.table(
        {
            "soroe": [a("correct", 1), a("correct", 100), a("undecided", 100), a("correct", 100)],
            "other": [a("wrong", 10), a("timeout", 5000), a("correct", 1), None],
        }
    )
    assert "soroe / other: 0.100" in said
    assert "over the 1 questions both decided" in said
    other = next(line.split() for line in said.splitlines() if line.startswith("other"))
    assert other == ["other", "3", "1", "0", "1", "0", "1", "5.500", "10.00"]


def test_only_directions_with_a_known_answer_are_asked(tmp_path):
    pair = {"dialect": "draft7", "a": {"type": "null"}, "b": True, "a_in_b": True, "b_in_a": None}
    with gzip.open(tmp_path / "own.jsonl.gz", "wt", encoding="utf-8") as file:
        file.write(json.dumps(pair) + "\n")
    found = list(peers.questions(tmp_path, ""))
    declared = {"$schema": pairs.DIALECTS["draft7"], "type": "null"}
    assert found == [({"dialect": "draft7", "a": declared, "b": True}, True)]


def test_what_cannot_be_installed_is_missing_with_the_installers_words():
    script = "raise SystemExit('error: no such package')"
    with pytest.raises(peers.Missing, match="error: no such package"):
        peers.run(sys.executable, "-c", script)


def test_an_interrupted_installation_is_not_taken_for_a_whole_one(tmp_path, monkeypatch):
    peer = peers.Peer("a-tool", "1", "python", frozenset())

    def refuse(*_):
        raise peers.Missing("error")

    monkeypatch.setattr(peers, "install_python", refuse)
    for _ in range(2):
        with pytest.raises(peers.Missing):
            peers.prepare(peer, tmp_path)
