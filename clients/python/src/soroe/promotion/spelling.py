"""One spelling for the labels of items and choices, so that those that mean the same are equal.

What goes away: width and case, hiragana or katakana, marks of required items, brackets, particles,
okurigana, polite prefixes, words of `soroe.promotion.words`. `soroe.similar` says which of two
folded labels are nearly alike. For comparing only: what is kept and shown is the text as given.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from functools import lru_cache

from soroe import similar
from soroe.numerals import KANJI, number
from soroe.promotion.words import NEGATIVE, SAME, TELLING

_KATAKANA = {c: c - 0x60 for c in range(0x30A1, 0x30F7)} | {0x30F6: "か", 0x30F5: "か"}
_REQUIRED = re.compile(
    r"※+\s*(必須|任意)?|[(\[【〔〈《「]\s*(必須|任意|必要な方のみ)\s*[)\]】〕〉》」]|[*]+$|^[*]+"
)
_SPACE = re.compile(r"\s+")
_AROUND = re.compile(r"^[「『【\[]+|[」』】\]]+$")
_ORDINAL = re.compile(rf"第({KANJI})|({KANJI})(?=[人回番歳つ]|か月|時間|年度)")
_TAILS = re.compile(
    r"(について|に関すること|に関して|(を|の)?(教えてください|ご?記入ください|入力|記入|記載)|欄|ですか|ますか)[。?]?$"
)
_LINKS = re.compile(
    r"(?:の|が)ある(?=[一-鿿])|を?(?:する|した)(?=[一-鿿])|について|に対する|に関する|に係る|における|にかかる|のための|ための|の|、|・|/|[\s()\[\]{}【】〔〕〈〉《》「」『』:;_,.~-]+"
)
_PARTICLE = re.compile(r"(?<=[一-鿿0-9a-zー])[をがにへはとで](?=.)")
_KANA_BETWEEN = re.compile(r"(?<=[一-鿿])(?!から|まで|より|なし|ない)[ぁ-ん]{1,2}(?=[一-鿿])")
_KANA_AFTER = re.compile(
    r"(?<=[一-鿿])(?!(?:か|から|かな|まで|より|なし|ない|のみ|だけ|ほか|など|ごと|たち)$)[ぁ-ん]{1,2}$"
)
_DURING = re.compile(r"(?<=..)中$")
_POLITE = re.compile(r"^[おご御](?=[一-鿿])")
_SORT = re.compile(r"(?<=.)(型|等|など|の場合|の方)$")
_SHORT_DAY = re.compile(r"^([月火水木金土日])$")
_DOES = re.compile(r"(?<=..)(します|する|です|をする|いたします)[。.]?$")
_YES_NO = re.compile(
    r"(を|の|が)?(提供)?(を|の|が)?(?P<verb>希望|同意|有無|要否|必要|可否|該当|あり|済|有|要)(する|します|しますか|がある|です|です?か)?$"
)


@lru_cache(maxsize=65_536)
def plain(label: str) -> str:
    """Half width, lower case, hiragana, without the mark of a required item."""
    text = unicodedata.normalize("NFKC", label).casefold().strip()
    return _AROUND.sub("", _SPACE.sub("", _REQUIRED.sub("", text))).translate(_KATAKANA)


@lru_cache(maxsize=65_536)
def words(label: str) -> tuple[str, ...]:
    """The words of a label in one spelling: 利用を希望する曜日 is 利用, 希望曜日."""
    text = _ORDINAL.sub(_digits, _TAILS.sub("", plain(label)))
    for pattern, word in SAME:
        text = pattern.sub(word, text)
    return tuple(_split(text))


@lru_cache(maxsize=65_536)
def spelled(label: str) -> str:
    """The label without width, kana, marks, particles and okurigana; its words are not changed."""
    return "".join(_split(_ORDINAL.sub(_digits, _TAILS.sub("", plain(label)))))


@lru_cache(maxsize=65_536)
def fold(label: str) -> str:
    """The label as one word; two labels with the same word are the same label."""
    joined = _DURING.sub("", "".join(words(label)))
    return similar.fold(joined) or joined


@lru_cache(maxsize=65_536)
def unordered(label: str) -> str:
    """The words in a fixed order: 要否（18歳以上） and 18歳以上の要否; "" for a single word."""
    parts = sorted(words(label))
    return "|".join(parts) if len(parts) > 1 else ""


@lru_cache(maxsize=65_536)
def yes_no(label: str) -> tuple[str, str]:
    """What a yes-no question is about, and its verb: おやつの提供を希望する is おやつ, 希望."""
    text = _TAILS.sub("", plain(label))
    found = _YES_NO.search(text)
    if found is None or not found.start():
        return label, ""
    verb = {"あり": "有", "有無": "有", "要否": "要", "必要": "要"}.get(
        found["verb"], found["verb"]
    )
    return text[: found.start()], verb


@lru_cache(maxsize=65_536)
def choice(label: str) -> tuple[str, bool]:
    """A choice folded, without its denial, and whether it denies: 希望しない is 希望, True."""
    text = _SHORT_DAY.sub(r"\1曜", _SORT.sub("", _DOES.sub("", plain(label))))
    stem = _DOES.sub("", NEGATIVE.sub("", text))
    return "".join(words(stem)), stem != text


@lru_cache(maxsize=65_536)
def alike(one: str, other: str) -> int:
    """How alike two folded labels are in percent; 0 where a word of one tells them apart."""
    if one == other:
        return 100
    found = similar.likeness(one, other)
    longer, shorter = sorted((one, other), key=len, reverse=True)
    return 0 if found and TELLING.search(_beyond(longer, shorter)) else found


def _beyond(longer: str, shorter: str) -> str:
    """What stands in the longer label alone, which holds the shorter one in pieces."""
    rest, at = [], 0
    for c in longer:
        if at < len(shorter) and shorter[at] == c:
            at += 1
        else:
            rest.append(c)
    return "".join(rest)


def _digits(match: re.Match[str]) -> str:
    spelled = match[1] or match[2]
    value = number(spelled)
    said = spelled if value is None else str(value)
    return f"第{said}" if match[1] else said


def _split(text: str) -> Iterator[str]:
    for part in _LINKS.split(text):
        for piece in _PARTICLE.sub(" ", part or "").split():
            word = _KANA_AFTER.sub("", _KANA_BETWEEN.sub("", _POLITE.sub("", piece)))
            if word:
                yield word
