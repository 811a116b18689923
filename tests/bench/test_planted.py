"""Are planted intentions found again, also in words and by seeds that no rule was made for?"""

from __future__ import annotations

import json
from itertools import combinations

import pytest

from bench.planted import PRECISION, RECALL, score, scores, signed
from bench.planted_make import ROOT, planted
from soroe.promotion import cluster


@pytest.mark.parametrize("words", ["tuned", "held"])
@pytest.mark.parametrize("seed", [1, 21, 22])
def test_clusters_are_the_intentions(words: str, seed: int) -> None:
    made = planted(seed, words, 60, 30)
    book = signed(made)
    found = scores(made, book, cluster(book))
    for name in ("all changes", "named changes"):
        assert found[name].precision >= PRECISION
        assert found[name].recall >= RECALL
    assert found["distinct signatures"].precision >= PRECISION


def test_the_score_counts_pairs() -> None:
    labelled = [("c1", "a"), ("c1", "a"), ("c1", "b"), ("c2", "a")]
    pairs = list(combinations(labelled, 2))
    found = score(labelled)
    assert found.joined == sum(x[0] == y[0] for x, y in pairs) == 3
    assert found.true == sum(x[1] == y[1] for x, y in pairs) == 3
    assert found.right == sum(x == y for x, y in pairs) == 1
    assert (found.precision, found.recall) == (1 / 3, 1 / 3)


def test_a_seed_makes_the_same_cities_again_and_another_seed_others() -> None:
    assert planted(5, "tuned", 10, 30) == planted(5, "tuned", 10, 30)
    assert planted(5, "tuned", 10, 30) != planted(6, "tuned", 10, 30)


def test_the_two_vocabularies_share_no_label() -> None:
    table = json.loads((ROOT / "planted_words.json").read_text(encoding="utf-8"))
    labels = [
        {label for spec in table[part] for label in spec["labels"]} for part in ("tuned", "held")
    ]
    assert not labels[0] & labels[1]
    assert min(map(len, labels)) >= 90
