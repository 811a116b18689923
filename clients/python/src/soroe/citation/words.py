"""The words that citations are made of, as patterns shared by the readers of this package."""

from __future__ import annotations

import re

from soroe.numerals import KANJI, number
from soroe.wareki import NAMES

GAP = r"[ \t\u3000]{0,3}"
NUM = rf"(?:{KANJI}|[0-9０-９]{{1,6}})"
DASH = "[―ー－—–‐−-]"
TAILS = rf"(?:の{NUM})"
OPEN, CLOSE = "[（(〔]", "[)）〕]"

INSTRUMENTS = (
    "条例", "管理規程", "規則", "規程", "告示", "公告", "訓令甲", "訓令乙", "訓令",
    "要綱", "要領", "細則", "内規", "達",
    "法律", "政令", "省令", "府令", "庁令", "勅令",
)  # fmt: skip
"""What a number can be the number of. 法律 to 勅令 are national."""

NATIONAL = frozenset({"法律", "政令", "省令", "府令", "庁令", "勅令"})

INSTRUMENT = "(?:" + "|".join(INSTRUMENTS) + ")"
_LOCAL = "都道府県市区町村"
BODY = (
    rf"(?:(?!{NUM}{GAP}月)[^\s\u30000-9０-９第号項条（）()〔〕、。/／・○〇◯]{{0,14}}?"
    rf"(?:[{_LOCAL}長局部]|知事|組合|連合|委員会|教委|議会|企業|事業|管理者)"
    r"|[一-龠]{2,8}(?=省令)|内閣(?=府令)|総理(?=府令)|デジタル(?=庁令))"
)
"""Who made a text: 港区, 町, 例示町教育委員会, 厚生労働."""

YEAR = rf"(?P<era>{NAMES}){GAP}(?P<year>元|{NUM}){GAP}年"

TITLE = re.compile(
    r"[^\s（）()〔〕。/／「」]{1,120}"
    r"(?:条例|規則|規程|要綱|要領|要項|細則|基準|指針|方針|内規|法律|法|令)"
)
"""What the title of a text looks like: it ends with what it is."""

UNNAMED = re.compile(rf"(?:この|その|同|当該|前記|上記|本)?(?:{INSTRUMENT}|要項|基準|指針|法|令)")
"""同条例, この規則: a text is meant, but which one is not said here."""


def value(text: str) -> int:
    """The number behind something that `NUM` matched; ValueError if it is spelt as none is."""
    found = number(text)
    if found is None:
        raise ValueError(text)
    return found


def tails(text: str | None) -> tuple[int, ...]:
    """(2, 3) for の2の3."""
    return tuple(value(t) for t in (text or "").split("の") if t)


def shown_tails(numbers: tuple[int, ...]) -> str:
    """の2の3 for (2, 3)."""
    return "".join(f"の{n}" for n in numbers)
