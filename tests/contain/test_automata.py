"""Do the automata accept what the patterns match, and nothing else?"""

from __future__ import annotations

import re
from itertools import product

import pytest

from soroe.contain.automata import Language, Unsupported, shortest
from soroe.contain.automata.charset import ALL, complement, has, join, meet, normal
from soroe.contain.automata.terms import Terms
from soroe.contain.judge import NoJudgement, matcher

PATTERNS = [
    "", "a", "^a", "a$", "^a$", "ab|b", "^(a|b)*$", "^a+b?$", "a{2}", "^a{1,2}$", "^a{2,}$", ".",
    "^.b", "[ab]c", "[^a]", "^[^ab]+$", "^(ab)+$", "(a|b)(b|c)", "^(a|ab)(c|bc)$", "^(?:a|b)c",
    "^(?!a)", "(?!a)b", "^(?=a)", "^(?=.*b)a", "^(?!.*b)", "a(?=b)", "a(?!b)", "^(a|b(?!c))",
    "^$", "^|a", "$", "a*", "(^a|b$)", "(^a)?b", "(a$)?", "^(a*)*$", "(a|^)b", "a?^b", "^a?^b",
    "^(a|b){2}$", "(?=a)(?=b)", "(?:^a|b)c$", "a.c", "^[a-c]{0,2}$", "b(a|$)", "^(?=(a|b)$)",
]  # fmt: skip
WORDS = ["".join(w) for size in range(5) for w in product("abc", repeat=size)]


def language() -> Language:
    return Language(Terms(lambda _: None))


@pytest.mark.parametrize("pattern", PATTERNS)
def test_a_pattern_accepts_the_words_that_it_matches(pattern):
    known = language()
    term = known.of(pattern)
    for word in WORDS:
        assert known.accepts(term, word) == bool(re.search(pattern, word)), word
        assert matcher(pattern)(word) == bool(re.search(pattern, word)), word


@pytest.mark.parametrize("left", PATTERNS)
def test_inclusion_is_what_the_words_say(left):
    for right in PATTERNS:
        known = language()
        terms = known.terms
        outside = terms.both((known.of(left), terms.complement(known.of(right))))
        found = shortest(terms, outside)
        if found is None:
            assert all(re.search(right, w) for w in WORDS if re.search(left, w)), right
        else:
            assert re.search(left, found), (right, found)
            assert not re.search(right, found), (right, found)


@pytest.mark.parametrize(
    ("pattern", "reason"),
    [
        (r"(a)\1", "pattern-back-reference"),
        ("(?<=a)b", "pattern-lookaround"),
        ("(?<!a)b", "pattern-lookaround"),
        (r"\bword\b", "pattern-lookaround"),
        ("(?i)a", "pattern-flags"),
        ("(", "pattern-invalid"),
        ("a)", "pattern-invalid"),
        ("*a", "pattern-invalid"),
        ("[b-a]", "pattern-invalid"),
        ("a{2,1}", "pattern-invalid"),
        ("a**", "pattern-invalid"),
        ("[]", "pattern-invalid"),
        (r"\Aa\Z", "pattern-invalid"),
        (r"\p{Nonsense}", "pattern-property"),
        ("(^a|b)*c", "pattern-anchor-in-loop"),
        ("(" * 100 + ")" * 100, "pattern-too-large"),
        ("a{1,1000000}", "pattern-too-large"),
    ],
)
def test_what_readers_disagree_about_is_refused_with_its_reason(pattern, reason):
    with pytest.raises(Unsupported) as refused:
        language().of(pattern)
    assert refused.value.reason == reason


@pytest.mark.parametrize(
    ("pattern", "inside", "outside"),
    [
        (r"^\d$", "7", "７"),
        (r"^\w$", "a", "あ"),
        (r"^\s$", "　", "a"),
        ("^.$", "𠮷", "\n"),
        ("^[ぁ-ん]+$", "ひらがな", "カタカナ"),
        (r"^\p{Script=Hiragana}+$", "ひらがな", "カタカナ"),
        (r"^\p{Katakana}+$", "カタカナ", "ひらがな"),
        (r"^\p{Lu}$", "A", "a"),
        (r"^\P{L}$", "1", "a"),
        (r"^\u3042$", "あ", "い"),
        (r"^\u{20BB7}$", "𠮷", "吉"),
        (r"^\uD842\uDFB7$", "𠮷", "吉"),
        (r"^\x41\cI$", "A\t", "A"),
        (r"^[\d-]+$", "03-1234", "a"),
        (r"^a{b$", "a{b", "ab"),
        (r"^[\b]$", "\b", "b"),
        ("^a$", "a", "a\n"),
    ],
)
def test_patterns_are_read_as_ecmascript(pattern, inside, outside):
    known = language()
    term = known.of(pattern)
    assert known.accepts(term, inside)
    assert not known.accepts(term, outside)
    assert matcher(pattern)(inside)
    assert not matcher(pattern)(outside)


def test_the_shortest_member_is_short_enough_and_long_enough():
    known = language()
    term = known.of("^(ab)*$")
    assert shortest(known.terms, term) == ""
    assert shortest(known.terms, term, 3) == "abab"
    assert shortest(known.terms, known.of("^(?=a)b$")) is None


def test_a_word_tree_holds_these_words_only():
    known = language()
    words = ["", "a", "ab", "b", "bbb", "あ"]
    term = known.terms.words(words)
    assert all(known.accepts(term, w) for w in words)
    assert not any(known.accepts(term, w) for w in ["aa", "bb", "abc", "い"])


def test_character_sets_are_sets():
    vowels = normal([(97, 97), (101, 101), (105, 105)])
    letters = normal([(97, 122)])
    assert meet(vowels, letters) == vowels
    assert join(vowels, letters) == letters
    assert complement(complement(vowels)) == vowels
    assert meet(vowels, complement(vowels)) == ()
    assert join(vowels, complement(vowels)) == ALL
    assert has(vowels, 101)
    assert not has(vowels, 98)
    assert not has(ALL, 0xD800)


def test_the_judge_says_when_no_safe_engine_runs_a_pattern():
    with pytest.raises(NoJudgement):
        matcher(r"(a)\1")
