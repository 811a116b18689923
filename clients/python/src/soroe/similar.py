"""Items that may be the same under another name: suggested to a person, never assumed.

A wrong suggestion costs more than a missing one, so two labels are held for the same only where
they differ in what cities write differently without meaning it: width, kana, honorifics,
spellings, a word put in the middle. 父 and 母, 自宅 and 携帯, 第1 and 第2 tell items apart,
however much of the rest is alike.
"""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Iterator

from soroe.diff.compare import Pair, pairs
from soroe.model import Base, Json, Note
from soroe.schema.walk import SchemaObject

THRESHOLD = 80
"""Least likeness in percent (tests/soroe/similar.json holds the labels that it was chosen by)."""

_SPELLINGS = (
    (r"お?子(さま|様|さん|ども)(の)?|こども(の)?", "児童"),
    (r"障がい|障碍", "障害"),
    (r"ふりがな|よみがな|(?<=氏名)かな|かな氏名", "かな"),
    (r"お?名前", "氏名"),
    (r"事由", "理由"),
    (r"年月日", "日"),
    (r"(e-?)?めーるあどれす|e-?めーる|e-?mail", "めーる"),
    (r"tel\.?|電話(番号)?", "電話"),
    (r"〒|郵便番号", "郵便"),
    (r"入会|入所|入室|入級", "利用"),
)
_PARTICLES = re.compile(r"[のをがにへとなごお]")
_AROUND = re.compile(r"^(新|現|現在|希望|本|当該)(?=..)|(欄|名称|名|等|その他)$")
_MARKS = re.compile(r"[\W_]+")
_TELLING = re.compile(
    r"[0-9一二三四五六七八九十第父母祖兄弟姉妹夫妻他別副元前旧次再不無非未]"
    r"|自宅|携帯|勤務|緊急|学校|児童|保護|代理|本人|世帯|開始|終了|予定|土曜|日曜|休|料|額|者"
)
_CROWD = 20
"""So many items with one key say nothing about which of them is meant."""

_KATAKANA = {c: c - 0x60 for c in range(0x30A1, 0x30F7)}


class _Label(Base, frozen=True):
    item: str
    parent: str
    title: str
    kinds: frozenset[str]
    names: tuple[str, ...]


def suggest(core: Json, form: Json) -> tuple[Note, ...]:
    """A note `possible-rename` for each item of the core that the form may have under another name.

    Looks at items that only one of the two forms has. Under the same group of items labels may be
    alike; elsewhere they must fold to the same. What is as like to a second item is not suggested.
    """
    mine, theirs = [], []
    for pair in pairs(core, form):
        if not pair.branch and pair.form is None:
            mine.append(_label(pair, pair.core))
        elif not pair.branch and pair.core is None:
            theirs.append(_label(pair, pair.form))
    return tuple(_note(*match) for match in _best(mine, theirs))


def likeness(one: str, other: str) -> int:
    """How alike two labels are, in percent; 0 where they are not held for the same item."""
    return _like(fold(one), fold(other))


def fold(label: str) -> str:
    """The label without what cities write differently; for comparing only, never shown."""
    plain = unicodedata.normalize("NFKC", label).casefold().translate(_KATAKANA)
    for pattern, spelling in _SPELLINGS:
        plain = re.sub(pattern, spelling, plain)
    plain = _PARTICLES.sub("", _MARKS.sub("", plain))
    return _AROUND.sub("", plain)


def _like(one: str, other: str) -> int:
    from rapidfuzz.distance import Indel  # noqa: PLC0415 - only needed where something may match

    if not one or not other:
        return 0
    if one == other:
        return 100
    if one[0] != other[0] or one[-1] != other[-1]:
        return 0
    longer, shorter = sorted((one, other), key=len, reverse=True)
    changed = [op for op in Indel.opcodes(longer, shorter) if op.tag != "equal"]
    if any(op.tag != "delete" or _tells(longer[op.src_start : op.src_end]) for op in changed):
        return 0
    found = int(Indel.normalized_similarity(one, other) * 100)
    return found if found >= THRESHOLD else 0


def _tells(inserted: str) -> bool:
    return _TELLING.search(inserted) is not None


def _label(pair: Pair, schema: object) -> _Label:
    own = schema if isinstance(schema, dict) else {}
    title = pair.title.rpartition(" › ")[2]
    synonyms = own.get("x-synonyms")
    others = [str(s) for s in synonyms] if isinstance(synonyms, list) else []
    above = pair.title.split(" › ")[:-1]
    names = {fold(name) for name in (title, *others)} - {""}
    names |= {_without(fold(above[-1]), name) for name in names} if above else set()
    parent = pair.item.rpartition("/")[0]
    return _Label(pair.item, parent, title, _kinds(own), tuple(sorted(names)))


def _without(group: str, name: str) -> str:
    """児童生日 in the group 児童 is 生日."""
    return name.removeprefix(group) or name if group else name


def _kinds(schema: SchemaObject) -> frozenset[str]:
    """The JSON types of the answers as far as the schema says; empty where it does not."""
    given = schema.get("type")
    if isinstance(given, str | list):
        names = {given} if isinstance(given, str) else {str(g) for g in given}
        return frozenset("number" if n == "integer" else n for n in names - {"null"})
    choices = schema.get("enum", [schema["const"]] if "const" in schema else [])
    return frozenset(_kind(c) for c in choices) if isinstance(choices, list) else frozenset()


def _kind(value: Json) -> str:
    if isinstance(value, bool):
        return "boolean"
    if isinstance(value, int | float):
        return "number"
    if isinstance(value, str):
        return "string"
    return "array" if isinstance(value, list) else "object"


def _best(mine: list[_Label], theirs: list[_Label]) -> Iterator[tuple[_Label, _Label, int]]:
    """Pairs of which each is the other's best, without a rival."""
    if not mine or not theirs:
        return
    scores: dict[tuple[int, int], int] = {}
    for (i, a), (j, b) in _candidates(mine, theirs):
        if a.kinds and b.kinds and not a.kinds & b.kinds:
            continue
        near = a.parent == b.parent
        found = max(_like(x, y) for x in a.names for y in b.names)
        if found == 100 or (near and found):
            scores[i, j] = found * 2 + near
    for (i, j), score in sorted(scores.items()):
        rivals = [s for (k, m), s in scores.items() if (k == i) != (m == j)]
        if all(score > rival for rival in rivals):
            yield mine[i], theirs[j], score // 2


def _candidates(
    mine: list[_Label], theirs: list[_Label]
) -> Iterable[tuple[tuple[int, _Label], tuple[int, _Label]]]:
    """Pairs that share a folded name, or a group and the ends of a name."""
    known: dict[object, list[tuple[int, _Label]]] = defaultdict(list)
    for entry in enumerate(theirs):
        for key in _keys(entry[1]):
            known[key].append(entry)
    for entry in enumerate(mine):
        fit = [found for key in _keys(entry[1]) if len(found := known.get(key, [])) <= _CROWD]
        seen = {j: (j, label) for found in fit for j, label in found}
        for other in seen.values():
            yield entry, other


def _keys(label: _Label) -> set[object]:
    return {*label.names, *((label.parent, name[0], name[-1]) for name in label.names)}


def _note(mine: _Label, theirs: _Label, percent: int) -> Note:
    params = {
        "core": mine.title,
        "item": mine.item,
        "form": theirs.title,
        "key": theirs.item.rpartition("/")[2],
        "percent": str(percent),
    }
    return Note("possible-rename", theirs.item, params)
