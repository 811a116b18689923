"""The headings of a list of items: which column says what, under the names that offices use."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Literal, TypeAlias

from soroe.importers.labels import fold

Role: TypeAlias = Literal[
    "name", "group1", "group2", "group3", "number", "code", "core", "type", "required", "optional",
    "choices", "length", "shortest", "longest", "least", "most", "range", "chars", "repeat",
    "description", "remark", "example", "default", "condition",
]  # fmt: skip

_SPELLED: Mapping[Role, str] = {
    "name": "項目名 項目名称 項目 入力項目 入力項目名 入力項目名称 申請項目 申請項目名 様式項目"
    " 記載項目 設問 設問文 設問名 質問 質問文 質問項目 欄 欄名 ラベル ラベル名 表示名 表示項目名"
    " フィールド名 論理名 名称 項目の名前 画面項目 画面項目名 細目 item itemname label"
    " question field fieldname name",
    "group1": "大項目 大分類 大区分 分類 グループ グループ名 カテゴリ カテゴリー セクション"
    " ブロック 見出し 項目区分 項目分類 画面 ページ まとまり group section category",
    "group2": "中項目 中分類 中区分 サブグループ 小見出し subgroup",
    "group3": "小項目 小分類 小区分 細項目",
    "number": "no 番号 連番 項番 通番 # № 順番 並び順 表示順 項目番号 項目no 列番号",
    "code": "フィールドコード 項目コード 項目id id 物理名 変数名 キー キー名 英字名 英名 項目名英字"
    " フィールドid 項目キー 列名 カラム名 fieldcode code key physicalname column",
    "core": "共通コア 共通コアの項目 対応項目 対応する項目 項目の場所 coreitem pointer",
    "type": "型 データ型 種類 種別 入力形式 入力方法 入力方式 入力タイプ 入力種別 入力欄の種類 形式"
    " 属性 項目種別 項目の種類 項目タイプ フィールドタイプ 回答形式 回答方法 データ形式 記入方法"
    " コントロール 部品 タイプ type datatype inputtype fieldtype",
    "required": "必須 必須任意 必須・任意 必須/任意 必須区分 必須項目 必須有無 入力必須 必須入力"
    " 要否 入力要否 必須フラグ 必須チェック 必要 必須か 入力 required mandatory",
    "optional": "任意 任意項目 省略可 省略可否 空欄可 optional",
    "choices": "選択肢 選択肢一覧 選択肢の内容 選択項目 選択値 選択内容 候補 入力候補 リスト"
    " リスト値 コード値 値 値一覧 選択肢コード 回答選択肢 options choices values enum",
    "length": "桁数 文字数 文字数制限 文字数上限 長さ 字数 サイズ 桁 入力桁数 入力文字数 データ長"
    " 制限文字数 桁数文字数 文字数桁数 length size",
    "shortest": "最小文字数 最小桁数 最短 文字数最小 桁数最小 minlength",
    "longest": "最大文字数 最大桁数 最長 文字数最大 桁数最大 上限文字数 maxlength",
    "least": "最小値 下限 下限値 最小 min minimum",
    "most": "最大値 上限 上限値 最大 max maximum",
    "range": "範囲 値の範囲 入力範囲 値域 有効範囲 range",
    "chars": "文字種 文字種別 文字種類 文字の種類 全角半角 全角/半角 全半角 半角全角 入力文字種"
    " 使用文字 入力制限 入力規則 書式 フォーマット format",
    "repeat": "繰り返し 繰返し 繰返 くり返し 複数 複数行 件数 最大件数 回数 行数 最大行数 repeat"
    " multiple",
    "description": "説明 説明文 案内文 項目説明 項目の説明 補足説明 画面説明 ヘルプ ヘルプテキスト"
    " ガイド description help",
    "remark": "備考 補足 注意事項 注意 内容 詳細 注記 コメント メモ 備考欄 特記事項 留意事項 用途"
    " 条例 根拠 remarks note notes comment",
    "example": "入力例 記入例 記載例 例 サンプル 見本 example sample",
    "default": "初期値 デフォルト 既定値 デフォルト値 初期表示 default",
    "condition": "条件 表示条件 必須条件 入力条件 必須となる条件 出現条件 condition",
}
_ROLES: dict[str, Role] = {
    fold(word): role for role, words in _SPELLED.items() for word in words.split()
}
_INSIDE = re.compile(r"[(（\[【〔].*?[)）\]】〕]|[※*].*$", re.DOTALL)
_MARKED = re.compile(r"[○◯〇●]\s*(?:=|＝|は|:|：).*$", re.DOTALL)

GROUPS: tuple[Role, ...] = ("group1", "group2", "group3")
TELLING: frozenset[Role] = frozenset(
    {"type", "required", "choices", "length", "longest", "chars", "code", "optional"}
)
"""Columns that a list of items has and hardly any other table."""


def role_of(heading: str) -> Role | None:
    """What the column under this heading says; brackets and legends aside. None if unknown."""
    for spelled in (heading, _INSIDE.sub("", heading), _MARKED.sub("", heading)):
        if (word := fold(spelled).rstrip(".")) in _ROLES:
            return _ROLES[word]
    return None


def roles(headings: Mapping[int, str]) -> dict[int, Role]:
    """The columns of a heading row that are understood; a role belongs to its first column.

    Where no column is called the name of the item, the finest group is it.
    """
    found: dict[int, Role] = {}
    for column, heading in sorted(headings.items()):
        role = role_of(heading)
        if role is not None and role not in found.values():
            found[column] = role
    if "name" not in found.values():
        named = [c for c, role in found.items() if role in GROUPS]
        finest = max(named, key=lambda c: found[c], default=None)
        if finest is not None:
            found[finest] = "name"
    return found


def is_list(found: Mapping[int, Role]) -> bool:
    """Whether the columns are those of a list of items."""
    said = set(found.values())
    return "name" in said and bool(said & TELLING)
