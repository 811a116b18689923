"""What the cells of a list of items say: marks, kinds of entry, lengths and ranges."""

from __future__ import annotations

import re
import unicodedata
from typing import Literal, TypeAlias

import msgspec

from soroe.importers.field import Fragment, Kind, Text

Need: TypeAlias = Literal["yes", "no", "sometimes", "unknown"]

KATAKANA = "^[ァ-ヶー・ 　]+$"
HIRAGANA = "^[ぁ-ゖー・ 　]+$"
TIME = "^([01][0-9]|2[0-3]):[0-5][0-9]$"
_YES = frozenset(
    {"○", "◯", "〇", "●", "◎", "☑", "✓", "✔", "レ", "必", "必須", "要", "有", "※", "*", "1", "y",
     "yes", "true", "はい", "必要", "あり", "required", "☒", "■", "必須項目", "入力必須"}
)  # fmt: skip
_NO = frozenset(
    {"", "-", "ー", "―", "−", "‐", "–", "—", "×", "✕", "x", "任意", "任", "否", "不要", "無",
     "0", "n", "no", "false", "いいえ", "なし", "空欄可", "省略可", "optional", "□", "☐", "/",
     "任意項目"}
)  # fmt: skip
_SOMETIMES = frozenset(
    {"△", "▲", "条件", "条件付", "条件付き", "条件付必須", "条件付き必須", "条件必須"}
)


class Kinded(msgspec.Struct, frozen=True):
    """A kind of entry: what becomes of it, and the schema of one value as far as it is said."""

    kind: Kind = "value"
    schema: Fragment = {}
    text: Text = ""
    table: bool = False
    shown: bool = True
    entered: bool = True


_TEXT: Fragment = {"type": "string"}


def _string(pattern: str) -> Kinded:
    return Kinded(schema={"type": "string", "pattern": pattern})


_LINE = Kinded(schema=_TEXT, text="line")
_NOTE = Kinded(schema=_TEXT, text="note")
_DAY = Kinded(schema={"type": "string", "format": "date"})
_YES_NO = Kinded(schema={"type": "boolean"})
_KINDS: tuple[tuple[str, Kinded], ...] = (
    (r"見出し|ラベルのみ|説明文|案内文|表示のみ|注釈|区切り|非入力", Kinded(shown=False)),
    (r"自動|計算|採番|システム(項目|設定|入力)|固定値", Kinded(entered=False)),
    (r"ファイル|添付|アップロード|画像|写真|pdf|file", Kinded("files")),
    (r"テーブル|明細|繰り?返し|表形式|^表$|table", Kinded("table", table=True)),
    (r"はい.{0,3}いいえ|真偽|論理|bool|yes.?no|フラグ|同意|チェック1つ", _YES_NO),
    (r"チェック|複数(選択|回答|可)|マルチ|いくつでも|checkbox|multi.?select", Kinded("choices")),
    (r"ラジオ|単(一|数)(選択|回答)|択一|一つ選択|プルダウン|ドロップダウン|コンボ|radio|drop|select",
     Kinded("choice")),
    (r"選択|リスト|コード|有無|list", Kinded("either")),
    (r"日時|datetime|timestamp", Kinded(schema={"type": "string", "format": "date-time"})),
    (r"年月日|日付|期日|カレンダー|西暦日|和暦日|^date", _DAY),
    (r"^年月$", _string("^[0-9]{4}-(0[1-9]|1[0-2])$")),
    (r"時刻|^時間$|時分|^time", _string(TIME)),
    (r"郵便番号|〒", _string("^[0-9]{3}-?[0-9]{4}$")),
    (r"電話|携帯|fax|^tel|phone", _string("^[0-9()+-]+$")),
    (r"メール|e-?mail", Kinded(schema={"type": "string", "format": "email"})),
    (r"url|ホームページ|リンク", Kinded(schema={"type": "string", "format": "uri"})),
    (r"整数|integer|^int$", Kinded(schema={"type": "integer"})),
    (r"数値|金額|^数$|number|numeric|decimal|小数", Kinded(schema={"type": "number"})),
    (r"半角カ[タナ]", _string("^[ｦ-ﾟ ()./0-9A-Z-]+$")),
    (r"カタカナ|全角カナ|片仮名|フリガナ|^カナ", _string(KATAKANA)),
    (r"ひらがな|平仮名|ふりがな|^かな", _string(HIRAGANA)),
    (r"英数字?記号|半角英数記号|^半角(文字)?$", _string("^[ -~]+$")),
    (r"英数", _string("^[0-9A-Za-z]+$")),
    (r"半角数字?|数字", _string("^[0-9]+$")),
    (r"複数行|テキストエリア|長文|自由記[述載入]|段落|文章|textarea|memo", _NOTE),
    (r"^全角(文字)?$|全角のみ|全角文字", _string(r"^[^\x00-\x7Fｦ-ﾟ]+$")),
    (r"文字|テキスト|記述|記入|手入力|漢字|全角|text|string|char", _LINE),
)  # fmt: skip
_PATTERNS = tuple((re.compile(pattern), kind) for pattern, kind in _KINDS)

_RANGE = r"(-?\d+(?:\.\d+)?)\s*\D{0,4}?\s*[~〜～−–-]\s*(-?\d+(?:\.\d+)?)"
_NUMBER = re.compile(r"\d+(?:,\d{3})*")


def plain(text: str) -> str:
    """A cell for comparing: half width, lower case, without space."""
    return re.sub(r"\s+", "", unicodedata.normalize("NFKC", text)).casefold()


def need(text: str) -> Need:
    """What a mark in the column of required items says."""
    word = plain(text).strip("()[]【】〔〕")
    if word in _YES or (word == "" and text.strip() in _YES):
        return "yes"
    if word in _NO:
        return "no"
    conditional = "条件" in word or ("必須" in word and re.search("場合|とき|時|のみ|なら", word))
    return "sometimes" if word in _SOMETIMES or conditional else "unknown"


def kind_of(text: str) -> Kinded | None:
    """What a kind of entry means; None where the words are not known."""
    word = plain(text)
    return next((kind for pattern, kind in _PATTERNS if pattern.search(word)), None)


class Length(msgspec.Struct, frozen=True):
    """A length as written: bounds in characters, or `odd` where characters cannot say it."""

    shortest: int | None = None
    longest: int | None = None
    odd: bool = False


def length(text: str) -> Length | None:
    """`20`, `20文字以内`, `1〜20文字`, `7桁固定`, `5文字以上`; None for a blank cell.

    Bytes, and lengths that count wide characters twice, are no lengths in characters: `odd`.
    """
    word = plain(text)
    if not word or word in _NO or word in ("制限なし", "無制限", "任意", "自由"):
        return None
    found = [int(n.replace(",", "")) for n in _NUMBER.findall(word)]
    widths = "全角" in word and "半角" in word
    if not found or "バイト" in word or "byte" in word or widths or len(found) > 2:
        return Length(odd=True)
    if len(found) == 2:
        between = re.search(_RANGE, word)
        if not between or "." in word:
            return Length(odd=True)
        return Length(min(found), max(found))
    only = found[0]
    if re.search("固定|ちょうど|一律", word):
        return Length(only, only)
    return Length(shortest=only) if "以上" in word else Length(longest=only)


def span(text: str) -> tuple[float, float] | None:
    """Two numbers with a dash between them and nothing beside: `1〜6`, `0～99人`."""
    word = plain(text)
    found = re.fullmatch(_RANGE + r"\D{0,6}", word)
    if found is None or re.search("文字|桁|字|年|月|日|時", word):
        return None
    low, high = float(found[1]), float(found[2])
    return (low, high) if low <= high else None
