"""A place to fill in with the label it was found under, before it is a field."""

from __future__ import annotations

import msgspec

from soroe.importers.field import Field, Fragment, Kind, Text
from soroe.importers.options import Options
from soroe.importers.paper.cells import Place
from soroe.importers.paper.content import Blank, Holds
from soroe.importers.paper.kinds import Said
from soroe.importers.paper.words import OF_ONE
from soroe.importers.spelled import kind_of

_OF_ONE = OF_ONE | {"開始", "終了", "年月日", "年月", "時刻"}
"""Names of a blank that are a part of one item, such as a name in two parts."""

_PARTS = {"せい": "姓", "セイ": "姓", "めい": "名", "メイ": "名"}
_SPELLED = {"〒": "郵便番号", "TEL": "電話番号", "電話": "電話番号", "メール": "メールアドレス"}
_WORDS: dict[Holds, str] = {"date": "日付", "month": "年月", "time": "時刻"}


class Spot(msgspec.Struct, frozen=True):
    """One thing to fill in. `said` is what the cell's settings say, `digits` a row of squares."""

    place: Place
    label: str
    groups: tuple[str, ...]
    blank: Blank = Blank()
    said: Said = Said()
    digits: int | None = None
    required: bool | None = None
    rows: tuple[Spot, ...] = ()
    depth: int = 0

    @property
    def named(self) -> tuple[str, tuple[str, ...]]:
        """Its label and its groups, with what is printed beside the blank."""
        name = _PARTS.get(self.blank.name, self.blank.name)
        if not name:
            return self.label, self.groups
        if name in _OF_ONE or (not _SPELLED.get(name) and len(name) <= 2 and self.label):
            return f"{self.label}（{name}）", self.groups
        groups = (*self.groups, self.label) if self.label else self.groups
        return _SPELLED.get(name, name), groups

    @property
    def typed(self) -> bool:
        """Whether the sheet says what is entered."""
        told = self.said.schema or self.said.kind != "value" or self.digits
        return bool(told or self.blank.holds or self.rows)


def field_of(spot: Spot, code: str, at: str, columns: tuple[Field, ...] = ()) -> Field:
    """The field of a spot."""
    label, groups = spot.named
    kind, schema, chosen = _kind(spot)
    text: Text = "line" if schema.get("type") == "string" and "pattern" not in schema else ""
    return Field(
        code,
        label,
        at,
        "table" if columns else kind,
        schema,
        required=spot.required,
        options=chosen.labels or None,
        codes=chosen.codes,
        children=columns or None,
        groups=groups,
        text=text,
        summary=True,
    )


def _kind(spot: Spot) -> tuple[Kind, Fragment, Options]:
    blank = spot.blank
    if blank.holds in ("tick", "circle"):
        kinds: dict[bool | None, Kind] = {True: "choices", False: "choice", None: "either"}
        alone = len(blank.options.labels) == 1
        return ("choices" if alone else kinds[blank.many]), {}, blank.options
    if spot.said.kind == "choice":
        return "choice", {}, spot.said.options
    if blank.holds:
        kinded = kind_of(_WORDS[blank.holds])
        return "value", dict(kinded.schema) if kinded else {}, Options()
    if spot.digits:
        return "value", {"type": "string", "maxLength": spot.digits}, Options()
    return "value", dict(spot.said.schema), Options()
