"""The unit of a number as forms write it: in brackets in the title, or in the description."""

from __future__ import annotations

import re

_SPELLED = {
    "分": "分 分間", "時間": "時間 h", "日": "日 日間", "週": "週 週間", "年": "年 年間",
    "か月": "か月 ヶ月 ヵ月 ケ月 箇月 カ月", "歳": "歳 才", "回": "回", "泊": "泊",
    "円": "円", "千円": "千円", "万円": "万円", "%": "% パーセント", "℃": "℃ 度",
    "人": "人 名", "台": "台", "個": "個", "枚": "枚", "㎡": "㎡ 平方メートル",
    "km": "km キロ キロメートル", "m": "m メートル", "cm": "cm センチ センチメートル",
    "kg": "kg キログラム", "g": "g グラム",
}  # fmt: skip
_UNITS = {spelling: unit for unit, said in _SPELLED.items() for spelling in said.split()}
_UNIT = "|".join(sorted((re.escape(u) for u in _UNITS), key=len, reverse=True))
_IN_TITLE = re.compile(rf"\s*[（(\[［]\s*(?:単位\s*[:：]?\s*)?({_UNIT})\s*[)）\]］]", re.IGNORECASE)
_IN_TEXT = re.compile(
    rf"単位は?\s*[「:：]?\s*({_UNIT})|何({_UNIT})|({_UNIT})(?:単位|数)?(?:で|を)?(?:入力|記入|お?書き|お?答え|教えて|表し)",
    re.IGNORECASE,
)


def without_unit(title: str) -> str:
    """The title without the unit in brackets: 通勤時間（分） is 通勤時間."""
    return _IN_TITLE.sub("", title)


def unit_of(title: str, description: object) -> str:
    """The unit that title or description say; "" where they say none."""
    found = _IN_TITLE.search(title)
    if found is None and isinstance(description, str):
        found = _IN_TEXT.search(description)
    said = next((g for g in found.groups() if g), "") if found else ""
    return _UNITS.get(said.lower(), _UNITS.get(said, ""))
