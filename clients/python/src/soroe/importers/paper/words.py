"""What is printed on forms: names of items, parts of a blank, headings, remarks."""

from __future__ import annotations

import re

from soroe.importers.choices import YES_NO
from soroe.importers.labels import fold
from soroe.importers.paper.frames import GAP

_NAMES = """
氏名 名前 児童氏名 児童名 保護者氏名 申請者氏名 本人氏名 代表者氏名 担当者名 代表者名
団体名 名称 事業所名 ふりがな フリガナ カナ 生年月日 年齢 性別 続柄 住所 現住所 所在地
郵便番号 電話 電話番号 TEL 携帯電話 連絡先 緊急連絡先 メールアドレス Eメール E-mail FAX
学校名 小学校名 学年 学級 勤務先 勤務先名 職業 申請日 届出日 証明日 記入日 提出日 備考
その他 理由 申請理由 期間 利用期間 利用日 利用日時 利用目的 使用目的 人数 利用人数 施設名
口座番号 口座名義 金融機関名 支店名 預金種目 個人番号 世帯主 申請者 保護者 児童 届出人
代理人 責任者 役職 業種 雇用形態 就労時間 国籍 本籍 氏 名 姓 法人番号 記載者連絡先
"""
_PARTS = """
姓 名 氏 セイ メイ せい めい 〒 郵便番号 電話 電話番号 TEL 携帯 携帯電話 自宅 勤務先 FAX
内線 メール メールアドレス E-mail ふりがな フリガナ 氏名 住所 名称 所在地 番号 銀行名
支店名 学校名
"""
_UNITS = """
円 人 名 歳 才 時間 分 日 回 件 台 ％ % 年 月 時 組 年生 学年 か月 ヶ月 カ月 箇月 週 室 枚
m ㎡ km 番 号 番地 小学校 銀行 支店 都道府県 市区町村 日間 年間 時間/月 頃 限り 以上 以内
"""
_TOGETHER = """
男 女 男性 女性 その他 回答しない 有 無 あり なし 有り 無し 普通 当座 貯蓄 新規 継続 変更
更新 同居 別居 単身赴任 大正 昭和 平成 令和 西暦 明治 父 母 祖父 祖母 自宅 携帯 勤務先
はい いいえ する しない 希望する 希望しない 該当 非該当 該当する 該当しない 可 否 要 不要
公立 私立 個人 団体 法人 通年 常勤 非常勤 無期 有期 月 火 水 木 金 土 日 祝 祝日 午前 午後
夜間 全日 正規 非正規 済 未 昼 夜
"""

NAMES = frozenset(map(fold, _NAMES.split()))
"""Names of items that stand on forms everywhere; what is filled in is hardly ever one of them."""

PARTS = {fold(word): word for word in _PARTS.split()}
"""Words that stand before a blank inside of a box."""

OF_ONE = frozenset(("姓", "名", "氏", "セイ", "メイ", "せい", "めい"))
"""The parts of a name, each with a blank of its own."""

UNITS = frozenset(_UNITS.split())
"""Words that stand after a blank inside of a box."""

TOGETHER = frozenset(map(fold, _TOGETHER.split())) | {word for pair in YES_NO for word in pair}
"""Words that stand with ・ between them for one of them to be circled."""

LAYOUT = frozenset(map(fold, ("項目", "事項", "記載欄", "記入欄", "回答欄", "記入事項", "内容")))
"""What the columns of a form are called where its labels stand in one and its boxes in the next."""

BOX = re.compile("[□☐☑☒■✓✔]")
OFFICE = re.compile(
    r"(市|区|町|村|役所|職員|事務|窓口|担当課|受付)(記入|記載|使用|処理)欄|事務処理|処理欄|受付印|受付欄|収受"
    r"|記入しないで|記入不要|決裁|受付番号|整理番号|職員使用|市使用|受理"
)
SEAL = re.compile(r"^[(（]?(印|㊞|実印|押印|社印)[)）]?$")
NOTE = re.compile(
    r"^[※＊*・]|^(注|備考)\s*\d*[)）:：.．]|。$|ください|下さい|ます[)）]?$|^[(（].{15,}[)）]$"
)
ADDRESS = re.compile(
    r"^第?\s*[0-9０-９一二三四五六七八九十]*\s*号?様式|^[(（]?あて先|^[(（]?宛先|(宛て?|あて|殿|様)[)）]?$"
)
BELOW = re.compile("(ここから下|これより下|以下は|以下の欄は).*(記入|記載|職員|市|町|村)")
TITLE = re.compile(
    r"(申請書|申込書|届出書|届|証明書|請求書|同意書|調書|申告書|届書|書)([(（].*[)）])?$"
)
HEADING = re.compile(
    r"^[■●◆▼◇○★【<＜《〔]|^[0-9０-９]{1,2}\s*[.．、)）\s　]|^[①-⑳]"
    r"|^[ⅠⅡⅢⅣⅤⅥ一二三四五六七八九]\s*[.．、\s　]"
    r"|^第\s*[0-9０-９一二三四五六七八九]+\s*(章|節|部|面)|^[(（][0-9０-９]{1,2}[)）]"
)
ORDINAL = re.compile(r"^[(（]?[0-9０-９]{1,2}[)）.．]?$|^[①-⑳]$|^(No\.?|№)$", re.IGNORECASE)
EXAMPLE = re.compile(r"^[(（【]?(記入|記載)?例[)）】:：]|^[(（]例")
SAMPLE_SHEET = re.compile("記入例|記載例|見本|サンプル|記入要領|記載要領|注意事項|説明|手引")
MANY = re.compile("すべて|全て|いくつでも|複数|あてはまるもの|当てはまるもの|該当するもの")
ONE = re.compile("いずれか|どちらか|一つ|１つ|1つ|ひとつ")
KANA = frozenset(fold(word) for word in ("ふりがな", "フリガナ", "カナ", "かな", "氏名カナ"))
_PERSON = re.compile(r"(氏名|名前|名称|団体名|児童名|世帯主|代表者|者名|人名|本人)")
_NUMBER = re.compile(
    r"^[(（]?[0-9０-９]{1,2}(?:\s*[.．、)）:：]\s*|\s+)(?=\S)|^[①-⑳ⅠⅡⅢⅣⅤⅥ]\s*[.．、]?\s*(?=\S)"
)
_MARK = re.compile(
    r"[(（\[【〔]\s*(必須|任意)\s*[)）\]】〕]|^\s*[※＊*●◎]\s*|\s*[※＊*●◎]\s*(?:[0-9０-９]+)?\s*$"
)
_KANA_ABOVE = re.compile(r"^[(（]?\s*(ふりがな|フリガナ|カナ)\s*[)）]?\s*(?=\S)")
_VALUE = re.compile(
    r"^[\d０-９\s\-－‐―()（）+.,，．/／:：年月日時分円〜~]+$|^[\w.+-]+@[\w-]+\.[\w.-]+$|^https?://"
    r"|^(令和|平成|昭和|大正|R|H|S)\s*[\d０-９元]"
)
_SIGNS = re.compile(r"^(?:(?!〒)[\W_])*$")


def known(text: str, more: frozenset[str]) -> bool:
    """Whether the text is the name of an item; `more` are names that the core has."""
    return any(word in NAMES or word in more for word in spelled(text))


def spelled(text: str) -> list[str]:
    """The text folded as an item may be called: whole, without its number, brackets, kana."""
    bare = label_of(text)
    plain = re.sub(r"[(（【〔\[].*?[)）】〕\]]", "", bare)
    found = [text, bare, plain, _KANA_ABOVE.sub("", bare)]
    return [word for t in found if (word := fold(t))]


def label_of(text: str) -> str:
    """A label as people read it: without its number, its required mark and what spreads it."""
    line = _NUMBER.sub("", _MARK.sub("", text.strip())).strip(" 　:：")
    return line or text.strip()


def without_kana(label: str) -> tuple[str, bool]:
    """The label without the （ふりがな） printed above it, and whether there was one."""
    bare = _KANA_ABOVE.sub("", label)
    return (bare, True) if bare != label else (label, False)


def of_person(label: str) -> bool:
    """Whether it is the kind of name that has kana."""
    return _PERSON.search(label) is not None


def is_value(text: str) -> bool:
    """Whether the text is what people write: digits, dates, addresses of mail."""
    return _VALUE.search(text) is not None and not ORDINAL.match(text)


def is_blank(text: str) -> bool:
    """Whether nothing is printed but blanks and the signs between them: `（　）　－`, `様`."""
    return _SIGNS.match(text.replace(GAP, "")) is not None
