"""Does the score of the engine count what it says, and does a wrong verdict make it fail?"""

from __future__ import annotations

import gzip
import json
import sys
from pathlib import Path
from typing import Any

import pytest

from bench import pairs

PAIRS = [
    {"id": "1", "dialect": "draft7", "a": {"type": "integer"}, "b": {"type": "number"},
     "a_in_b": True, "b_in_a": False},
    {"id": "2", "dialect": "draft4", "a": {"minimum": 1, "exclusiveMinimum": True}, "b": {"minimum": 1},
     "a_in_b": True, "b_in_a": None},
    {"id": "3", "dialect": "2020-12", "a": {"pattern": r"^(a)\1$"}, "b": {"pattern": "^aa$"},
     "a_in_b": True, "b_in_a": True},
]  # fmt: skip


def run(
    folder: Path, lines: Any, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> tuple[int, str]:
    with gzip.open(folder / "own.jsonl.gz", "wt", encoding="utf-8") as file:
        file.writelines(json.dumps(line) + "\n" for line in lines)
    monkeypatch.setattr(sys, "argv", ["pairs.py", str(folder), "--list"])
    return pairs.main(), capsys.readouterr().out


def test_the_score_counts_proved_refuted_undecided_and_unlabelled(tmp_path, monkeypatch, capsys):
    code, said = run(tmp_path, PAIRS, monkeypatch, capsys)
    assert code == 0
    assert "decided correctly 3 of 5 (60.00%), wrong 0" in said
    assert "{'pattern-back-reference': 2}" in said


def test_a_wrong_verdict_is_listed_with_its_witness_and_fails(tmp_path, monkeypatch, capsys):
    wrong = {**PAIRS[0], "b_in_a": True}
    code, said = run(tmp_path, [wrong], monkeypatch, capsys)
    assert code == 1
    assert "wrong true 1 b_in_a: 0.5" in said
