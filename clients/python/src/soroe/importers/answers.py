"""The heading row of a file of answers, as LoGoフォーム, Graffer, Microsoft Forms leave it.

The row holds the titles of the questions and nothing else about them; the answers below it are not
looked at. Only a row that has a column that such tools add, or names of the core, is taken for one.
"""

from __future__ import annotations

import re

from soroe.importers.field import Field
from soroe.importers.grid import Grid, Row
from soroe.importers.labels import fold
from soroe.importers.notes import NoteBook

ADDED = re.compile(
    r"(タイムスタンプ|timestamp|(送信|回答|受付|申請|登録|更新|開始|完了)(日時|時刻|番号|id|者|状況|ステータス)"
    r"|受付no|整理番号|申請番号|回答者|回答id|ステータス|処理状況|対応状況|担当者|id|no|#)\.?"
)
"""Columns that a tool adds by itself, as folded labels."""

_LEAST = 3


def heading_row(grid: Grid, known: frozenset[str]) -> Row | None:
    """The row of questions, if the sheet begins with one; `known` are names of core items."""
    row = next(grid.shown(), None)
    if row is None or len(row.cells) < _LEAST:
        return None
    labels = [fold(words) for words in row.cells.values()]
    if len(set(labels)) < len(labels) or row.dates:
        return None
    added = sum(bool(ADDED.fullmatch(label)) for label in labels)
    found = sum(label in known for label in labels)
    return row if added or found >= 2 else None


def read_headings(grid: Grid, row: Row, notes: NoteBook) -> tuple[Field, ...]:
    """One field for each question; the columns that the tool added are left out with a note."""
    fields = []
    for column, words in sorted(row.cells.items()):
        label = " ".join(words.split())
        if ADDED.fullmatch(fold(words)):
            notes.add("answers-added-column", fields=label)
            continue
        at = grid.at(row.number, column)
        fields.append(Field(label, label, at, required=None, summary=True))
    notes.one("answers-headings-only", grid.at(row.number), count=str(len(fields)))
    return tuple(fields)
